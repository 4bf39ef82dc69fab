/** What is known of a value at a place, in words: the value itself, or its types. */
import type { Known } from "../facts/known.ts";
import { writeString } from "../text/literal.ts";
import { display } from "../value/display.ts";
import { ANY_TYPE, typeNames } from "../value/type-set.ts";
import { shownType } from "./inlay-hint.ts";
import { inlineCode, shorten } from "./markdown.ts";

const LONGEST_VALUE = 60;

/** `Value here: `5` (int)`, `Type here: int or float`; undefined where nothing is known. `where` follows `Type` and `Value`. */
export function knownInWords(known: Known | undefined, where: string): string | undefined {
  if (known === undefined || known.types === ANY_TYPE) return undefined;
  const type = shownType(typeNames(known.types));
  if (type === undefined) return undefined;
  const { constant } = known;
  if (constant === undefined) return `Type ${where}: ${type}`;
  const written = typeof constant === "string" ? writeString(constant) : display(constant);
  return `Value ${where}: ${inlineCode(shorten(written, LONGEST_VALUE))} (${type})`;
}
