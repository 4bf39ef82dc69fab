/**
 * The words that stack pictures use for the types of values: those of `value/type-set.ts`, and named unions of them.
 *
 * Invariant: every word of a picture is checked by the compiler; `typesOf` and the compiler read the same grammar:
 * words between `|`.
 */
import { ANY_TYPE, TYPE } from "../value/type-set.ts";

/** Unions that more than one row speaks of. */
export const UNIONS = {
  any: ANY_TYPE,
  number: TYPE.int | TYPE.float,
  /** What a call takes. */
  callable: TYPE.function | TYPE.closure,
  /** What has no parts and can be compared for equality. */
  scalar: TYPE.int | TYPE.float | TYPE.string | TYPE.bool | TYPE.null | TYPE.function | TYPE.symbol,
  /** What JSON can be read into. */
  json: TYPE.int | TYPE.float | TYPE.string | TYPE.bool | TYPE.null | TYPE.list | TYPE.object,
} as const;

export type TypeWord = keyof typeof TYPE | keyof typeof UNIONS;

/** Whether a text is type words between `|`. */
export type IsTypes<Text extends string> = Text extends `${infer First}|${infer Rest}`
  ? First extends TypeWord
    ? IsTypes<Rest>
    : false
  : Text extends TypeWord
    ? true
    : false;

const WORDS: ReadonlyMap<string, number> = new Map([...Object.entries(TYPE), ...Object.entries(UNIONS)]);

/** The set that words between `|` stand for. Throws an Error on other words: the compiler lets none through. */
export function typesOf(text: string): number {
  let types = 0;
  for (const word of text.split("|")) {
    const found = WORDS.get(word);
    if (found === undefined) throw new Error(`no type is called ${word}`);
    types |= found;
  }
  return types;
}
