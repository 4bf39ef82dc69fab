/** The index of the first of some things in order for which something holds that holds for all after it. */
export function indexWhere<T>(things: readonly T[], holds: (thing: T) => boolean): number {
  let low = 0;
  let high = things.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(things[middle])) high = middle;
    else low = middle + 1;
  }
  return low;
}
