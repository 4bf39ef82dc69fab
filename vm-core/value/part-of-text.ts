/**
 * Parts of texts that do not hold the text that they come from.
 *
 * Engines keep a part of 13 characters and more as a place in the whole, which is alive as long as the part is: so a few
 * characters could hold megabytes that nothing counts.
 */

/** Shorter parts are copied by engines. */
const SHARED = 13;
/** A part holds at most twice its characters, and these. */
const BESIDE = 32;

/** The characters of a text from `start` up to but not including `end`, as `String.prototype.slice` takes them. */
export function partOfText(text: string, start: number, end = text.length): string {
  return ownText(text.slice(start, end), text);
}

/** A part of a text, as a text that holds little more than it. */
export function ownText(part: string, whole: string): string {
  if (part.length < SHARED || whole.length <= 2 * part.length + BESIDE) return part;
  // A part of a text that was put together is one of the copy that is made for it.
  return ` ${part}`.slice(1);
}
