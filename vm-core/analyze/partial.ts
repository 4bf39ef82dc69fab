/**
 * Texts of which only the syntax is known, because analysing them as a whole takes too much: what is said about that.
 *
 * Invariant: such a snapshot has no program, so whatever needs one is left out; highlighting, outline, folding and
 * navigation need its syntax and symbols alone.
 */
import type { Diagnostic } from "../text/diagnostic.ts";
import { span } from "../text/span.ts";
import type { LanguageId } from "./snapshot.ts";

/** What was too much: the length of the text, or what its analysis took when it was tried. */
export type TooMuch = "size" | "time" | "memory";

/** The most characters of a text that an editor has analysed as a whole: that takes a few seconds. */
export const LARGEST: Readonly<Record<LanguageId, number>> = { asm: 4_000_000, lisp: 2_500_000 };

/** Tells the author, on the first line of the text. */
export function partlyAnalysed(text: string, tooMuch: TooMuch, language: LanguageId): Diagnostic {
  const firstLine = /^.*/.exec(text)?.[0].length ?? 0;
  return {
    severity: "information",
    code: "partly-analysed",
    cause: { kind: "partly-analysed" },
    message: `${reasonOf(tooMuch, LARGEST[language])}: only its syntax is checked`,
    span: span(0, firstLine),
    page: "diagnostics.md#partly-analysed",
  };
}

function reasonOf(tooMuch: TooMuch, largest: number): string {
  switch (tooMuch) {
    case "size":
      return `the text has more than ${largest.toLocaleString("en")} characters`;
    case "time":
      return "analysing the text took too long and was stopped until it is saved";
    case "memory":
      return "analysing the text took too much memory and was stopped until it is saved";
  }
}
