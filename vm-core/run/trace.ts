/**
 * Writes each instruction before it is executed: `--trace` shows where a run goes, `--debug` what it works on.
 *
 * Both write to the run's own output, as `trace`, so that their lines are in order with what the program prints; the
 * driver takes them in large pieces.
 */
import type { Program } from "../program/program.ts";
import { lineOf } from "../program/source-file.ts";
import { writeInstruction } from "../program/write.ts";
import { Bytes } from "../value/bytes.ts";
import { Closure } from "../value/callable.ts";
import { debug } from "../value/display.ts";
import { List } from "../value/list.ts";
import { ObjectValue } from "../value/object.ts";
import type { Value } from "../value/value.ts";
import type { CodeSpace } from "./code-space.ts";
import type { Process } from "./process.ts";
import type { Watcher } from "./watch.ts";

/** An instruction as traces show it. */
export interface InstructionText {
  /** The displayed address. */
  readonly address: number;
  /** `file:line`; the file alone without its text. */
  readonly place: string;
  /** As it would be written, with labels as targets. */
  readonly text: string;
}

/** Finds the text of instructions by their address in the code space. Each is made once. */
export function instructionTexts(space: CodeSpace): (address: number) => InstructionText {
  const texts: (InstructionText | undefined)[] = [];
  const labels = new Map<Program, ReadonlyMap<number, string>>();
  return (address) => {
    let text = texts[address];
    if (text === undefined) {
      text = describe(space, address, labels);
      texts[address] = text;
    }
    return text;
  };
}

/** An address in hexadecimal with at least four digits: `0x001f`. */
export function hexAddress(address: number): string {
  return `0x${address.toString(16).padStart(4, "0")}`;
}

type LabelsOf = Map<Program, ReadonlyMap<number, string>>;

function describe(space: CodeSpace, address: number, known: LabelsOf): InstructionText {
  const place = space.place(address);
  if (place === undefined) return { address, place: "", text: "" };
  const { module, instruction, file, sourceAddress } = place;
  const labels = known.get(module.program) ?? labelsByAddress(module.program);
  known.set(module.program, labels);
  const line = lineOf(file, instruction.span.start);
  return {
    address: sourceAddress,
    place: line > 0 ? `${file.name}:${line}` : file.name,
    text: writeInstruction(instruction, (target) => labels.get(target)),
  };
}

function labelsByAddress(program: Program): ReadonlyMap<number, string> {
  const labels = new Map<number, string>();
  for (const [name, address] of program.labels) if (!labels.has(address)) labels.set(address, name);
  return labels;
}

/** `--trace`: process, address, source line and instruction. */
export function tracer(space: CodeSpace): Watcher {
  const textOf = instructionTexts(space);
  const lines: (string | undefined)[] = [];
  return (process) => {
    const { ip } = process;
    let line = lines[ip];
    if (line === undefined) {
      const { address, place, text } = textOf(ip);
      line = ` @ ${hexAddress(address)} ${place}  ${text}\n`;
      lines[ip] = line;
    }
    space.output.write("trace", `[trace] process ${process.id}${line}`);
  };
}

/** `--debug`: address, instruction and stack before each step, and totals at the end. */
export interface StepSummary {
  readonly watch: Watcher;
  totals(process: Process): string;
}

/** Writes each step of a run with its stack, and totals at the end. */
export function stepSummary(space: CodeSpace): StepSummary {
  const textOf = instructionTexts(space);
  let deepest = 0;
  return {
    watch: ({ ip, stack }) => {
      if (stack.length > deepest) deepest = stack.length;
      const { address, text } = textOf(ip);
      space.output.write(
        "trace",
        `IP: ${address}, Instruction: ${text}, Stack size: ${stack.length}, Stack: ${topOf(stack)}\n`,
      );
    },
    totals: ({ instructions, stack }) =>
      `Performance stats - Instructions: ${instructions}, Max stack: ${Math.max(deepest, stack.length)}, ` +
      `Final stack: ${stack.length}\n`,
  };
}

const SHOWN_ITEMS = 4;
const SHOWN_CHARACTERS = 40;

/** The topmost values, top at the right. */
function topOf(stack: readonly Value[]): string {
  const shown = stack.slice(-SHOWN_ITEMS).map(brief);
  if (stack.length > SHOWN_ITEMS) shown.unshift("…");
  return `[${shown.join(", ")}]`;
}

/** A value in few words, whatever its size. */
function brief(value: Value): string {
  if (value instanceof List) return value.length === 0 ? "List([])" : `List(${value.length} items)`;
  if (value instanceof ObjectValue) return `Object(${value.size} fields)`;
  if (value instanceof Bytes) return `Bytes(${value.data.length})`;
  if (typeof value === "string" && value.length > SHOWN_CHARACTERS) {
    return `${debug(value.slice(0, SHOWN_CHARACTERS))}…`;
  }
  if (value instanceof Closure) return `Closure@${value.address}`;
  const text = debug(value);
  return text.length > 2 * SHOWN_CHARACTERS ? `${text.slice(0, 2 * SHOWN_CHARACTERS)}…` : text;
}
