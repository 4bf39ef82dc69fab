/**
 * The Lisp: from text to a Program with the spans of the text, or to what is wrong with it.
 *
 * Invariant: never throws, whatever the text; there is no Program when there is an error.
 */
import type { Program } from "../program/program.ts";
import { compareDiagnostics, type Diagnostic } from "../text/diagnostic.ts";
import { Analyser, type ExportsOf } from "./analyser.ts";
import { settleClosures } from "./closures.ts";
import type { Comment, Datum } from "./datum.ts";
import { generate } from "./generate.ts";
import { LIBRARY_FILE } from "./library.ts";
import { read } from "./reader.ts";

export type { ExportsOf } from "./analyser.ts";
export { writeAssembly } from "./write-assembly.ts";
export { type WriteLispOptions, writeLisp } from "./write-value.ts";

export interface LispResult {
  readonly program: Program | undefined;
  readonly diagnostics: readonly Diagnostic[];
  readonly forms: readonly Datum[];
  readonly comments: readonly Comment[];
}

/** `fileName` becomes the Program's first file; `exportsOf` tells what the modules that it imports export. */
export function readLisp(text: string, fileName: string, exportsOf: ExportsOf = () => undefined): LispResult {
  try {
    return compile(text, fileName, exportsOf);
  } catch (error) {
    // What macros make can be nested more deeply than any text: the analyser recurses.
    if (!(error instanceof RangeError)) throw error;
    const message = "what macros make of this program is nested too deeply";
    const diagnostic = {
      severity: "error",
      code: "nested-too-deeply",
      message,
      span: { start: 0, end: 0 },
    } as const;
    return { program: undefined, diagnostics: [diagnostic], forms: [], comments: read(text).comments };
  }
}

function compile(text: string, fileName: string, exportsOf: ExportsOf = () => undefined): LispResult {
  const { forms, comments, diagnostics } = read(text);
  const analyser = new Analyser({ start: 0, end: text.length }, exportsOf);
  analyser.run(forms);
  const found = [...diagnostics, ...analyser.diagnostics];
  const failed = found.some(({ severity }) => severity === "error");
  const result = (program?: Program, more: readonly Diagnostic[] = []): LispResult => ({
    program,
    diagnostics: [...found, ...more].sort(compareDiagnostics),
    forms,
    comments,
  });
  const functions = settleClosures([analyser.main, ...analyser.functions], analyser.variables);
  const { code, labels, diagnostics: late } = generate(functions, analyser.exports);
  if (failed || late.length > 0) return result(undefined, late);
  const own = { name: fileName, text };
  const files = code.some(({ file }) => file === 1) ? [own, LIBRARY_FILE] : [own];
  return result({ code, labels, files });
}
