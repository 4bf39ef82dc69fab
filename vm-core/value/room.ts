/**
 * Arrays of exactly the room that they need.
 *
 * An array that items are pushed to takes room for 17 at least, which is most of what a small object or frame would take.
 * Absent by design: arrays that go on growing; for these, room is what makes adding cheap.
 */

/** What arrays of each length begin as. */
const ROOMS: (undefined[] | undefined)[] = [];

/** Beyond it, arrays are made one by one. */
const FEW = 64;

/** An array of so many places, each of them undefined. */
export function room(length: number): undefined[] {
  let made = ROOMS[length];
  if (made !== undefined) return made.slice();
  made = [];
  for (let i = 0; i < length; i++) made.push(undefined);
  if (length > FEW) return made;
  ROOMS[length] = made;
  return made.slice();
}

/**
 * An array of these items. Engines tell apart arrays of integers from those of anything, but not among rows and rooms: so code
 * that reads them meets one kind.
 */
export function rowOf<T>(...items: T[]): T[] {
  return items;
}

/** A copy of some items with one more after them. */
export function withOneMore<T>(items: readonly T[], item: T): T[] {
  switch (items.length) {
    // Faster than anything else.
    case 0:
      return rowOf(item);
    case 1:
      return rowOf(items[0], item);
    case 2:
      return rowOf(items[0], items[1], item);
    case 3:
      return rowOf(items[0], items[1], items[2], item);
    default: {
      const copy: (T | undefined)[] = room(items.length + 1);
      for (let i = 0; i < items.length; i++) copy[i] = items[i];
      copy[items.length] = item;
      return copy as T[];
    }
  }
}
