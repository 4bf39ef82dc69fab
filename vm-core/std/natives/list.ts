/** Native functions of lists. */
import type { Native, Natives } from "../../run/native.ts";
import { Fault } from "../../value/callable.ts";
import { isInt } from "../../value/int.ts";
import { List } from "../../value/list.ts";
import { memoryLimit } from "../../value/memory-limit.ts";
import { BINARY_OPERATORS, mismatch } from "../../value/operators.ts";
import type { Value } from "../../value/value.ts";
import { asBound, isNumeric, MAX_ITEMS } from "./arguments.ts";
import { equalValues } from "./equality.ts";
import { greater, lesser } from "./math.ts";
import { naturalOrder } from "./order.ts";
import { scalarIndexOf } from "./string.ts";

type Result = Value | Fault;

const nothing = () => 0;

/** The items that putting two lists together walks and writes. */
function shorterOf(a: Value, b: Value): number {
  return a instanceof List && b instanceof List ? Math.min(a.length, b.length) : 0;
}

/** A function of one list. */
function onList(
  name: string,
  doc: string,
  compute: (list: List) => Result,
  items?: Native["items"],
): Record<string, Native> {
  return {
    [`list.${name}`]: {
      items,
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
  compute: (a: List, b: List) => Result,
  items?: Native["items"],
): Record<string, Native> {
  return {
    [`list.${name}`]: {
      items,
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
  compute: (list: List, count: number) => Result,
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

function sum(list: List): Result {
  let total: Value = 0;
  for (const item of list) {
    if (!isNumeric(item)) return mismatch("sum", "a list of numbers", item);
    total = BINARY_OPERATORS.ADD(total, item) as Value;
  }
  return total;
}

/** The item that wins against all others, null of an empty list. */
function extreme(name: string, list: List): Result {
  if (list.length === 0) return null;
  const first = list.at(0);
  let best: Value = first;
  const pick = name === "list_max" ? greater : lesser;
  const wanted = name === "list_max" ? 1 : -1;
  for (const item of list) {
    if (isNumeric(best) && isNumeric(item)) {
      best = pick(best, item);
    } else if (typeof best === "string" && typeof item === "string") {
      if (naturalOrder(item, best) === wanted) best = item;
    } else {
      return mismatch(name, "a list of numbers or of strings", first, item);
    }
  }
  return best;
}

/** The positions of `keys` in natural order, equal ones in the order of the list. */
function sortedPositions(name: string, keys: List): number[] | Fault {
  for (let i = 0; i < keys.length; i++) {
    if (naturalOrder(keys.at(0), keys.at(i)) === undefined) {
      return mismatch(name, "a list of numbers or of strings", keys.at(0), keys.at(i));
    }
  }
  const positions = Array.from({ length: keys.length }, (_, i) => i);
  return positions.sort((a, b) => naturalOrder(keys.at(a), keys.at(b)) as number);
}

function sortByKeys(name: string, list: List, keys: List): Result {
  const positions = sortedPositions(name, keys);
  return positions instanceof Fault ? positions : List.of(positions.map((position) => list.at(position)));
}

/** Each value once, in the order of first occurrences. */
function unique(list: List): List {
  const scalars = new Set<Value>();
  const others: Value[] = [];
  const kept: Value[] = [];
  for (const item of list) {
    const isScalar = item === null || typeof item !== "object";
    if (isScalar ? scalars.has(item) : others.some((other) => equalValues(other, item))) continue;
    if (isScalar) scalars.add(item);
    else others.push(item);
    kept.push(item);
  }
  return List.of(kept);
}

function flatten(list: List): Result {
  const items: Value[] = [];
  for (const item of list) {
    if (!(item instanceof List)) items.push(item);
    else if (items.length + item.length > MAX_ITEMS) return memoryLimit();
    else for (const inner of item) items.push(inner);
  }
  return List.of(items);
}

function range(start: Value, end: Value): Result {
  if (!isInt(start) || !isInt(end)) return mismatch("range", "two integers", start, end);
  const length = Number(BigInt(end) - BigInt(start));
  if (length > MAX_ITEMS) return memoryLimit();
  const items: Value[] = [];
  for (let i = 0; i < length; i++) items.push(BINARY_OPERATORS.ADD(start, i) as Value);
  return List.of(items);
}

function prepend(element: Value, list: Value): Result {
  if (!(list instanceof List)) return mismatch("prepend", "a list", list);
  return list.prepend(element);
}

/** The position of the first equal item of a list, or of a part of a string; -1 without one. */
function indexOf(sequence: Value, element: Value): Result {
  if (sequence instanceof List) return positionIn(sequence, element);
  if (typeof sequence === "string" && typeof element === "string") return scalarIndexOf(sequence, element);
  return mismatch("index_of", "a list and a value, or two strings", sequence, element);
}

function positionIn(list: List, element: Value): number {
  for (let i = 0; i < list.length; i++) if (equalValues(list.at(i), element)) return i;
  return -1;
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
  ...onList("sum", "The sum of numbers, 0 of an empty list.", sum),
  ...onList("list_max", "The greatest item, null of an empty list.", (list) => extreme("list_max", list)),
  ...onList("list_min", "The least item, null of an empty list.", (list) => extreme("list_min", list)),
  ...onList("reverse", "The items in reverse order.", (list) => List.of(list.toArray().reverse())),
  ...onList("sort", "The items in ascending order; equal ones stay in their order.", (list) =>
    sortByKeys("sort", list, list),
  ),
  ...onList("unique", "Each value once, in the order of first occurrences.", unique),
  ...onList("flatten", "The items with those of inner lists in their place, one level deep.", flatten),
  ...onList("enumerate", "Pairs `[index, item]`.", (list) =>
    List.of(list.toArray().map((item, index) => List.of([index, item]))),
  ),
  ...onLists("zip", "Pairs of items at the same position, as many as the shorter list has.", (a, b) => {
    const length = Math.min(a.length, b.length);
    return List.of(Array.from({ length }, (_, i) => List.of([a.at(i), b.at(i)])));
  }),
  ...onLists(
    "concat_lists",
    "The items of `a`, then those of `b`.",
    (a, b) => (a.length + b.length > MAX_ITEMS ? memoryLimit() : a.concat(b)),
    shorterOf,
  ),
  ...onLists("sort_by_keys", "The items of `a` in ascending order of the keys in `b`.", (a, b) =>
    sortByKeys("sort_by", a, b),
  ),
  ...onCount("take", "The first `count` items.", (list, count) => list.slice(0, count)),
  ...onCount("drop", "The items without the first `count`.", (list, count) => list.slice(count, list.length)),
  "list.prepend": {
    parameters: ["element", "list"],
    doc: "A list with `element` before the others.",
    items: () => 1,
    call: prepend,
  },
  "list.range": {
    parameters: ["start", "end"],
    doc: "The integers from `start` up to but not including `end`.",
    call: range,
  },
  "list.index_of": {
    parameters: ["sequence", "element"],
    doc: "The position of the first equal item of a list, or of a part of a string; -1 without one.",
    call: indexOf,
  },
  "list.list_contains": {
    parameters: ["list", "element"],
    doc: "Whether some item equals `element`.",
    call: (list, element) =>
      list instanceof List ? positionIn(list, element) >= 0 : mismatch("list_contains", "a list", list),
  },
};
