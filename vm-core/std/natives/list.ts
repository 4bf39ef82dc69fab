/** Native functions of lists. */
import type { Native, Natives } from "../../run/native.ts";
import type { Fault } from "../../value/callable.ts";
import { effort } from "../../value/effort.ts";
import { isInt } from "../../value/int.ts";
import { List } from "../../value/list.ts";
import { FLAT } from "../../value/list-arrays.ts";
import { ListBuilder } from "../../value/list-builder.ts";
import { memoryLimit } from "../../value/memory-limit.ts";
import { BINARY_OPERATORS, mismatch } from "../../value/operators.ts";
import type { Value } from "../../value/value.ts";
import { begun, Pace, type Portions } from "../../value/work.ts";
import { asBound, isNumeric, MAX_ITEMS, type NativeResult } from "./arguments.ts";
import { equalAtOnce, equalValues } from "./equality.ts";
import { greater, lesser } from "./math.ts";
import { naturalOrder } from "./order.ts";
import { scalarIndexOf } from "./search.ts";
import { sortByKeys } from "./sort.ts";
import { unique } from "./unique.ts";

const nothing = () => 0;

/** The items that putting two lists together walks and writes, at most. */
function shorterOf(a: Value, b: Value): number {
  return a instanceof List && b instanceof List ? Math.min(a.length, b.length, FLAT) : 0;
}

/** A function of one list. */
function onList(
  name: string,
  doc: string,
  compute: (list: List) => NativeResult,
  items?: Native["items"],
): Record<string, Native> {
  return {
    [`list.${name}`]: {
      items,
      isCounted: true,
      parameters: ["list"],
      doc,
      call: (list) => (list instanceof List ? compute(list) : mismatch(name, "a list", list)),
    },
  };
}

/** A function of two lists. */
function onLists(
  name: string,
  doc: string,
  compute: (a: List, b: List) => NativeResult,
  items?: Native["items"],
): Record<string, Native> {
  return {
    [`list.${name}`]: {
      items,
      isCounted: true,
      parameters: ["a", "b"],
      doc,
      call: (a, b) =>
        a instanceof List && b instanceof List ? compute(a, b) : mismatch(name, "two lists", a, b),
    },
  };
}

/** A function of a list and a number of items. */
function onCount(
  name: string,
  doc: string,
  compute: (list: List, count: number) => NativeResult,
): Record<string, Native> {
  return {
    [`list.${name}`]: {
      items: nothing,
      parameters: ["list", "count"],
      doc,
      call: (list, count) =>
        list instanceof List && isInt(count)
          ? compute(list, asBound(count))
          : mismatch(name, "a list and an integer", list, count),
    },
  };
}

/** The items of a list, in portions of work with `visit`; what `visit` gives ends it. */
function* each(list: List, visit: (item: Value) => Fault | undefined): Portions<Fault | undefined> {
  const pace = new Pace();
  for (const item of list) {
    const fault = visit(item);
    if (fault !== undefined) return fault;
    effort.spent++;
    if (pace.isOver()) yield 0;
  }
  return undefined;
}

function* sum(list: List): Portions<NativeResult> {
  let total: Value = 0;
  const fault = yield* each(list, (item) => {
    if (!isNumeric(item)) return mismatch("sum", "a list of numbers", item);
    total = BINARY_OPERATORS.ADD(total, item) as Value;
    return undefined;
  });
  return fault ?? total;
}

/** The item that wins against all others, null of an empty list. */
function* extreme(name: string, list: List): Portions<NativeResult> {
  if (list.length === 0) return null;
  const first = list.at(0);
  let best: Value = first;
  const pick = name === "list_max" ? greater : lesser;
  const wanted = name === "list_max" ? 1 : -1;
  const fault = yield* each(list, (item) => {
    if (isNumeric(best) && isNumeric(item)) {
      best = pick(best, item);
    } else if (typeof best === "string" && typeof item === "string") {
      if (naturalOrder(item, best) === wanted) best = item;
    } else {
      return mismatch(name, "a list of numbers or of strings", first, item);
    }
    return undefined;
  });
  return fault ?? best;
}

/** Estimated bytes of an item, and of a list of two. */
const BYTES = { item: 8, pair: 120 } as const;

function* reversed(list: List): Portions<List> {
  return yield* listOf(list.length, (i) => list.at(list.length - 1 - i), BYTES.item);
}

/** The same of a list that is short enough for an array. */
function reversedAtOnce(list: List): List {
  effort.spent += list.length;
  return List.of(list.toArray().reverse());
}

/** A list of so many items, with an estimate of what each takes. */
export function* listOf(length: number, itemAt: (index: number) => Value, bytes: number): Portions<List> {
  const pace = new Pace();
  const items = new ListBuilder();
  for (let i = 0; i < length; i++) {
    items.add(itemAt(i));
    effort.spent++;
    if (pace.isOver()) yield bytes * items.length;
  }
  return items.finish();
}

function* flatten(list: List): Portions<NativeResult> {
  const pace = new Pace();
  const items = new ListBuilder();
  for (const item of list) {
    if (!(item instanceof List)) items.add(item);
    else if (items.length + item.length > MAX_ITEMS) return memoryLimit();
    else {
      for (const inner of item) {
        items.add(inner);
        effort.spent++;
        if (pace.isOver()) yield BYTES.item * items.length;
      }
    }
    effort.spent++;
    if (pace.isOver()) yield BYTES.item * items.length;
  }
  return items.finish();
}

function range(start: Value, end: Value): NativeResult {
  if (!isInt(start) || !isInt(end)) return mismatch("range", "two integers", start, end);
  const length = Number(BigInt(end) - BigInt(start));
  if (length > MAX_ITEMS) return memoryLimit();
  return begun(listOf(length, (i) => BINARY_OPERATORS.ADD(start, i) as Value, BYTES.item));
}

