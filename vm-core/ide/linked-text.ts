/** A text that a document becomes, each line linked to what it comes from. */
import type { Diagnostic } from "../text/diagnostic.ts";
import type { Span } from "../text/span.ts";

/** The text, or why there is none. */
export type LinkedView = LinkedText | NoText;

/** The text, and where its lines come from. */
export interface LinkedText {
  readonly text: string;
  /** In the order of the text; a line that comes from several places is there for each, its own place first. */
  readonly lines: readonly LinkedLine[];
  /** The parts of the source that lines come from, as they begin in it; an outer one before those in it. */
  readonly forms: readonly Span[];
}

/** An instruction, with zero-based lines of the text. */
export interface LinkedLine {
  /** Where what leads to it begins: its label, the comment above it. */
  readonly first: number;
  readonly line: number;
  /** Where in the source it comes from. */
  readonly span: Span;
  /** What is to be said beside it while the cursor is there. */
  readonly note?: string;
}

export interface NoText {
  /** The first error in the source. */
  readonly error: Diagnostic;
}
