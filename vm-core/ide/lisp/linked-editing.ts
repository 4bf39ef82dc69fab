/** Linked editing in Lisp: a name that the text defines, and its uses. */
import type { LispSnapshot } from "../../analyze/index.ts";
import type { Span } from "../../text/span.ts";
import { symbolAt } from "./cursor.ts";
import { symbolReferences } from "./references.ts";

/** None for macros, whose expansions may make names, and for imported names. */
export function lispLinkedPlaces(snapshot: LispSnapshot, offset: number): readonly Span[] {
  const symbol = symbolAt(snapshot, offset);
  if (symbol === undefined || symbol.kind === "macro" || symbol.kind === "import") return [];
  return symbolReferences(snapshot, symbol).map(({ span }) => span);
}
