/**
 * Orders lists that are mostly in order, or a few such lists after each other: by numbers that are looked up once for each item.
 *
 * Invariant: stable, as `Array.prototype.sort` is.
 */

/** The items in the order of their keys. */
export function ordered<T>(items: readonly T[], keyOf: (item: T) => number): T[] {
  const { length } = items;
  const keys = new Float64Array(length);
  const runs = [0];
  for (let i = 0; i < length; i++) {
    keys[i] = keyOf(items[i]);
    if (i > 0 && keys[i] < keys[i - 1]) runs.push(i);
  }
  if (runs.length === 1) return items.slice();
  runs.push(length);
  const order = mergedRuns(keys, runs);
  const found: T[] = new Array(length);
  for (let i = 0; i < length; i++) found[i] = items[order[i]];
  return found;
}

/** The numbers of the items, in order; `runs` are where those begin that are in order, and where the last one ends. */
function mergedRuns(keys: Float64Array, runs: readonly number[]): Uint32Array {
  let from = new Uint32Array(keys.length);
  let to = new Uint32Array(keys.length);
  for (let i = 0; i < from.length; i++) from[i] = i;
  let starts = runs;
  while (starts.length > 2) {
    const next: number[] = [0];
    for (let run = 0; run + 1 < starts.length; run += 2) {
      const end = starts[Math.min(run + 2, starts.length - 1)];
      merge(keys, from, to, [starts[run], starts[run + 1], end]);
      next.push(end);
    }
    [from, to] = [to, from];
    starts = next;
  }
  return from;
}

/** Merges two runs; of equal keys, those of the first one come first. */
function merge(
  keys: Float64Array,
  from: Uint32Array,
  to: Uint32Array,
  [start, middle, end]: readonly [number, number, number],
): void {
  let [one, other] = [start, middle];
  for (let at = start; at < end; at++) {
    const isOne = one < middle && (other >= end || keys[from[one]] <= keys[from[other]]);
    to[at] = isOne ? from[one++] : from[other++];
  }
}
