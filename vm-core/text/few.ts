/** Lists and sets of which there are very many, and that mostly hold nothing or few things: they have no room that nobody uses. */

/** The set of all that have nothing. */
export const NONE: ReadonlySet<never> = new Set<never>();

/** Adds to a set that may be the one for all. */
export function withMember<T>(set: ReadonlySet<T>, member: T): ReadonlySet<T> {
  if (set === NONE) return new Set([member]);
  return (set as Set<T>).add(member);
}

/** Longer lists get room for more. */
const SHORT = 8;

/** The list with another thing at its end; it may be the same list. */
export function withOneMore<T>(list: T[], one: T): T[] {
  if (list.length < SHORT) return list.concat([one]);
  list.push(one);
  return list;
}
