/** The scopes of Lisp texts, as the analysis finds them: kept for each file. */
import { analyze } from "../../analyze/index.ts";
import { type LispScope, type LispSymbols, NO_SYMBOLS } from "../../lisp/index.ts";
import type { SourceFile } from "../../program/program.ts";
import { libraryExports } from "../../std/index.ts";
import type { Span } from "../../text/span.ts";

const FOUND = new WeakMap<SourceFile, LispSymbols>();

/** What is known about the names of a file; nothing when its text is not there. */
export function symbolsOf(file: SourceFile): LispSymbols {
  let symbols = FOUND.get(file);
  if (symbols === undefined) {
    const { name, text } = file;
    const snapshot = text === undefined ? undefined : analyze(name, 0, text, libraryExports);
    symbols = snapshot?.language === "lisp" ? snapshot.symbols : NO_SYMBOLS;
    FOUND.set(file, symbols);
  }
  return symbols;
}

/** The innermost scope that a part of the text stands in. */
export function scopeAt(file: SourceFile, { start, end }: Span): LispScope | undefined {
  // Outer ones come first, and inner ones are within them.
  return symbolsOf(file).scopes.findLast(({ span }) => span.start <= start && span.end >= end);
}
