/** The assembly front end: text → syntax → Program. */
import type { Program } from "../program/program.ts";
import type { Diagnostic } from "../text/diagnostic.ts";
import { assemble } from "./assembler.ts";
import { parse } from "./parser.ts";
import type { AsmSyntax } from "./syntax.ts";

export interface AsmResult {
  readonly syntax: AsmSyntax;
  readonly program: Program | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads and assembles a text; never throws. */
export function readAssembly(text: string, fileName: string): AsmResult {
  const parsed = parse(text);
  const assembled = assemble(parsed.syntax, fileName);
  const broken = parsed.diagnostics.some((diagnostic) => diagnostic.severity === "error");
  return {
    syntax: parsed.syntax,
    program: broken ? undefined : assembled.program,
    diagnostics: [...parsed.diagnostics, ...assembled.diagnostics],
  };
}
