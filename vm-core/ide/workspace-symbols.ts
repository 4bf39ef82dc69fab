/**
 * Workspace symbols: the names that documents define, as data that can be kept when the documents are not.
 */
import type { Snapshot } from "../analyze/index.ts";
import type { Span } from "../text/span.ts";
import type { DocumentSymbol } from "./answers.ts";
import { featuresOf } from "./languages.ts";

/** A name that a document defines. */
export interface NamedPlace {
  readonly name: string;
  readonly kind: DocumentSymbol["kind"];
  readonly nameSpan: Span;
  /** What it is defined in. */
  readonly container: string | undefined;
}

/** In source order, those within others among them. */
export function namedPlaces(snapshot: Snapshot): readonly NamedPlace[] {
  const found: NamedPlace[] = [];
  const add = (symbols: readonly DocumentSymbol[], container: string | undefined) => {
    for (const { name, kind, nameSpan, children = [] } of symbols) {
      found.push({ name, kind, nameSpan, container });
      add(children, name);
    }
  };
  add(featuresOf(snapshot).documentSymbols(snapshot), undefined);
  return found;
}
