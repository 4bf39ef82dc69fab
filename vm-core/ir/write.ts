/**
 * Writes the register IR as text: a block for each place that is entered, an instruction a line, with the address and the
 * line of the source that it comes from. `docs/register-ir.md` explains the notation.
 *
 * Absent by design: reading it back.
 */
import { operandsOf } from "../isa/index.ts";
import { nameTargets, structuredTries } from "../program/disassemble.ts";
import { operandsByName, type Program } from "../program/program.ts";
import { lineOf } from "../program/source-file.ts";
import { writeInstruction } from "../program/write.ts";
import { findRegions } from "../run/regions.ts";
import { writeName, writeString } from "../text/literal.ts";
import { debugFloat } from "../value/display.ts";
import { Float } from "../value/value.ts";
import type { Branch, Compute, IrBlock, IrInstruction, Operand } from "./instruction.ts";
import { lower } from "./lower.ts";

/** The column of the places. */
const COLUMN = 44;

/** The register IR of a program, line by line. */
export function* irLines(program: Program): Generator<string, void, undefined> {
  const { layoutAt } = findRegions(program, 0);
  const blocks = lower(program, { isOrdered: (address) => layoutAt(address).ordered });
  yield `; ${counted(program.code.length, "instruction")} in ${counted(blocks.length, "block")}`;
  const writer = new Writer(program);
  for (const block of blocks) {
    yield "";
    yield writer.headline(block);
    for (const instruction of block.code) yield writer.line(instruction);
  }
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

class Writer {
  private readonly names: ReadonlyMap<number, string>;

  constructor(private readonly program: Program) {
    this.names = nameTargets(program, structuredTries(program));
  }

  /** The name of a block, the registers that it is entered with, and how many values of the stack it takes. */
  headline({ start, carried, needed }: IrBlock): string {
    const entered = Array.from({ length: carried }, (_, index) => `r${index}`).join(", ");
    const takes = needed > 0 ? ` takes ${needed}` : "";
    return `${this.name(start)}${carried > 0 ? ` (${entered})` : ""}${takes}:`;
  }

  line(instruction: IrInstruction): string {
    return `${`    ${this.text(instruction)}`.padEnd(COLUMN)} ; ${this.place(instruction.address)}`;
  }

  private text(instruction: IrInstruction): string {
    switch (instruction.kind) {
      case "compute":
        return `${operand(instruction.output)} = ${this.computation(instruction)}`;
      case "move":
        return `${operand(instruction.output)} = ${operand(instruction.input)}`;
      case "pop":
        return `${operand(instruction.output)} = pop`;
      case "push":
        return `push ${instruction.inputs.map(operand).join(", ")}`;
      case "step":
        return this.step(instruction.address, instruction.inputs);
      case "jump":
        return `goto ${this.name(instruction.target)}`;
      case "branch":
        return this.branch(instruction);
      default:
        return "end";
    }
  }

  /** The mnemonic in lower case, what the instruction names, and the operands. */
  private computation({ address, inputs }: Compute): string {
    const instruction = this.program.code[address];
    const { op } = instruction;
    const named = operandsOf(op).map(([name]) => String(operandsByName(instruction)[name]));
    const words = named.length === 0 ? "" : `[${named.map(writeName).join(" ")}]`;
    return `${op.toLowerCase()}${words} ${inputs.map(operand).join(", ")}`;
  }

  private step(address: number, inputs: readonly Operand[]): string {
    const written = writeInstruction(this.program.code[address], (to) => this.names.get(to));
    return inputs.length === 0 ? written : `${written} <- ${inputs.map(operand).join(", ")}`;
  }

  private branch({ condition, target: to, otherwise }: Branch): string {
    const decided = condition.kind === "compute" ? this.computation(condition) : operand(condition);
    return `if ${decided} goto ${this.name(to)} else ${this.name(otherwise)}`;
  }

  /** A label, or the address. */
  private name(address: number): string {
    const name = this.names.get(address);
    return name === undefined ? `@${address}` : writeName(name);
  }

  private place(address: number): string {
    const { origin, file, span } = this.program.code[address];
    const source = this.program.files[file];
    const line = lineOf(source, span.start);
    return line === 0 ? String(origin) : `${origin}, ${source.name}:${line}`;
  }
}

function operand(value: Operand): string {
  if (value.kind === "register") return `r${value.index}`;
  if (value.kind === "variable") return variable(value.name);
  const constant = value.value;
  if (typeof constant === "string") return writeString(constant);
  return constant instanceof Float ? debugFloat(constant.value) : String(constant);
}

/** A variable that reads as something else has a mark. */
function variable(name: string): string {
  return /^(?:r\d+|pop|true|false|null|-?\d.*|-?inf|nan)$/i.test(name) ? `$${name}` : writeName(name);
}
