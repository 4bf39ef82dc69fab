/**
 * Cells: the one kind of value that changes. Variables that closures share live in them.
 *
 * Invariant: the processes of a run share no cell: `copyCells` gives a process that is sent values its own ones.
 */
import { Closure } from "./callable.ts";
import { List } from "./list.ts";
import { ObjectValue } from "./object.ts";
import type { Value } from "./value.ts";

export class Cell {
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

/** The values that a value holds, cells aside. */
function partsOf(value: Value): readonly Value[] {
  if (value instanceof List) return value.toArray();
  if (value instanceof ObjectValue) return [...value.entries()].map(([, field]) => field);
  return value instanceof Closure ? [value.captured] : [];
}

/** Copies values with cells of their own; what is the same in one copy stays the same. Values without cells stay. */
export class CellCopier {
  private readonly copies = new Map<Value, Value>();
  private readonly cells: Cell[] = [];

  copy(value: Value): Value {
    this.copyTree(value);
    for (let cell = this.cells.pop(); cell !== undefined; cell = this.cells.pop()) {
      this.copyTree(cell.value);
      (this.copies.get(cell) as Cell).value = this.copyOf(cell.value);
    }
    return this.copyOf(value);
  }

  private copyOf(value: Value): Value {
    const copy = this.copies.get(value);
    return copy === undefined ? value : copy;
  }

  /** No recursion: parts are copied before what holds them. */
  private copyTree(root: Value): void {
    const pending: { readonly value: Value; readonly parts: readonly Value[] | undefined }[] = [
      { value: root, parts: undefined },
    ];
    for (let entry = pending.pop(); entry !== undefined; entry = pending.pop()) {
      const { value, parts } = entry;
      if (typeof value !== "object" || value === null) continue;
      if (parts !== undefined) {
        if (parts.some((part) => this.copyOf(part) !== part)) this.copies.set(value, this.rebuilt(value));
        continue;
      }
      if (this.copies.has(value)) continue;
      if (value instanceof Cell) {
        this.copies.set(value, new Cell(value.value));
        this.cells.push(value);
        continue;
      }
      const inner = partsOf(value);
      this.copies.set(value, value);
      if (inner.length === 0) continue;
      pending.push({ value, parts: inner });
      for (const part of inner) pending.push({ value: part, parts: undefined });
    }
  }

  private rebuilt(value: Value): Value {
    if (value instanceof List) return List.of(value.toArray().map((item) => this.copyOf(item)));
    if (value instanceof ObjectValue) {
      return ObjectValue.from([...value.entries()].map(([key, field]) => [key, this.copyOf(field)] as const));
    }
    if (!(value instanceof Closure)) return value;
    const captured = this.copyOf(value.captured) as ObjectValue;
    return new Closure(value.address, value.parameters, captured, value.entry);
  }
}
