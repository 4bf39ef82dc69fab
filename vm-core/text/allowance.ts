/**
 * What reading and compiling a text may take, where somebody bounds it: they tell what they take while they work.
 *
 * Invariant: nobody counts on what is thrown in the middle: all that was made is given up with it.
 */

export interface Allowance {
  /** Is told of bytes before they are taken, a portion at a time. Throws where that is too much, or nobody waits for it. */
  take(bytes: number): void;
}

/** Bytes, and steps that make nothing, between two looks: both take about a millisecond. */
const PORTION = 2 ** 17;
const STEPS = 2_048;

let current: Allowance | undefined;
let left = Number.POSITIVE_INFINITY;
let steps = STEPS;

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

/** Bounds what is computed from now on within nothing else. */
export function boundAll(allowance: Allowance): void {
  current = allowance;
  left = PORTION;
}

/** Tells of bytes that are about to be taken. */
export function spend(bytes: number): void {
  left -= bytes;
  if (left >= 0) return;
  const wanted = PORTION - left;
  left = PORTION;
  current?.take(wanted);
}

/** Tells of a step that takes no memory which lasts: looking at an instruction or a character. */
export function walk(): void {
  if (--steps >= 0) return;
  steps = STEPS;
  current?.take(0);
}
