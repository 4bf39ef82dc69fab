/** The arrays that lists share: how long they become, and what is copied of them. */
/** Up to this length a list is copied rather than made a branch. */
export const SHORT = 32;
/** An array of fewer items is copied where one is added: see `room.ts`. */
export const FEW = 8;
/** The most items that are copied at once: well under a millisecond. Where more would be, a list becomes a tree. */
export const FLAT = 2 ** 17;
/** The most items that an array of lists grows to: where it grows, engines hold it two and a half times over for a moment. */
export const LONGEST_ARRAY = 2 ** 13;
/** An array of more items is filled before another one is begun. */
export const FILLED = LONGEST_ARRAY / 2;

/** What lists have done since the start, for tests of growth. It only increases. */
export const listWork = {
  /** Items that were copied from a list to another array. */
  copied: 0,
};

/** How many items a list copies where one is added to so many; 0 where it copies none. */
export function few(items: number): number {
  return items <= SHORT + 1 ? items : 0;
}

/** The array with an item more. */
export function pushed<T>(array: T[], item: T): T[] {
  array.push(item);
  return ended(array);
}

/** An array that has grown: a copy without room for more items once it is as long as arrays become. */
export function ended<T>(array: T[]): T[] {
  if (array.length !== LONGEST_ARRAY) return array;
  listWork.copied += LONGEST_ARRAY;
  return array.slice();
}

/** So many items of an array, and one more, in an array of their own. */
export function copied<T>(array: T[], length: number, item: T): T[] {
  listWork.copied += length;
  return array.slice(0, length).concat([item]);
}