function repeated(item: Value, count: Value): NativeResult {
  if (!isInt(count)) return mismatch("repeated", "an integer", count);
  const length = asBound(count);
  return length > MAX_ITEMS ? memoryLimit() : begun(listOf(length, () => item, BYTES.item));
}

function prepend(element: Value, list: Value): NativeResult {
  if (!(list instanceof List)) return mismatch("prepend", "a list", list);
  return list.prepend(element);
}

/** The position of the first equal item of a list, or of a part of a string; -1 without one. */
function indexOf(sequence: Value, element: Value): NativeResult {
  if (sequence instanceof List) return begun(positionIn(sequence, element));
  if (typeof sequence === "string" && typeof element === "string")
    return begun(scalarIndexOf(sequence, element));
  return mismatch("index_of", "a list and a value, or two strings", sequence, element);
}

function* positionIn(list: List, element: Value): Portions<number> {
  const pace = new Pace();
  for (let i = 0; i < list.length; i++) {
    const item = list.at(i);
    if (equalAtOnce(item, element) ?? (yield* equalValues(item, element))) return i;
    effort.spent++;
    if (pace.isOver()) yield 0;
  }
  return -1;
}

/** Items of a list that are compared at once at most. */
const COMPARED_AT_ONCE = 64;

/** The list from the first item on that equals `item`; false without one. */
function member(item: Value, list: Value): NativeResult {
  if (!(list instanceof List)) return mismatch("member", "a list", list);
  if (list.length > COMPARED_AT_ONCE) return begun(memberIn(list, item));
  for (let i = 0; i < list.length; i++) {
    const isEqual = equalAtOnce(item, list.at(i));
    if (isEqual === undefined) return begun(memberIn(list, item));
    if (isEqual) return list.slice(i, list.length);
  }
  return false;
}

function* memberIn(list: List, item: Value): Portions<Value> {
  const position = yield* positionIn(list, item);
  return position < 0 ? false : list.slice(position, list.length);
}

function* contains(list: List, element: Value): Portions<boolean> {
  return (yield* positionIn(list, element)) >= 0;
}

export const LIST: Natives = {
  ...onList(
    "first",
    "The first item, null of an empty list.",
    (list) => (list.length === 0 ? null : list.at(0)),
    nothing,
  ),
  ...onList(
    "last",
    "The last item, null of an empty list.",
    (list) => (list.length === 0 ? null : list.at(list.length - 1)),
    nothing,
  ),
  ...onList("sum", "The sum of numbers, 0 of an empty list.", (list) => begun(sum(list))),
  ...onList("list_max", "The greatest item, null of an empty list.", (list) =>
    begun(extreme("list_max", list)),
  ),
  ...onList("list_min", "The least item, null of an empty list.", (list) => begun(extreme("list_min", list))),
  ...onList("reverse", "The items in reverse order.", (list) =>
    list.length > FLAT ? begun(reversed(list)) : reversedAtOnce(list),
  ),
  ...onList("sort", "The items in ascending order; equal ones stay in their order.", (list) =>
    begun(sortByKeys("sort", list, list)),
  ),
  ...onList("unique", "Each value once, in the order of first occurrences.", (list) => begun(unique(list))),
  ...onList("flatten", "The items with those of inner lists in their place, one level deep.", (list) =>
    begun(flatten(list)),
  ),
  ...onList("enumerate", "Pairs `[index, item]`.", (list) =>
    begun(listOf(list.length, (i) => List.of([i, list.at(i)]), BYTES.pair)),
  ),
  ...onLists("zip", "Pairs of items at the same position, as many as the shorter list has.", (a, b) => {
    const length = Math.min(a.length, b.length);
    return begun(listOf(length, (i) => List.of([a.at(i), b.at(i)]), BYTES.pair));
  }),
  ...onLists(
    "concat_lists",
    "The items of `a`, then those of `b`.",
    (a, b) => (a.length + b.length > MAX_ITEMS ? memoryLimit() : a.concat(b)),
    shorterOf,
  ),
  ...onLists("sort_by_keys", "The items of `a` in ascending order of the keys in `b`.", (a, b) =>
    begun(sortByKeys("sort_by", a, b)),
  ),
  ...onCount("take", "The first `count` items.", (list, count) => list.slice(0, count)),
  ...onCount("drop", "The items without the first `count`.", (list, count) => list.slice(count, list.length)),
  "list.prepend": {
    parameters: ["element", "list"],
    doc: "A list with `element` before the others.",
    items: () => 1,
    isLonger: true,
    call: prepend,
  },
  "list.range": {
    parameters: ["start", "end"],
    doc: "The integers from `start` up to but not including `end`.",
    call: range,
  },
  "list.repeated": {
    isCounted: true,
    items: (_, count) => (isInt(count) ? asBound(count) : 0),
    parameters: ["item", "count"],
    doc: "A list that holds `item` `count` times.",
    call: repeated,
  },
  "list.index_of": {
    isCounted: true,
    parameters: ["sequence", "element"],
    doc: "The position of the first equal item of a list, or of a part of a string; -1 without one.",
    call: indexOf,
  },
  "list.member": {
    isCounted: true,
    items: nothing,
    parameters: ["item", "list"],
    doc: "The list from the first item on that equals `item`; false without one.",
    call: member,
  },
  "list.list_contains": {
    isCounted: true,
    parameters: ["list", "element"],
    doc: "Whether some item equals `element`.",
    call: (list, element) =>
      list instanceof List ? begun(contains(list, element)) : mismatch("list_contains", "a list", list),
  },
};
