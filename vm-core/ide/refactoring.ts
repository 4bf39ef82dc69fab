/** Refactorings as data. */
import type { TextEdit } from "../text/diagnostic.ts";

/** A change of how a program is written, where nothing is wrong with it. */
export interface Refactoring {
  readonly title: string;
  /** As the protocol names it. */
  readonly kind: "refactor.extract" | "refactor.inline" | "refactor.rewrite" | "source.organizeImports";
  readonly edits: readonly TextEdit[];
}
