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
import type { Branch, Compute, IrBlock, IrInstruction, Move, Operand, Pop } from "./instruction.ts";
import { lower } from "./lower.ts";

/** The column of the places. */
const COLUMN = 44;

/** A line of the register IR. */
export interface IrLine {
  readonly text: string;
  /** The address of its instruction in the program, and the line of the source. */
  readonly place?: string;
  /** The addresses of the program's instructions that it does, its own last; none for a line that is no instruction. */
  readonly addresses: readonly number[];
  /** The registers that it reads, each with what computed its value: `r8` holds `sub i, 1`. */
  readonly reads: readonly { readonly register: string; readonly holds: string }[];
}

/** The register IR of a program, line by line. */
export function* irLines(program: Program): Generator<IrLine, void, undefined> {
  const { layoutAt } = findRegions(program, 0);
  const blocks = lower(program, { isOrdered: (address) => layoutAt(address).ordered });
  yield plain(`; ${counted(program.code.length, "instruction")} in ${counted(blocks.length, "block")}`);
  const writer = new IrWriter(program);
  for (const block of blocks) {
    yield plain("");
    yield plain(writer.headline(block));
    yield* writer.lines(block);
  }
}

/** A line with its place, in a column of their own. */
export function withPlace({ text, place }: IrLine): string {
  return place === undefined ? text : `${text.padEnd(COLUMN)} ; ${place}`;
}

function plain(text: string): IrLine {
  return { text, addresses: [], reads: [] };
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

class IrWriter {
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

  /** What a block does with registers alone counts to the instruction that its result goes to. */
  *lines({ start, carried, code }: IrBlock): Generator<IrLine, void, undefined> {
    const held = new Map<number, string>();
    for (let index = 0; index < carried; index++)
      held.set(index, `value ${index + 1} of ${this.name(start)}`);
    let next = start;
    for (const instruction of code) {
      const { address } = instruction;
      const addresses: number[] = [];
      for (; next <= address; next++) addresses.push(next);
      if (addresses.length === 0) addresses.push(address);
      const registers = inputsOf(instruction).filter((input) => input.kind === "register");
      const indices = [...new Set(registers.map(({ index }) => index))];
      const reads = indices.map((index) => ({ register: `r${index}`, holds: held.get(index) ?? "" }));
      yield { text: `    ${this.text(instruction)}`, place: this.place(address), addresses, reads };
      if ("output" in instruction && instruction.output.kind === "register") {
        held.set(instruction.output.index, this.origin(instruction));
      }
    }
  }

  /** What computes the value that an instruction puts into a register. */
  private origin(instruction: Compute | Move | Pop): string {
    if (instruction.kind === "compute") return this.computation(instruction);
    return instruction.kind === "move" ? operand(instruction.input) : "pop";
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

function inputsOf(instruction: IrInstruction): readonly Operand[] {
  if (instruction.kind === "move") return [instruction.input];
  if (instruction.kind !== "branch") return "inputs" in instruction ? instruction.inputs : [];
  const { condition } = instruction;
  return condition.kind === "compute" ? condition.inputs : [condition];
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
