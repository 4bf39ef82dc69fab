/** Snapshots of Lisp. */
import { type ExportsOf, readLisp } from "../lisp/index.ts";
import { compareDiagnostics, type Diagnostic } from "../text/diagnostic.ts";
import { LineIndex } from "../text/line-index.ts";
import { lispFindings } from "./lisp-findings.ts";
import type { LispSnapshot } from "./snapshot.ts";

/** What is known about a Lisp text. Never throws: what is wrong with the text is in `diagnostics`. */
export function analyzeLisp(uri: string, version: number, text: string, exportsOf?: ExportsOf): LispSnapshot {
  const result = readLisp(text, uri, exportsOf);
  const { program, comments, forms, unclosed } = result;
  // Looked for when they are asked for: who runs a program does not ask.
  let diagnostics: readonly Diagnostic[] | undefined;
  const all =
    unclosed.length === 0 ? forms : [...forms, ...unclosed].sort((a, b) => a.span.start - b.span.start);
  return {
    language: "lisp",
    uri,
    version,
    text,
    lines: new LineIndex(text),
    syntax: { language: "lisp", forms: all, comments },
    get symbols() {
      return result.symbols;
    },
    get diagnostics() {
      diagnostics ??=
        program === undefined
          ? result.diagnostics
          : [...result.diagnostics, ...lispFindings(program, text)].sort(compareDiagnostics);
      return diagnostics;
    },
    program,
    rewrites: [],
  };
}
