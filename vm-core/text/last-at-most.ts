/** Binary search in what is in ascending order. */

/** The index of the last of `count` numbers that is at most `value`, where `numberAt` gives them in ascending order; 0 where none is. */
export function lastAtMost(count: number, numberAt: (index: number) => number, value: number): number {
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (numberAt(middle) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
