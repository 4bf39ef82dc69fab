/**
 * Workspace symbols: the names that documents define, as data that can be kept when the documents are not.
 */
import { languageOfName, type Snapshot } from "../analyze/index.ts";
import { LineIndex } from "../text/line-index.ts";
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

/** The names of a document, and its lines. */
export interface NamedPlaces extends Pick<Snapshot, "uri" | "text" | "lines"> {
  /** In source order, those within others among them. */
  readonly places: readonly NamedPlace[];
}

/** The names that a text defines of which nothing else is asked. */
export function namedPlacesIn(uri: string, text: string): NamedPlaces {
  const features = featuresOf({ language: languageOfName(uri).id });
  return { uri, text, lines: new LineIndex(text), places: flat(features.outlineOf(text)) };
}

/** The names of a document that has been analysed. */
export function namedPlaces(snapshot: Snapshot): NamedPlaces {
  const { uri, text, lines } = snapshot;
  return { uri, text, lines, places: flat(featuresOf(snapshot).documentSymbols(snapshot)) };
}

function flat(outline: readonly DocumentSymbol[]): readonly NamedPlace[] {
  const found: NamedPlace[] = [];
  const add = (symbols: readonly DocumentSymbol[], container: string | undefined) => {
    for (const { name, kind, nameSpan, children = [] } of symbols) {
      found.push({ name, kind, nameSpan, container });
      add(children, name);
    }
  };
  add(outline, undefined);
  return found;
}
