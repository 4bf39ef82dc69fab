/**
 * What living lists show of the arrays that they share, as a mark finds it.
 *
 * Lists are views, so one that shows a single item could hold an array of a million. A mark that has found all lists
 * copies what they show of an array to arrays of its own wherever some of it is shown by none: after it, arrays hold what
 * living lists show and nothing else. An item is scanned once, however many lists show it, so a mark takes time in
 * proportion to the lists and the items.
 * Lists that the mark does not reach keep the old array, so this never changes what anybody sees.
 */
import { lastAtMost } from "../text/last-at-most.ts";
import type { List } from "../value/list.ts";
import type { Value } from "../value/value.ts";

/** What lists show of one array. */
class Extent {
  readonly lists: List[];
  /**
   * For each index the next one that is not shown, or a smaller index on the way there: a disjoint-set forest. Absent while
   * the shown part is from `from` to `to`.
   */
  private next: Int32Array | undefined;

  constructor(
    first: List,
    private readonly size: number,
    private from: number,
    private to: number,
  ) {
    // Most have one, and an array that something is added to takes room for many.
    this.lists = [first];
  }

  /** Adds a part; calls `scan` with what was not shown before. */
  add(from: number, to: number, scan: (from: number, to: number) => void): void {
    if (this.next === undefined && from <= this.to && to >= this.from) {
      if (from < this.from) scan(from, this.from);
      if (to > this.to) scan(this.to, to);
      this.from = Math.min(this.from, from);
      this.to = Math.max(this.to, to);
      return;
    }
    this.next ??= this.forest();
    for (let at = this.find(from); at < to; at = this.find(at)) {
      scan(at, at + 1);
      this.next[at] = at + 1;
    }
  }

  /** Whether all of the array is shown, as one part. */
  get isWhole(): boolean {
    return this.next === undefined && this.from === 0 && this.to === this.size;
  }

  /** The parts that are shown, in order, none next to another. */
  parts(): (readonly [from: number, to: number])[] {
    if (this.next === undefined) return [[this.from, this.to]];
    const parts: [number, number][] = [];
    for (let at = 0; at < this.size; at++) {
      if (this.next[at] === at) continue;
      const to = this.find(at);
      parts.push([at, to]);
      at = to;
    }
    return parts;
  }

  private forest(): Int32Array {
    const next = new Int32Array(this.size + 1);
    for (let i = 0; i <= this.size; i++) next[i] = i >= this.from && i < this.to ? this.to : i;
    return next;
  }

  /** The first index from `at` on that is not shown; halves the path to it. */
  private find(at: number): number {
    const next = this.next as Int32Array;
    let index = at;
    while (next[index] !== index) {
      next[index] = next[next[index]];
      index = next[index];
    }
    return index;
  }
}

export class ListExtents {
  /** Most arrays have one list, which is all that is noted of them. */
  private readonly extents = new Map<Value[], List | Extent>();

  /** The arrays that lists show something of. */
  get arrays(): number {
    return this.extents.size;
  }

  /** The lists that are noted besides the first one of an array. */
  more = 0;

  /** Adds a flat list; calls `scan` with the parts of arrays that no list has shown before. */
  add(list: List, scan: (array: Value[], from: number, to: number) => void): void {
    list.visitArrays((array, from, to) => {
      const known = this.extents.get(array);
      if (known === undefined) {
        this.extents.set(array, list);
        scan(array, from, to);
        return;
      }
      const extent = extentOf(array, known);
      if (extent !== known) this.extents.set(array, extent);
      extent.add(from, to, (start, end) => scan(array, start, end));
      extent.lists.push(list);
      this.more++;
    });
  }

  /** Lets the lists hold what they show and nothing else. */
  release(): void {
    while (!this.releaseSome(Number.POSITIVE_INFINITY));
  }

  /** As `release`, about so many lists and items; true when none is left. Nothing is added any more. */
  releaseSome(most: number): boolean {
    this.unreleased ??= this.extents.entries();
    for (let left = most; left > 0; ) {
      const { done, value } = this.unreleased.next();
      if (done) return true;
      const [array, known] = value;
      left -= releaseArray(array, extentOf(array, known));
    }
    return false;
  }

  private unreleased: Iterator<[Value[], List | Extent]> | undefined;
}

/** What is shown of an array, where a list is noted that shows something of it. */
function extentOf(array: Value[], known: List | Extent): Extent {
  if (known instanceof Extent) return known;
  let made: Extent | undefined;
  known.visitArrays((shown, from, to) => {
    if (shown === array) made = new Extent(known, array.length, from, to);
  });
  return made as unknown as Extent;
}

/** Lets the lists that show something of an array hold that; returns how many lists and items it has looked at. */
function releaseArray(array: Value[], extent: Extent): number {
  if (extent.isWhole) return 1;
  const parts = extent.parts();
  if (parts.length === 1 && parts[0][0] === 0 && parts[0][1] === array.length) return array.length;
  const copies = parts.map(([from, to]) => array.slice(from, to));
  for (const list of extent.lists) {
    list.visitArrays((shown, from) => {
      if (shown !== array) return;
      const part = lastAtMost(parts.length, (index) => parts[index][0], from);
      list.moveTo(array, copies[part], parts[part][0]);
    });
  }
  return array.length + extent.lists.length;
}
