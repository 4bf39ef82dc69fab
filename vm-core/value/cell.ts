/**
 * Cells: the one kind of value that changes. Variables that closures share live in them.
 *
 * Invariant: the processes of a run share no cell: `CellCopier` gives a process that is sent values its own ones.
 */
import { List } from "./list.ts";
import { ObjectValue } from "./object.ts";
import type { Value } from "./value.ts";

export class Cell {
  /** The number of the last mark that has found it: see `run/marking.ts`. */
  mark = 0;

  constructor(public value: Value) {}
}

/** What an empty vector and a hash table of the Lisp have for no key, which says what they are; see `fieldValue`, too. */
const MARK = "";

/**
 * The items of a vector of the Lisp, which is a cell of a list of cells, or of a mark where it has none; undefined for
 * another cell.
 */
export function vectorItems({ value }: Cell): readonly Value[] | undefined {
  if (value instanceof ObjectValue) return value.get(MARK) === "vector" ? [] : undefined;
  if (!(value instanceof List) || value.length === 0) return undefined;
  const items: Value[] = [];
  for (const cell of value) {
    if (!(cell instanceof Cell)) return undefined;
    items.push(cell.value);
  }
  return items;
}

/**
 * The entries of a hash table of the Lisp, which is a cell of an object with a list of pairs for each hash, and an empty
 * one as its mark; undefined for another cell.
 */
export function tableEntries({ value }: Cell): readonly (readonly [key: Value, value: Value])[] | undefined {
  if (!(value instanceof ObjectValue) || value.get(MARK) === undefined) return undefined;
  const entries: (readonly [Value, Value])[] = [];
  for (const [, bucket] of value.entries()) {
    if (!(bucket instanceof List)) return undefined;
    for (const pair of bucket) {
      if (!(pair instanceof List) || pair.length !== 2) return undefined;
      entries.push([pair.at(0), pair.at(1)]);
    }
  }
  return entries;
}

/** What a cell holds; of a field of a record also where that is after a mark, as it would be a vector or a table else. */
export function fieldValue({ value }: Cell): Value {
  return value instanceof List && value.length === 2 && value.at(0) === MARK ? value.at(1) : value;
}
