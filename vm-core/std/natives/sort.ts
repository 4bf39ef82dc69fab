/**
 * Sorting in portions.
 *
 * Merges runs bottom up (von Neumann, 1945): equal items stay in their order, and two runs that are in order already are
 * not compared item by item. The engine's own sort cannot be left in between.
 */
import type { Fault } from "../../value/callable.ts";
import { effort } from "../../value/effort.ts";
import type { List } from "../../value/list.ts";
import { ListBuilder } from "../../value/list-builder.ts";
import { mismatch } from "../../value/operators.ts";
import type { Value } from "../../value/value.ts";
import { Pace, type Portions } from "../../value/work.ts";
import { naturalOrder } from "./order.ts";

/** Items of a run that insertion sorts. */
const RUN = 8;
/** Bytes of the two positions of an item while it is sorted. */
const POSITION_BYTES = 8;
/** Bytes that are asked for before they are taken. */
const ASKED_FIRST = 2 ** 20;

/** The items of `list` in ascending order of the keys at their positions. */
export function* sortByKeys(name: string, list: List, keys: List): Portions<Value | Fault> {
  const fault = yield* unordered(name, keys);
  if (fault !== undefined) return fault;
  const positions = yield* sortedPositions(keys);
  const pace = new Pace();
  const sorted = new ListBuilder();
  for (const position of positions) {
    sorted.add(list.at(position));
    effort.spent++;
    if (pace.isOver()) yield POSITION_BYTES * (positions.length + sorted.length);
  }
  return sorted.finish();
}

/** The fault of keys that have no order. */
function* unordered(name: string, keys: List): Portions<Fault | undefined> {
  const pace = new Pace();
  for (let i = 0; i < keys.length; i++) {
    if (!areComparable(keys.at(0), keys.at(i))) {
      return mismatch(name, "a list of numbers or of strings", keys.at(0), keys.at(i));
    }
    effort.spent++;
    if (pace.isOver()) yield 0;
  }
  return undefined;
}

function areComparable(a: Value, b: Value): boolean {
  return typeof a === "string" ? typeof b === "string" : naturalOrder(a, b) !== undefined;
}

/** The positions of `keys` in natural order, equal ones in the order of the list. */
function* sortedPositions(keys: List): Portions<Uint32Array> {
  const { length } = keys;
  const bytes = POSITION_BYTES * length;
  const pace = new Pace();
  /** Whether `a` comes only after `b`. */
  const isAfter = (a: number, b: number): boolean => {
    effort.spent++;
    return naturalOrder(keys.at(a), keys.at(b)) === 1;
  };
  if (bytes > ASKED_FIRST) yield bytes;
  let from = new Uint32Array(length);
  let to = new Uint32Array(length);
  for (let start = 0; start < length; start += RUN) {
    insert(from, start, Math.min(start + RUN, length), isAfter);
    if (pace.isOver()) yield bytes;
  }
  for (let width = RUN; width < length; width *= 2) {
    for (let start = 0; start < length; start += 2 * width) {
      const middle = Math.min(start + width, length);
      const end = Math.min(middle + width, length);
      if (middle === end || !isAfter(from[middle - 1], from[middle])) {
        to.set(from.subarray(start, end), start);
        effort.spent += (end - start) >> 4;
        continue;
      }
      let [left, right] = [start, middle];
      for (let at = start; at < end; at++) {
        const isRight = left === middle || (right < end && isAfter(from[left], from[right]));
        to[at] = isRight ? from[right++] : from[left++];
        if (pace.isOver()) yield bytes;
      }
    }
    [from, to] = [to, from];
    if (pace.isOver()) yield bytes;
  }
  return from;
}

/** Puts the positions from `start` to `end` there, in order. */
function insert(
  positions: Uint32Array,
  start: number,
  end: number,
  /** Whether `a` comes only after `b`. */
  isAfter: (a: number, b: number) => boolean,
): void {
  for (let position = start; position < end; position++) {
    let at = position;
    for (; at > start && isAfter(positions[at - 1], position); at--) positions[at] = positions[at - 1];
    positions[at] = position;
  }
}
