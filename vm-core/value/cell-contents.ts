/** What cells hold that the Lisp makes of them: vectors, hash tables, fields of records. */
import { Cell } from "./cell.ts";
import { effort } from "./effort.ts";
import { fieldsOf } from "./large-object.ts";
import { List } from "./list.ts";
import { ObjectValue } from "./object.ts";
import type { Value } from "./value.ts";
import { finished, Pace, type Portions } from "./work.ts";

/** What an empty vector and a hash table of the Lisp have for no key, which says what they are; see `fieldValue`, too. */
const MARK = "";

/** The list of the cells of a vector of the Lisp; undefined for another value. */
export function vectorCells(vector: Value): List | undefined {
  if (!(vector instanceof Cell)) return undefined;
  const { value } = vector;
  if (value instanceof List) return value;
  return value instanceof ObjectValue && value.get(MARK) === "vector" ? List.EMPTY : undefined;
}

/** At once: see `readingVector`. */
export function vectorItems(cell: Cell): readonly Value[] | undefined {
  return finished(readingVector(cell));
}

/**
 * The items of a vector of the Lisp, which is a cell of a list of cells, or of a mark where it has none; undefined for
 * another cell.
 */
export function* readingVector({ value }: Cell): Portions<readonly Value[] | undefined> {
  if (value instanceof ObjectValue) return value.get(MARK) === "vector" ? [] : undefined;
  if (!(value instanceof List) || value.length === 0) return undefined;
  const pace = new Pace();
  const items: Value[] = [];
  for (let i = 0; i < value.length; i++) {
    const cell = value.at(i);
    if (!(cell instanceof Cell)) return undefined;
    items.push(cell.value);
    effort.spent++;
    if (pace.isOver()) yield 0;
  }
  return items;
}

type Entry = readonly [key: Value, value: Value];

/** At once: see `readingTable`. */
export function tableEntries(cell: Cell): readonly Entry[] | undefined {
  return finished(readingTable(cell));
}

/**
 * The entries of a hash table of the Lisp, which is a cell of an object with a list of pairs for each hash, and an empty
 * one as its mark; undefined for another cell.
 */
export function* readingTable({ value }: Cell): Portions<readonly Entry[] | undefined> {
  if (!(value instanceof ObjectValue) || value.get(MARK) === undefined) return undefined;
  const pace = new Pace();
  const entries: Entry[] = [];
  for (const [, bucket] of yield* fieldsOf(value)) {
    if (!(bucket instanceof List)) return undefined;
    for (let i = 0; i < bucket.length; i++) {
      const pair = bucket.at(i);
      if (!(pair instanceof List) || pair.length !== 2) return undefined;
      entries.push([pair.at(0), pair.at(1)]);
      effort.spent++;
      if (pace.isOver()) yield 0;
    }
    effort.spent++;
    if (pace.isOver()) yield 0;
  }
  return entries;
}

/** What a cell holds; of a field of a record also where that is after a mark, as it would be a vector or a table else. */
export function fieldValue({ value }: Cell): Value {
  return value instanceof List && value.length === 2 && value.at(0) === MARK ? value.at(1) : value;
}
