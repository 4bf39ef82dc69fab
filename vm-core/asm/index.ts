/** The assembly front end: text → syntax → Program. */
import type { Program } from "../program/program.ts";
import { assemble } from "./assembler.ts";
import { parse } from "./parser.ts";
import { isError, type Problem } from "./problem.ts";
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

/** Reads and assembles a text; never throws. */
export function readAssembly(text: string, fileName: string): AsmResult {
  const parsed = parse(text);
  const assembled = assemble(parsed.syntax, fileName);
  const broken = parsed.problems.some(isError);
  return {
    syntax: parsed.syntax,
    program: broken ? undefined : assembled.program,
    problems: [...parsed.problems, ...assembled.problems],
  };
}
