/**
 * Whether anybody still waits for what is being computed. Long computations ask at the ends of their portions, and stop where
 * nobody does.
 *
 * Invariant: they ask only where all that is kept for later computations is whole. Without `whileWanted` everything is wanted.
 */

/** What a computation throws that nobody waits for any more. */
export class GivenUp extends Error {}

let isUnwanted: (() => boolean) | undefined;

/** Computes something, and stops with a `GivenUp` at the end of a portion when `isCancelled` says that nobody waits for it. */
export function whileWanted<T>(isCancelled: () => boolean, compute: () => T): T {
  const around = isUnwanted;
  isUnwanted = isCancelled;
  try {
    stopWhenUnwanted();
    return compute();
  } finally {
    isUnwanted = around;
  }
}

/** Throws a `GivenUp` when nobody waits any more. */
export function stopWhenUnwanted(): void {
  if (isUnwanted?.() === true) throw new GivenUp("nobody waits for this any more");
}
