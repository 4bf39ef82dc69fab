/** Snapshots of Lisp. */
import { type ExportsOf, readLisp } from "../lisp/index.ts";
import { compareDiagnostics } from "../text/diagnostic.ts";
import { LineIndex } from "../text/line-index.ts";
import { once } from "../text/once.ts";
import { lispFindings } from "./lisp-findings.ts";
import type { LispSnapshot } from "./snapshot.ts";

/** What is known about a Lisp text. Never throws: what is wrong with the text is in `diagnostics`. */
export function analyzeLisp(uri: string, version: number, text: string, exportsOf?: ExportsOf): LispSnapshot {
  const result = readLisp(text, uri, exportsOf);
  const { program, comments, forms, unclosed } = result;
  const diagnostics = once(() =>
    program === undefined
      ? result.diagnostics
      : [...result.diagnostics, ...result.doubtful, ...lispFindings(program, text)].sort(compareDiagnostics),
  );
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
    problems: result.diagnostics,
    get diagnostics() {
      return diagnostics();
    },
    program,
    rewrites: [],
  };
}
