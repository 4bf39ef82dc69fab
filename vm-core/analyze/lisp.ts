/**
 * Snapshots of Lisp.
 *
 * For now one has the Program, the findings and the comments; its syntax as assembly is empty.
 */
import { type ExportsOf, readLisp } from "../lisp/index.ts";
import { LineIndex } from "../text/line-index.ts";
import type { Snapshot } from "./snapshot.ts";
import { findSymbols } from "./symbols.ts";

/** Whether a name is that of a Lisp text. */
export function isLisp(uri: string): boolean {
  return /\.lisp$/i.test(uri);
}

export function analyzeLisp(
  uri: string,
  version: number,
  text: string,
  exportsOf: ExportsOf | undefined,
): Snapshot {
  const { program, diagnostics, comments } = readLisp(text, uri, exportsOf);
  const syntax = { language: "asm", text, lines: [], comments } as const;
  return {
    uri,
    version,
    text,
    lines: new LineIndex(text),
    syntax,
    symbols: findSymbols(syntax),
    diagnostics,
    program,
    rewrites: [],
  };
}
