/** Order of strings. */
import { effort } from "./effort.ts";

/** Characters that are compared at once. */
const PART = 4_096;
/** One character in so many counts as effort: the engine compares many at once. */
const EFFORT_SHIFT = 4;

/** −1, 0 or 1 by Unicode scalar values, which is not the order of UTF-16 code units. */
export function compareStrings(a: string, b: string): -1 | 0 | 1 {
  const length = Math.min(a.length, b.length);
  let start = 0;
  // The engine compares many characters at once.
  while (length - start > PART && a.slice(start, start + PART) === b.slice(start, start + PART))
    start += PART;
  for (let i = start; i < length; i++) {
    let x = a.charCodeAt(i);
    let y = b.charCodeAt(i);
    if (x === y) continue;
    effort.spent += i >> EFFORT_SHIFT;
    // Surrogates stand for code points above every other unit: move them there.
    if (x >= 0xd800 && y >= 0xd800) {
      x = x >= 0xe000 ? x - 0x800 : x + 0x2000;
      y = y >= 0xe000 ? y - 0x800 : y + 0x2000;
    }
    return x < y ? -1 : 1;
  }
  effort.spent += length >> EFFORT_SHIFT;
  return a.length === b.length ? 0 : a.length < b.length ? -1 : 1;
}
