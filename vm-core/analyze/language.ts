/** A language, as far as its texts are analysed. */
import type { TextOutside } from "../lisp/index.ts";
import type { DocumentMemory } from "./document-memory.ts";
import type { TooMuch } from "./partial.ts";
import type { Snapshot } from "./snapshot.ts";

/** A language of the editor: its names, and how a text of it is analyzed. */
export interface Language<S extends Snapshot = Snapshot> {
  readonly id: S["language"];
  /** What editors call it. */
  readonly editorId: string;
  /** The endings of its files' names, in lower case and with their dot. */
  readonly extensions: readonly string[];
  /** What a person who debugs steps by: each instruction, or each form that is evaluated. */
  readonly stepUnit: "instruction" | "form";
  /**
   * Never throws. `outside` says what modules export and files hold, for a language that has to know. `memory` is one for all versions of
   * a document, so that what an edit does not change is not analysed again; the results are the same without.
   */
  analyze(uri: string, version: number, text: string, outside?: TextOutside, memory?: DocumentMemory): S;
  /** The most characters of a text that an editor has analysed as a whole: that takes a few seconds. */
  readonly largest: number;
  /** What the syntax of a text tells, where analysing it as a whole is too much. Never throws. */
  analyzeSyntax(uri: string, version: number, text: string, tooMuch: TooMuch): S;
}
