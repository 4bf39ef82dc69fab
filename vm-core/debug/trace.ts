/**
 * The trace: a line for each instruction before it is executed.
 *
 * `[trace]   12  line 10    CALL double value          3 "a"`: address, line, the instruction indented by the
 * depth of the call, and the upper end of the operand stack, top at the right.
 */

import { writeInstruction } from "../program/write.ts";
import type { CodeSpace } from "../run/code-space.ts";
import type { Process } from "../run/process.ts";
import { LineIndex } from "../text/line-index.ts";
import { depthOf } from "./call-stack.ts";
import { preview } from "./preview.ts";

const SHOWN_OPERANDS = 5;
const OPERAND_LIMIT = 30;
const INDENTED_DEPTH = 20;
const INSTRUCTION_WIDTH = 32;

/** What a line says about an instruction that does not change. */
interface Described {
  readonly place: string;
  readonly instruction: string;
}

export class Tracer {
  /** By address. */
  private readonly described: Described[] = [];

  constructor(private readonly space: CodeSpace) {}

  /** The line for the instruction at `process.ip`. */
  line(process: Process): string {
    const { place, instruction } = (this.described[process.ip] ??= this.describe(process.ip));
    const indented = "  ".repeat(Math.min(depthOf(process), INDENTED_DEPTH)) + instruction;
    return `[trace] ${place}  ${indented.padEnd(INSTRUCTION_WIDTH)}  ${operands(process)}`.trimEnd();
  }

  /** Describes all instructions of the module at once: line and label tables are not kept. */
  private describe(address: number): Described {
    const module = this.space.place(address)?.module;
    if (module === undefined) throw new Error(`there is no instruction at address ${address}`);
    const { base, program } = module;
    const lines = program.files.map(({ text }) => (text === undefined ? undefined : new LineIndex(text)));
    const labels = new Map([...program.labels].map(([name, at]) => [at, name]));
    program.code.forEach((instruction, at) => {
      const line = lines[instruction.file]?.lineAt(instruction.span.start);
      const where = line === undefined ? "" : `line ${line + 1}`;
      const number = String(base + instruction.origin).padStart(4);
      const file = module.index === 0 ? "" : ` ${program.files[instruction.file].name}`;
      this.described[base + at] = {
        place: `${number}  ${(where + file).padEnd(8)}`,
        instruction: writeInstruction(instruction, (target) => labels.get(target)),
      };
    });
    return this.described[address];
  }
}

function operands({ stack }: Process): string {
  const shown = stack.slice(-SHOWN_OPERANDS).map((value) => preview(value, OPERAND_LIMIT));
  const hidden = stack.length - shown.length;
  return hidden > 0 ? `… ${hidden} more, ${shown.join(", ")}` : shown.join(", ");
}
