/**
 * Writes a Lisp program as assembly for people to read: each line of the Lisp is a comment above the
 * instructions that it became.
 *
 * Invariant: the text assembles to the same code.
 */
import { targetOf } from "../program/control-flow.ts";
import type { Program } from "../program/program.ts";
import { lineOf } from "../program/source-file.ts";
import { writeInstruction } from "../program/write.ts";
import { writeName } from "../text/literal.ts";

export interface WrittenAssembly {
  readonly text: string;
  /** The lines of each instruction, by its address. */
  readonly places: readonly WrittenInstruction[];
}

/** Zero-based lines. */
export interface WrittenInstruction {
  /** Where what leads to it begins: its label, the comment above it. */
  readonly first: number;
  /** Where it is itself. */
  readonly line: number;
}

/** Writes a program as assembly that assembles to the same program, with its Lisp as comments. */
export function writeAssembly(program: Program): WrittenAssembly {
  const { code, files } = program;
  const labels = labelNames(program);
  const lines: string[] = [];
  const places: WrittenInstruction[] = [];
  const sources = files.map(({ text = "" }) => text.split(/\r\n|\n|\r/));
  let shown = "";
  code.forEach((instruction, address) => {
    const label = labels.get(address);
    if (label !== undefined && lines.length > 0) lines.push("");
    const first = lines.length;
    if (label !== undefined) lines.push(`LABEL ${writeName(label)}`);
    const { file, span } = instruction;
    const line = lineOf(files[file], span.start);
    const place = `${file}:${line}`;
    // What only ends the program was not written by anyone.
    if (place !== shown && line > 0 && span.start < span.end) {
      lines.push(`; ${file === 0 ? "" : "library "}${line}: ${(sources[file][line - 1] ?? "").trim()}`);
    }
    shown = place;
    places.push({ first, line: lines.length });
    lines.push(`    ${writeInstruction(instruction, (target) => labels.get(target))}`);
  });
  const last = labels.get(code.length);
  if (last !== undefined) lines.push(`LABEL ${writeName(last)}`);
  return { text: `${lines.join("\n")}\n`, places };
}

/** A name for each address that is the target of something: the function's own, or one by number. */
function labelNames({ code, labels }: Program): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  for (const [name, address] of labels) if (!names.has(address)) names.set(address, name);
  for (const instruction of code) {
    const target = targetOf(instruction);
    if (target === undefined || names.has(target)) continue;
    let name = `L${target}`;
    while (labels.has(name)) name += "_";
    names.set(target, name);
  }
  return names;
}
