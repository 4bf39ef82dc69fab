/** Names that modules offer and documents import, as data. */
import type { Snapshot } from "../analyze/index.ts";
import type { InstructionLine, LabelLine } from "../asm/syntax.ts";
import type { LibraryEntry } from "../std/index.ts";
import type { Span } from "../text/span.ts";

/** An import, or a file that is included, and its path as written. */
export interface Import {
  /** The instruction; Lisp has none. */
  readonly line: InstructionLine | undefined;
  readonly path: string;
  readonly span: Span;
  /** The text of the file is included in Lisp: whatever it defines is offered. */
  readonly isIncluded?: boolean;
}

/** A name that a module offers. */
export interface ExportedName {
  readonly name: string;
  /** The document that makes it: another one than the one that offers it, when that passes it on. */
  readonly home: Snapshot;
  /** The name where it is made. */
  readonly place: Span;
  /** The line that it is made in. */
  readonly line: Span;
  /** The offset below which its documentation is looked for: its comment is above. */
  readonly documented: number;
  /** What is said about it, where the language itself has a place for that: no comment is looked for then. */
  readonly documentation?: string;
  /** The label of a function. */
  readonly label: LabelLine | undefined;
  readonly parameters: readonly string[] | undefined;
  /** What the library says about it. */
  readonly entry: LibraryEntry | undefined;
}

/** What a module offers, by name. */
export type ExportTable = ReadonlyMap<string, ExportedName>;

/** A name that a document imports. */
export interface ImportedName extends ExportedName {
  /** The import that offers it. */
  readonly from: Import;
}
