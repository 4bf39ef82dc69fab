/**
 * The trace in a debugger: a line for each instruction before it is executed.
 *
 * `[trace]   12  line 10    CALL double value          3, "a"`: address, line, the instruction indented by the
 * depth of the call, and the upper end of the operand stack, top at the right. Processes but the first are named.
 */
import { lineOf } from "../program/source-file.ts";
import type { CodeSpace } from "../run/code-space.ts";
import type { Process } from "../run/process.ts";
import { instructionTexts } from "../run/trace.ts";
import type { Watcher } from "../run/watch.ts";
import { depthOf } from "./call-stack.ts";
import { preview } from "./preview.ts";

const SHOWN_OPERANDS = 5;
const OPERAND_LIMIT = 30;
const INDENTED_DEPTH = 20;
const INSTRUCTION_WIDTH = 32;

/** Writes the lines to the output stream `trace`. */
export function stackTracer(space: CodeSpace): Watcher {
  const textOf = instructionTexts(space);
  const places: (string | undefined)[] = [];
  return (process) => {
    const { ip } = process;
    const place = (places[ip] ??= placeOf(space, ip));
    const indented = "  ".repeat(Math.min(depthOf(process), INDENTED_DEPTH)) + textOf(ip).text;
    const owner = process.id === 1 ? "" : `process ${process.id} `;
    const line = `[trace] ${owner}${place}  ${indented.padEnd(INSTRUCTION_WIDTH)}  ${operands(process)}`;
    space.output.write("trace", `${line.trimEnd()}\n`);
  };
}

/** Address and line; of a module, its file too. */
function placeOf(space: CodeSpace, ip: number): string {
  const place = space.place(ip);
  if (place === undefined) return String(ip).padStart(4);
  const { module, file, instruction, sourceAddress } = place;
  const line = lineOf(file, instruction.span.start);
  const words = [line > 0 ? `line ${line}` : "", module.index > 0 ? file.name : ""].filter(Boolean);
  return `${String(sourceAddress).padStart(4)}  ${words.join(" ").padEnd(8)}`;
}

function operands({ stack }: Process): string {
  const shown = stack.slice(-SHOWN_OPERANDS).map((value) => preview(value, OPERAND_LIMIT));
  const hidden = stack.length - shown.length;
  return hidden > 0 ? `… ${hidden} more, ${shown.join(", ")}` : shown.join(", ");
}
