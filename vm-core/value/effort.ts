/**
 * How much work operations on values do: loops over values count here what they walk, in items or characters.
 *
 * One instruction can walk a million items. Who executes instructions reads the count, so that those that take long end a
 * slice as many short ones do. The same operations count the same.
 */

export const effort = {
  /** Walked since the slice began. */
  spent: 0,
  /** Walked in the slices before it, since whoever executes them has looked at the clock. */
  before: 0,
};

/** What a slice may spend: at most some milliseconds. The same for slices that follow each other without a look at the clock. */
export const ENOUGH = 200_000;

/** Begins a slice. */
export function beginSlice(): void {
  effort.before += effort.spent;
  effort.spent = 0;
}

/** Whether so much was walked that it is time to look at the clock. */
export function isTimeToLook(): boolean {
  return effort.before + effort.spent >= ENOUGH;
}

/** Notes a look at the clock. */
export function noteLook(): void {
  // Without a negative zero, which engines keep as a float.
  effort.before = 0 - effort.spent;
}
