/**
 * Copies values with cells of their own, for a process that is sent them.
 *
 * Invariant: values without cells stay the same, what is shared in a value is shared in its copy, and cells may lead back to
 * themselves. No recursion over values; a copy is made in portions, and its bytes are counted.
 */
import { Closure } from "./callable.ts";
import { Cell } from "./cell.ts";
import { effort } from "./effort.ts";
import { List } from "./list.ts";
import { ObjectValue } from "./object.ts";
import type { Value } from "./value.ts";
import { finished, Pace, type Portions } from "./work.ts";

/** The values that a value holds, cells aside. */
function partsOf(value: Value): readonly Value[] {
  if (value instanceof List) return value.toArray();
  if (value instanceof ObjectValue) return [...value.entries()].map(([, field]) => field);
  return value instanceof Closure ? [value.captured] : [];
}

/** What copies take, in bytes, about: a cell, a closure, an item or a field, and a list or an object besides. */
const CELL = 40;
const CLOSURE = 64;
const ITEM = 8;
const FIELD = 80;
const WHOLE = 112;
/** What is remembered of each value until the copy is made. */
const REMEMBERED = 64;

/** A value whose parts are being copied. */
interface Opened {
  readonly value: Value;
  readonly parts: readonly Value[];
  /** How many of the parts have been copied. */
  at: number;
  /** Whether one of them is another one now. */
  differs: boolean;
}

/** Copies values with cells of their own; what is the same in one copy stays the same. Values without cells stay. */
export class CellCopier {
  private readonly copies = new Map<Value, Value>();
  private readonly cells: Cell[] = [];
  private readonly pace = new Pace();
  /** What the copies take. */
  bytes = 0;

  copy(value: Value): Value {
    return finished(this.copying(value));
  }

  /** Copies a value in portions. */
  *copying(value: Value): Portions<Value> {
    yield* this.copyTree(value);
    for (let cell = this.cells.pop(); cell !== undefined; cell = this.cells.pop()) {
      yield* this.copyTree(cell.value);
      (this.copies.get(cell) as Cell).value = this.copyOf(cell.value);
    }
    return this.copyOf(value);
  }

  private copyOf(value: Value): Value {
    const copy = this.copies.get(value);
    return copy === undefined ? value : copy;
  }

  /** No recursion: parts are copied before what holds them. */
  private *copyTree(root: Value): Portions<void> {
    const opened: Opened[] = [];
    this.enter(root, opened);
    for (let last = opened.at(-1); last !== undefined; last = opened.at(-1)) {
      effort.spent++;
      if (this.pace.isOver()) yield this.bytes + REMEMBERED * this.copies.size;
      if (last.at < last.parts.length) {
        const part = last.parts[last.at];
        // A value within itself is in a cell, so one that is open is not met again.
        if (this.enter(part, opened)) continue;
        last.at++;
        if (this.copyOf(part) !== part) last.differs = true;
        continue;
      }
      opened.pop();
      if (last.differs) this.copies.set(last.value, yield* this.rebuilt(last.value, last.parts));
    }
  }

  /** Opens a value whose parts have to be copied first: true for one that has parts and has not been seen. */
  private enter(value: Value, opened: Opened[]): boolean {
    if (typeof value !== "object" || value === null || this.copies.has(value)) return false;
    if (value instanceof Cell) {
      this.copies.set(value, new Cell(value.value));
      this.bytes += CELL;
      this.cells.push(value);
      return false;
    }
    const parts = partsOf(value);
    if (parts.length === 0) return false;
    this.copies.set(value, value);
    opened.push({ value, parts, at: 0, differs: false });
    return true;
  }

  private *rebuilt(value: Value, parts: readonly Value[]): Portions<Value> {
    if (value instanceof Closure) {
      this.bytes += CLOSURE;
      const captured = this.copyOf(value.captured) as ObjectValue;
      return new Closure(value.address, value.parameters, captured, value.entry);
    }
    const copies: Value[] = [];
    for (const part of parts) {
      copies.push(this.copyOf(part));
      effort.spent++;
      if (this.pace.isOver()) yield this.bytes + REMEMBERED * this.copies.size + ITEM * copies.length;
    }
    this.bytes += WHOLE + copies.length * (value instanceof ObjectValue ? FIELD : ITEM);
    if (!(value instanceof ObjectValue)) return List.of(copies);
    let at = 0;
    return ObjectValue.from([...value.entries()].map(([key]) => [key, copies[at++]] as const));
  }
}
