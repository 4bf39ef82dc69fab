/**
 * What reading and compiling a text may take, where somebody bounds it: they tell what they take as they go on.
 *
 * Invariant: nobody counts on what is thrown in the middle: all that was made is given up with it.
 */

export interface Allowance {
  /** Is told of bytes before they are taken, a portion at a time. Throws where that is too much, or nobody waits for it. */
  take(bytes: number): void;
}

/** Bytes between two looks: what makes them takes about a millisecond. */
const PORTION = 2 ** 17;

let current: Allowance | undefined;
let left = Number.POSITIVE_INFINITY;

/** Computes something that tells what it takes. */
export function within<T>(allowance: Allowance, compute: () => T): T {
  const [around, leftAround] = [current, left];
  current = allowance;
  left = 0;
  try {
    return compute();
  } finally {
    current = around;
    left = leftAround;
  }
}

/** Tells of bytes that are about to be taken, or of work that takes as long as making so many. */
export function spend(bytes: number): void {
  left -= bytes;
  if (left >= 0) return;
  const wanted = PORTION - left;
  left = PORTION;
  current?.take(wanted);
}
