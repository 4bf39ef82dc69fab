/**
 * Copies values with cells of their own, for a process that is sent them.
 *
 * Invariant: values without cells stay the same, what is shared in a value is shared in its copy, and cells may lead back to
 * themselves. No recursion over values; a copy is made in portions, and its bytes are counted.
 */
import { Closure } from "./callable.ts";
import { Cell } from "./cell.ts";
import { effort } from "./effort.ts";
import { fieldsOf } from "./large-object.ts";
import { List } from "./list.ts";
import { ListBuilder } from "./list-builder.ts";
import { ObjectValue } from "./object.ts";
import type { Value } from "./value.ts";
import { finished, Pace, type Portions } from "./work.ts";

/** The values that a value holds, cells aside. */
interface ValueParts {
  readonly length: number;
  at(index: number): Value;
}

/** The keys of the parts of an object, and the parts. */
interface Fields extends ValueParts {
  readonly fields: readonly (readonly [string, Value])[];
}

const NONE: ValueParts = { length: 0, at: () => null };

function* partsOf(value: Value): Portions<ValueParts> {
  if (value instanceof List) return value;
  if (value instanceof Closure) return { length: 1, at: () => value.captured };
  if (!(value instanceof ObjectValue)) return NONE;
  const fields = yield* fieldsOf(value);
  const parts: Fields = { fields, length: fields.length, at: (index) => fields[index][1] };
  return parts;
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
  readonly parts: ValueParts;
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
    yield* this.enter(root, opened);
    for (let last = opened.at(-1); last !== undefined; last = opened.at(-1)) {
      effort.spent++;
      if (this.pace.isOver()) yield this.bytes + REMEMBERED * this.copies.size;
      if (last.at < last.parts.length) {
        const part = last.parts.at(last.at);
        // A value within itself is in a cell, so one that is open is not met again.
        if (typeof part === "object" && (yield* this.enter(part, opened))) continue;
        last.at++;
        if (this.copyOf(part) !== part) last.differs = true;
        continue;
      }
      opened.pop();
      if (last.differs) this.copies.set(last.value, yield* this.rebuilt(last.value, last.parts));
    }
  }

  /** Opens a value whose parts have to be copied first: true for one that has parts and has not been seen. */
  private *enter(value: Value, opened: Opened[]): Portions<boolean> {
    if (typeof value !== "object" || value === null || this.copies.has(value)) return false;
    if (value instanceof Cell) {
      this.copies.set(value, new Cell(value.value));
      this.bytes += CELL;
      this.cells.push(value);
      return false;
    }
    const parts = yield* partsOf(value);
    if (parts.length === 0) return false;
    this.copies.set(value, value);
    opened.push({ value, parts, at: 0, differs: false });
    return true;
  }

  private *rebuilt(value: Value, parts: ValueParts): Portions<Value> {
    if (value instanceof Closure) {
      this.bytes += CLOSURE;
      const captured = this.copyOf(value.captured) as ObjectValue;
      return new Closure(value.address, value.parameters, captured, value.entry);
    }
    const paces = (made: number, bytes: number): number | undefined => {
      effort.spent++;
      return this.pace.isOver() ? this.bytes + REMEMBERED * this.copies.size + bytes * made : undefined;
    };
    const isObject = value instanceof ObjectValue;
    const bytes = isObject ? FIELD : ITEM;
    const items = new ListBuilder();
    const fields = new Map<string, Value>();
    for (let i = 0; i < parts.length; i++) {
      const copy = this.copyOf(parts.at(i));
      if (isObject) fields.set((parts as Fields).fields[i][0], copy);
      else items.add(copy);
      const taken = paces(i, bytes);
      if (taken !== undefined) yield taken;
    }
    this.bytes += WHOLE + parts.length * bytes;
    if (!isObject) return items.finish();
    return value.isTable ? ObjectValue.ofMap(fields) : ObjectValue.from(fields);
  }
}
