/** The part of the library that is written in Lisp: its text, read once. */
import type { Diagnostic } from "../text/diagnostic.ts";
import type { ListDatum } from "./datum.ts";
import text from "./library/lisp.lisp";
import { read } from "./reader.ts";

export const LIBRARY_FILE = { name: "ttvm-std:/lisp.lisp", text };

let definitions: Map<string, ListDatum> | undefined;

/** The definitions of the library by name, each `(define (name parameter…) documentation body…)`. */
export function libraryDefinitions(): ReadonlyMap<string, ListDatum> {
  definitions ??= readDefinitions();
  return definitions;
}

function readDefinitions(): Map<string, ListDatum> {
  const { forms, diagnostics } = read(text);
  if (diagnostics.length > 0) throw new Error(`the library: ${(diagnostics[0] as Diagnostic).message}`);
  const found = new Map<string, ListDatum>();
  for (const form of forms) {
    const signature = form.kind === "list" ? form.items[1] : undefined;
    const name = signature?.kind === "list" ? signature.items[0] : undefined;
    if (form.kind === "list" && name?.kind === "symbol") found.set(name.name, form);
  }
  return found;
}
