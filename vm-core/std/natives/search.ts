/**
 * Texts looked for in texts, portion by portion.
 *
 * The engine looks for a text of any length, but cannot be left in between, and takes the product of both lengths where they
 * are alike. So it looks for the beginning of a long text, in one part of the other text after the other.
 */
import { effort } from "../../value/effort.ts";
import { isLongText, measuring, scalarCount } from "../../value/scalars.ts";
import { Pace, type Portions } from "../../value/work.ts";

/** Characters that are looked through at once. */
export const WINDOW = 2 ** 16;
/** The longest text that is looked for as a whole. */
export const WHOLE = 64;
/** One character in so many counts as effort: the engine compares many at once. */
const EFFORT_SHIFT = 4;

/** The offset of the first `sub` in `text` from `start` on; −1 without one. */
export function* offsetOf(text: string, sub: string, start = 0): Portions<number> {
  const pace = new Pace();
  const head = sub.slice(0, WHOLE);
  for (let from = start; from + sub.length <= text.length; ) {
    const end = from + WINDOW;
    const isLast = end + head.length >= text.length;
    const found = isLast ? text.indexOf(head, from) : text.slice(from, end + head.length - 1).indexOf(head);
    const offset = found < 0 || isLast ? found : from + found;
    effort.spent += ((offset < 0 ? WINDOW : offset - from) >> EFFORT_SHIFT) + 1;
    if (offset >= 0) {
      if (head.length === sub.length) return offset;
      effort.spent += sub.length >> EFFORT_SHIFT;
      if (text.startsWith(sub, offset)) return offset;
      from = offset + 1;
    } else if (isLast) return -1;
    else from = end;
    if (pace.isOver()) yield 0;
  }
  return -1;
}

/** The position of `sub` in `str` in scalar values; -1 without one. */
export function* scalarIndexOf(str: string, sub: string): Portions<number> {
  const offset = yield* offsetOf(str, sub);
  if (offset < 0) return -1;
  const before = str.slice(0, offset);
  if (isLongText(before)) yield* measuring(before);
  return scalarCount(before);
}

export function* containsText(text: string, sub: string): Portions<boolean> {
  return (yield* offsetOf(text, sub)) >= 0;
}
