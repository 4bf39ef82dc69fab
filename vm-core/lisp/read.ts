/** Reads a text in Lisp, or a part of one. A text whose parentheses do not balance is read twice, as the reader says. */
import type { Datum } from "./datum.ts";
import type { FormAt, ReadResult } from "./read-result.ts";
import { Reader } from "./reader.ts";

/** `known` gives forms that need not be read. */
export function read(text: string, known?: FormAt): ReadResult {
  const first = new Reader(text, false, known);
  first.run();
  if (!first.unbalanced) return first;
  const second = new Reader(text, true, known);
  second.run();
  return second;
}

/**
 * What is from `start`, where no form is open, to `end`, where the text ends or a form begins that is whole, as are all after it.
 * Gives what reading the whole text finds there; undefined where that depends on more. `hasLineStarts` says whether some form of
 * the rest has a parenthesis in the first column that is not its first.
 */
export function readPart(
  text: string,
  start: number,
  end: number,
  hasLineStarts: () => boolean,
): ReadResult | undefined {
  const first = new Reader(text, false);
  const isWhole = first.runPart(start, end);
  if (isWhole && !first.unbalanced) return first;
  if ((!isWhole && !first.hasOpenBracket) || hasLineStarts()) return undefined;
  const second = new Reader(text, true);
  return second.runPart(start, end) ? second : undefined;
}

/** The form that begins at `start`: it is whole, or undefined. */
export function readFormAt(text: string, start: number): Datum | undefined {
  const reader = new Reader(text, false);
  return reader.runFrom(start);
}

/** Where the brace is that closes forms which begin at `start` and opened none themselves; undefined when there is none. */
export function closingBraceAfterForms(text: string, start: number): number | undefined {
  const reader = new Reader(text, false);
  return reader.runToBrace(start);
}

/** The bracket at a cursor and its partner, as offsets: a closing one in front of it, else an opening one after it. */
export function bracketsAt(text: string, cursor: number): readonly [number, number] | undefined {
  const reader = new Reader(text, false);
  let after: readonly [number, number] | undefined;
  let before: readonly [number, number] | undefined;
  reader.onPair = (start, end) => {
    if (end === cursor - 1) before = [end, start];
    if (start === cursor) after = [start, end];
  };
  reader.run();
  return before ?? after;
}
