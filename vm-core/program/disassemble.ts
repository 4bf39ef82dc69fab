/**
 * Turns a Program back into assembly.
 *
 * Invariant: the text of a Program that an assembler made assembles to the same code. Labels keep their names,
 * targets without one get `L` and their address.
 * Absent by design: the comments and the layout of the source; a Program does not know them.
 */
import { flowOf, operandsOf } from "../isa/index.ts";
import { writeName } from "../text/literal.ts";
import type { Span } from "../text/span.ts";
import { structuredEnd, targetOf } from "./control-flow.ts";
import { type Instruction, operandsByName, type Program, sourceAddressOf } from "./program.ts";
import { lineOf } from "./source-file.ts";
import { writeInstruction } from "./write.ts";

/** One line of a disassembly. */
export interface DisassembledLine {
  readonly text: string;
  /** The address of the instruction that it holds, and where in the line; absent on lines of labels and comments. */
  readonly address?: number;
  readonly span?: Span;
}

const INDENT = "    ";

/** All lines, one at a time: a hostile Program can name one long string a million times. */
export function* disassemblyLines(program: Program): Generator<DisassembledLine, void, undefined> {
  const structured = structuredTries(program);
  const names = nameTargets(program, structured);
  const labels = labelsByAddress(program, names);
  yield { text: comment(headline(program)) };
  for (let address = 0; address <= program.code.length; address++) {
    const here = labels.get(address);
    if (here !== undefined) yield* labelLines(program, address, here);
    if (address === program.code.length) return;
    const instruction = program.code[address];
    const written = structured.has(address)
      ? instruction.op
      : writeInstruction(instruction, (target) => names.get(target));
    yield {
      text: INDENT + written,
      address,
      span: { start: INDENT.length, end: INDENT.length + written.length },
    };
  }
}

/** The whole text, ready to be saved and assembled. */
export function disassemble(program: Program): string {
  let text = "";
  for (const line of disassemblyLines(program)) text += `${line.text}\n`;
  return text;
}

/** What a view of a disassembly holds at most, in UTF-16 code units; the rest is left out. */
const VIEW_LIMIT = 2 ** 26;

/** The Program with its disassembly as its only file: every instruction has its span there. */
export function withDisassembly(program: Program, name: string, limit = VIEW_LIMIT): Program {
  const spans: Span[] = [];
  let text = "";
  for (const line of disassemblyLines(program)) {
    if (text.length + line.text.length > limit) {
      text += comment("the rest is too long to be shown");
      break;
    }
    if (line.address !== undefined && line.span !== undefined) {
      spans.push({ start: text.length + line.span.start, end: text.length + line.span.end });
    }
    text += `${line.text}\n`;
  }
  const end = { start: text.length, end: text.length };
  const code = program.code.map((instruction, address) => ({
    ...instruction,
    span: spans[address] ?? end,
    file: 0,
  }));
  return { ...program, code, files: [{ name, text }] };
}

function* labelLines(
  program: Program,
  address: number,
  names: readonly string[],
): Generator<DisassembledLine, void, undefined> {
  const place = address < program.code.length ? sourcePlace(program, address) : "";
  for (const name of names) yield { text: `LABEL ${writeName(name)} ${comment(`${address}${place}`)}` };
}

/** Where in the source an instruction is, if that is known. */
function sourcePlace(program: Program, address: number): string {
  const { file, span } = program.code[address];
  const line = lineOf(program.files[file], span.start);
  return line === 0 ? "" : `, ${program.files[file].name}:${line}`;
}

function headline({ code, files }: Program): string {
  const count = code.length === 1 ? "1 instruction" : `${code.length} instructions`;
  return `${count}, from ${files.map(({ name }) => name).join(", ")}`;
}

/** A comment: one line, whatever is in it. */
function comment(text: string): string {
  return `; ${text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")}`;
}

/** The name to write for each address that an instruction names as a target. */
export function nameTargets(program: Program, structured: ReadonlySet<number>): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  const own = new Set<number>();
  for (const [name, address] of program.labels) {
    // Of labels that optimization has brought together, the one that was there from the start.
    const isOwn = program.source?.labels.get(name) === sourceAddressOf(program, address);
    if (!names.has(address) || (isOwn && !own.has(address))) names.set(address, name);
    if (isOwn) own.add(address);
  }
  const taken = usedNames(program);
  program.code.forEach((instruction, address) => {
    for (const target of structured.has(address) ? [] : targetsOf(instruction)) {
      if (names.has(target)) continue;
      let name = `L${target}`;
      while (taken.has(name)) name += "_";
      taken.add(name);
      names.set(target, name);
    }
  });
  return names;
}

/** The addresses that are written as operands. */
function targetsOf(instruction: Instruction): readonly number[] {
  const values = operandsByName(instruction);
  return operandsOf(instruction.op)
    .filter(([name, kind]) => kind.startsWith("label") && values[name] !== null)
    .map(([name]) => values[name] as number);
}

/** Every name that is written somewhere: a child, for one, may mean a label by its name. */
function usedNames(program: Program): Set<string> {
  const names = new Set(program.labels.keys());
  for (const instruction of program.code) {
    for (const value of Object.values(operandsByName(instruction))) {
      if (typeof value === "string") names.add(value);
    }
  }
  return names;
}

function labelsByAddress(
  program: Program,
  names: ReadonlyMap<number, string>,
): ReadonlyMap<number, readonly string[]> {
  const labels = new Map<number, string[]>();
  for (const [name, address] of program.labels) {
    const here = labels.get(address);
    if (here === undefined) labels.set(address, [name]);
    else here.push(name);
  }
  for (const [address, name] of names) {
    if (!program.labels.has(name)) labels.set(address, [...(labels.get(address) ?? []), name]);
  }
  return labels;
}

/** The addresses of the TRYs that are written without a target: each the last one before its structured CATCH. */
export function structuredTries({ code }: Program): ReadonlySet<number> {
  const openers = new Map<number, number>();
  const structured = new Set<number>();
  code.forEach((instruction, address) => {
    const target = flowOf(instruction.op) === "handler" ? targetOf(instruction) : undefined;
    if (target !== undefined) {
      openers.set(target, address);
    } else if (structuredEnd(instruction) !== undefined) {
      const opener = openers.get(address);
      if (opener !== undefined) structured.add(opener);
    }
  });
  return structured;
}
