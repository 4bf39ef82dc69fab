/** The assembly front end: text → syntax → Program. */
import type { Instruction, Program } from "../program/program.ts";
import { type Assembled, assemble, assembleAgain } from "./assembler.ts";
import { type ParseResult, parse } from "./parser.ts";
import { isError, type Problem } from "./problem.ts";
import { inOne, type KeptLines, reread } from "./reread.ts";
import type { AsmSyntax } from "./syntax.ts";

export { parse } from "./parser.ts";
export type { Problem, ProblemCause } from "./problem.ts";
export { sketch } from "./sketch.ts";
export { problemInWords } from "./words.ts";

export interface AsmResult {
  readonly syntax: AsmSyntax;
  readonly program: Program | undefined;
  /** In the order in which they were found; `problemInWords` makes diagnostics of them. */
  readonly problems: readonly Problem[];
}

/** What reading and assembling a text has made; for one reading of the text after an edit. */
export interface Reading {
  readonly parsed: ParseResult;
  readonly assembled: Assembled;
}

/** Reads and assembles a text; never throws. */
export function readAssembly(text: string, fileName: string): AsmResult {
  return resultOf(readingOf(text, fileName));
}

/** Reads and assembles a text; `before` is used up: it belongs to the new text then. */
export function readingOf(text: string, fileName: string, before?: Reading): Reading {
  if (before === undefined) {
    const parsed = parse(text);
    return { parsed, assembled: assemble(parsed.syntax, fileName) };
  }
  const { result: parsed, kept } = reread(before.parsed, text);
  const { made, isSameShape } = madeBefore(before, parsed.syntax, kept);
  const labels = isSameShape ? before.assembled.labels : undefined;
  return { parsed, assembled: assembleAgain(parsed.syntax, fileName, made, labels) };
}

/**
 * The instructions of the lines that were kept, aligned with the lines as they are now; and whether the others are in the
 * places of as many instructions, so that no label and no address has changed.
 */
function madeBefore(
  { parsed: { syntax: old }, assembled }: Reading,
  { lines }: AsmSyntax,
  kept: readonly KeptLines[],
): { readonly made: (Instruction | undefined)[]; readonly isSameShape: boolean } {
  const parts: (Instruction | undefined)[][] = [];
  // Labels that are wrong are looked for again.
  let isSameShape = assembled.problems.length === 0;
  const at = { old: 0, now: 0 };
  for (const { from, to, count } of [...kept, { from: old.lines.length, to: lines.length, count: 0 }]) {
    isSameShape &&= to - at.now === from - at.old;
    for (let i = at.old; i < from && isSameShape; i++) isSameShape = old.lines[i].kind !== "label";
    for (let i = at.now; i < to && isSameShape; i++) isSameShape = lines[i].kind !== "label";
    parts.push(new Array(to - at.now).fill(undefined), assembled.made.slice(from, from + count));
    at.old = from + count;
    at.now = to + count;
  }
  return { made: inOne(parts), isSameShape };
}

export function resultOf({ parsed, assembled }: Reading): AsmResult {
  const broken = parsed.problems.some(isError);
  return {
    syntax: parsed.syntax,
    program: broken ? undefined : assembled.program,
    problems: [...parsed.problems, ...assembled.problems],
  };
}
