/** Document symbols of Lisp: what is defined, with what is defined in it. */
import type { LispSymbol } from "../../lisp/index.ts";
import { signatureOf } from "../../lisp/library-docs.ts";
import type { DocumentSymbol } from "../answers.ts";

interface GrowingSymbol extends DocumentSymbol {
  readonly children: GrowingSymbol[];
}

export function lispOutline(definitions: readonly LispSymbol[]): readonly DocumentSymbol[] {
  const roots: GrowingSymbol[] = [];
  const open: GrowingSymbol[] = [];
  for (const symbol of definitions) {
    const made = symbolOf(symbol);
    if (made === undefined) continue;
    for (let last = open.at(-1); last !== undefined && last.span.end < made.span.end; last = open.at(-1)) {
      open.pop();
    }
    (open.at(-1)?.children ?? roots).push(made);
    open.push(made);
  }
  return roots;
}

/** Parameters, bindings and imports are no part of an outline. */
function symbolOf({ name, kind, span, nameSpan, parameters }: LispSymbol): GrowingSymbol | undefined {
  if (kind !== "function" && kind !== "variable" && kind !== "macro") return undefined;
  const detail =
    parameters === undefined ? "" : signatureOf("", parameters.names, parameters.rest).replace("( ", "(");
  return { name, kind, detail, span, nameSpan, children: [] };
}
