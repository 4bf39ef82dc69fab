/**
 * How much work operations on values do: loops over values count here what they walk, in items or characters.
 *
 * One instruction can walk a million items. Who executes instructions reads the count, so that those that take long end a
 * slice as many short ones do. The same operations count the same.
 */

export const effort = {
  /** Walked since the slice began. */
  spent: 0,
};

/** What a slice may spend: at most some milliseconds. */
export const ENOUGH = 200_000;
