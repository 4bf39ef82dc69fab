/** Vectors and hash tables. */
import type { Primitive } from "./evaluator.ts";
import {
  display,
  fault,
  fitting,
  instance,
  isTrue,
  list,
  number,
  Table,
  Unsure,
  type Value,
  Vector,
  written,
} from "./values.ts";

export const CHANGING: Readonly<Record<string, Primitive>> = {
  vector: (_, ...items) => new Vector([...items]),
  "make-vector": (_, size, fill = 0) =>
    new Vector(fitting(Array.from({ length: number(size) }, () => fill)) as Value[]),
  "vector-length": (_, vector) => itemsOf(vector).length,
  "vector-ref": (_, vector, index) => {
    const items = itemsOf(vector);
    return items[place(items, index)];
  },
  "vector-set!": (_, vector, index, item) => {
    const items = itemsOf(vector);
    items[place(items, index)] = item;
    return null;
  },
  "vector-fill!": (_, vector, item) => {
    itemsOf(vector).fill(item);
    return null;
  },
  "vector->list": (_, vector) => [...itemsOf(vector)],
  "list->vector": (_, items) => new Vector([...list(items)]),
  "vector-map": (evaluator, f, vector) =>
    new Vector([...itemsOf(vector)].map((item) => evaluator.call(f, [item]))),
  "vector-for-each": (evaluator, f, vector) => {
    for (const item of [...itemsOf(vector)]) evaluator.call(f, [item]);
    return null;
  },
  "vector-append": (_, a, b) => new Vector(fitting([...itemsOf(a), ...itemsOf(b)]) as Value[]),

  "make-hash-table": () => new Table(),
  "hash-table-set!": (_, table, key, value) => {
    entriesOf(table).set(hash(key), [key, value]);
    return null;
  },
  "hash-table-ref": (evaluator, table, key, otherwise) => {
    const entry = entriesOf(table).get(hash(key));
    if (entry !== undefined) return entry[1];
    if (otherwise !== undefined) return evaluator.call(otherwise, []);
    return fault();
  },
  "hash-table-ref/default": (_, table, key, otherwise) =>
    (entriesOf(table).get(hash(key)) ?? [key, otherwise])[1],
  "hash-table-delete!": (_, table, key) => {
    entriesOf(table).delete(hash(key));
    return null;
  },
  "hash-table-contains?": (_, table, key) => entriesOf(table).has(hash(key)),
  "hash-table-size": (_, table) => entriesOf(table).size,
  "hash-table-keys": (_, table) => [...entriesOf(table).values()].map(([key]) => key),
  "hash-table-values": (_, table) => [...entriesOf(table).values()].map(([, value]) => value),
  "hash-table-update!/default": (evaluator, table, key, f, otherwise) => {
    const before = (entriesOf(table).get(hash(key)) ?? [key, otherwise])[1];
    const after = evaluator.call(f, [before]);
    entriesOf(table).set(hash(key), [key, after]);
    return null;
  },
  "hash-table-walk": (evaluator, table, f) => {
    for (const entry of [...entriesOf(table).values()]) evaluator.call(f, entry);
    return null;
  },
  "hash-table-copy": (_, table) => {
    const copy = new Table();
    for (const [key, entry] of entriesOf(table)) copy.entries.set(key, entry);
    return copy;
  },
};

const itemsOf = (vector: Value): Value[] => instance(vector, Vector).items;

const entriesOf = (table: Value): Map<string, [Value, Value]> => instance(table, Table).entries;

/** Keys are numbers, strings and lists of them. */
function hash(key: Value): string {
  if (isTrue(key) && typeof key === "object" && !Array.isArray(key)) throw new Unsure("such a key");
  return `${typeof key} ${Array.isArray(key) ? written(key) : display(key)}`;
}

/** An index of a vector; a fault when it is none. */
function place(items: readonly Value[], index: Value): number {
  return typeof index === "number" && index >= 0 && index < items.length ? index : fault();
}
