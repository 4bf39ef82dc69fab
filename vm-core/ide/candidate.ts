/**
 * What completion offers, in any language: names to write, and where they are to be written.
 *
 * Invariant: `text` reads back as what `label` says.
 */

import { MODULES, moduleSummary } from "../std/index.ts";
import type { TextEdit } from "../text/diagnostic.ts";
import { joined } from "../text/joined.ts";
import { writeName } from "../text/literal.ts";
import { type Span, span } from "../text/span.ts";
import type { KnownModule } from "./importable.ts";
import type { ResolveModule } from "./modules.ts";
import { namesWith } from "./name-distance.ts";

export interface Candidate {
  readonly label: string;
  readonly kind:
    | "instruction"
    | "keyword"
    | "function"
    | "label"
    | "variable"
    | "field"
    | "value"
    | "module"
    | "template";
  /** A few words that are shown after it. */
  readonly detail?: string;
  /** Why it does not fit here, in a few words; such a candidate comes after those that do. */
  readonly objection?: string;
  /** Markdown. */
  readonly documentation?: string;
  /** What is written into the text for it. */
  readonly text: string;
  /** The same with places to fill in, in the syntax of the protocol, where a form has parts. */
  readonly snippet?: string;
  /** Edits elsewhere in the text that go with it, such as an import. */
  readonly edits?: readonly TextEdit[];
}

/** What there is besides the document. */
export interface FeatureContext {
  readonly resolve: ResolveModule;
  /** Paths of modules, as they are written in this document. */
  readonly files: readonly string[];
  /** Modules whose names may be imported, besides those of the library. */
  readonly modules?: readonly KnownModule[];
}

/** A candidate of a completion, with what it replaces. */
export interface Completion extends Candidate {
  /** The word under the cursor, all of it. */
  readonly replace: Span;
  /** Its part in front of the cursor. */
  readonly insert: Span;
}

/** How and where completion is asked for. */
export interface CompletionContext extends Partial<FeatureContext> {
  /** The character that was typed, where that alone asked for it: a blank begins no instruction and no form. */
  readonly typed?: string;
  /** Completions may have places to fill in. */
  readonly snippets?: boolean;
  /** Nobody reads what is said about the names of the document: it is looked for when one is chosen. */
  readonly isBrief?: boolean;
  /** Is called where there are more names than a list has: those that are left out may be meant once more is typed. */
  readonly onLeftOut?: () => void;
}

/** Names of a text that a list of completions has at most. */
export const MOST_CANDIDATES = 500;

/** So many of some names as a list can have, in their order: where there are more, those first that have what is typed. */
export function likeliest<T extends { readonly name: string }>(
  names: readonly T[],
  typed: string,
): readonly T[] {
  if (names.length <= MOST_CANDIDATES) return names;
  const isMeant = namesWith(typed);
  const ranks = new Uint8Array(names.length);
  const left = [0, 0, 0];
  for (let i = 0; i < names.length; i++) {
    const { name } = names[i];
    ranks[i] = name.startsWith(typed) ? 0 : isMeant(name) ? 1 : 2;
    left[ranks[i]]++;
  }
  let room = MOST_CANDIDATES;
  for (const [rank, count] of left.entries()) {
    left[rank] = Math.min(count, room);
    room -= left[rank];
  }
  return names.filter((_, i) => left[ranks[i]]-- > 0);
}

/** Candidates for the word under the cursor, or in front of it: what is replaced ends at the cursor or after it. */
export function withSpans(
  candidates: readonly Candidate[],
  word: Span,
  offset: number,
): readonly Completion[] {
  const cursor = Math.max(word.start, offset);
  const spans = { replace: span(word.start, Math.max(word.end, cursor)), insert: span(word.start, cursor) };
  return candidates.map((candidate) => joined(candidate, spans));
}

/** The modules of the library, then files. */
export function modulePaths({ files }: FeatureContext): readonly Candidate[] {
  const library = Object.keys(MODULES).map(
    (module): Candidate => ({
      label: `std/${module}`,
      kind: "module",
      detail: "standard library",
      documentation: moduleSummary(module),
      text: `std/${module}`,
    }),
  );
  const others = files.map((file): Candidate => ({ label: file, kind: "module", text: writeName(file) }));
  return [...library, ...others];
}
