/** The assembly front end: text → syntax → Program. */
import type { Program } from "../program/program.ts";
import { type Assembled, assemble } from "./assembler.ts";
import { type ParseResult, parse } from "./parser.ts";
import { type AsmProblem, isError } from "./problem.ts";
import { reassemble } from "./reassemble.ts";
import { reread } from "./reread.ts";
import type { AsmSyntax } from "./syntax.ts";

export { parse } from "./parser.ts";
export type { AsmProblem, ProblemCause } from "./problem.ts";
export { type Sketched, sketch, sketched } from "./sketch.ts";
export { problemInWords } from "./words.ts";

export interface AsmResult {
  readonly syntax: AsmSyntax;
  readonly program: Program | undefined;
  /** In the order in which they were found; `problemInWords` makes diagnostics of them. */
  readonly problems: readonly AsmProblem[];
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
  const assembled = reassemble(before.assembled, before.parsed.syntax, parsed.syntax, kept, fileName);
  return { parsed, assembled };
}

export function resultOf({ parsed, assembled }: Reading): AsmResult {
  const broken = parsed.problems.some(isError);
  return {
    syntax: parsed.syntax,
    program: broken ? undefined : assembled.program,
    problems: [...parsed.problems, ...assembled.problems],
  };
}
