/** What differs between two texts, as one replaced part. */

/** The text between `start` and `oldEnd` was replaced by what is between `start` and `newEnd`. */
export interface Change {
  readonly start: number;
  readonly oldEnd: number;
  readonly newEnd: number;
}

/** The smallest part that is replaced; of equal texts an empty one at their end. */
export function changeBetween(before: string, after: string): Change {
  const shorter = Math.min(before.length, after.length);
  const start = sameLength(shorter, (from, to) => before.slice(from, to) === after.slice(from, to));
  const [a, b] = [before.length, after.length];
  const end = sameLength(
    shorter - start,
    (from, to) => before.slice(a - to, a - from) === after.slice(b - to, b - from),
  );
  return { start, oldEnd: a - end, newEnd: b - end };
}

/** The greatest length up to `most` at which parts are the same: `isSame` compares those between two lengths. */
function sameLength(most: number, isSame: (from: number, to: number) => boolean): number {
  let length = 0;
  // Large parts first: comparing strings is far faster than comparing characters.
  for (let size = LARGE; size >= 1; size >>= 1) {
    while (length + size <= most && isSame(length, length + size)) length += size;
  }
  return length;
}

const LARGE = 1 << 16;
