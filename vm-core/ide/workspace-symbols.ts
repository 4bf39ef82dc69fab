/**
 * Workspace symbols: the names that documents define, as data that can be kept when the documents are not, and those that
 * a query means.
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

/**
 * How well a name fits what somebody typed: 0 for the name itself, more the worse, undefined when the characters of the
 * query are not in it in this order. Small and capital letters are the same.
 */
export function distanceOf(query: string, name: string): number | undefined {
  const [wanted, given] = [query.toLowerCase(), name.toLowerCase()];
  if (given.startsWith(wanted)) return given.length === wanted.length ? 0 : 1;
  if (given.includes(wanted)) return 2;
  let at = 0;
  for (const character of wanted) {
    const found = given.indexOf(character, at);
    if (found < 0) return undefined;
    at = found + character.length;
  }
  return 3;
}
