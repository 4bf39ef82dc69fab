/**
 * Values that are equal, found by what they have in common.
 *
 * Equality of floats has a tolerance below 1, so no hash can tell all floats apart: see `Hash`.
 */
import { Bytes, Handle } from "../../value/bytes.ts";
import { Closure, FunctionValue } from "../../value/callable.ts";
import { Cell } from "../../value/cell.ts";
import { effort } from "../../value/effort.ts";
import { List } from "../../value/list.ts";
import { ListBuilder } from "../../value/list-builder.ts";
import { ObjectValue } from "../../value/object.ts";
import { SymbolValue } from "../../value/symbol.ts";
import { Float, type Value } from "../../value/value.ts";
import { Pace, type Portions } from "../../value/work.ts";
import { equalValues } from "./equality.ts";

/** Bytes of a value that is kept, with its place in a table. */
const KEPT_BYTES = 64;

/** Each value once, in the order of first occurrences. */
export function* unique(list: List): Portions<List> {
  const pace = new Pace();
  const scalars = new Set<Value>();
  const others = new Map<string, Value[]>();
  const kept = new ListBuilder();
  for (let i = 0; i < list.length; i++) {
    const item = list.at(i);
    const isScalar = item === null || typeof item !== "object";
    if (isScalar ? !scalars.has(item) : !(yield* isAmong(others, item))) {
      kept.add(item);
      if (isScalar) scalars.add(item);
    }
    effort.spent++;
    if (pace.isOver()) yield KEPT_BYTES * kept.length;
  }
  return kept.finish();
}

/** Whether a value is in a table; puts it there otherwise. */
function* isAmong(table: Map<string, Value[]>, value: Value): Portions<boolean> {
  const hash = new Hasher().hash(value);
  for (const key of hash.neighbours) {
    for (const other of table.get(key) ?? []) {
      effort.spent++;
      if (yield* equalValues(other, value)) return true;
    }
  }
  const same = table.get(hash.key);
  if (same === undefined) table.set(hash.key, [value]);
  else same.push(value);
  return false;
}

/** Where a value is kept. */
interface Hash {
  readonly key: string;
  /** Where equal values are: the places of floats that are as near as that. */
  readonly neighbours: readonly string[];
}

/** Values that a hash looks at: values that differ only after these are compared one by one. */
const LOOKED_AT = 256;
/** Floats from this size on are equal only where they are the same. */
const EXACT = 2;
/** Floats per unit that smaller ones are told apart by: coarser than the tolerance of equality. */
const CELLS = 2 ** 50;

/** Makes one hash of what equal values have in common. */
class Hasher {
  private left = LOOKED_AT;
  /** The cell of the first small float in a list. Later ones count as the same. */
  private cell: number | undefined;

  hash(value: Value): Hash {
    const code = this.code(value, true);
    effort.spent += LOOKED_AT - this.left;
    const { cell } = this;
    if (cell === undefined) return { key: `${code}`, neighbours: [`${code}`] };
    return { key: `${code} ${cell}`, neighbours: [cell - 1, cell, cell + 1].map((one) => `${code} ${one}`) };
  }

  /** A code of 32 bits. `isOrdered` is false within objects, whose fields have no order. */
  private code(value: Value, isOrdered: boolean): number {
    if (this.left-- <= 0) return 0;
    if (typeof value === "string") return textCode(value);
    if (typeof value !== "object" || value === null)
      return mixed(typeof value === "number" ? 1 : 2, Number(value));
    if (value instanceof Float) return this.float(value.value, isOrdered);
    if (value instanceof List) return this.list(value, isOrdered);
    if (value instanceof ObjectValue) return this.object(value);
    if (value instanceof Cell) return mixed(5, this.code(value.value, isOrdered));
    if (value instanceof Closure) return mixed(mixed(6, value.address), this.object(value.captured));
    if (value instanceof FunctionValue) return mixed(7, value.address);
    if (value instanceof Handle) return mixed(8, value.id);
    if (value instanceof SymbolValue) return mixed(9, textCode(value.name));
    if (!(value instanceof Bytes)) return 10;
    return value.data.subarray(0, LOOKED_AT).reduce(mixed, mixed(11, value.data.length));
  }

  private float(value: number, isOrdered: boolean): number {
    if (Math.abs(value) >= EXACT) return mixed(mixed(3, value), value % 1 === 0 ? 0 : (value % 1) * 2 ** 31);
    if (isOrdered && !Number.isNaN(value)) this.cell ??= Math.floor(value * CELLS);
    return 4;
  }

  /** The parts of a list count as far as this hash looks, from the first on. */
  private list(list: List, isOrdered: boolean): number {
    let code = mixed(12, list.length);
    for (let i = 0; i < list.length && this.left > 0; i++)
      code = mixed(code, this.code(list.at(i), isOrdered));
    return code;
  }

  /** All fields count or none, since those of an equal object may come in another order. */
  private object(object: ObjectValue): number {
    let code = mixed(13, object.size);
    if (object.size > this.left) return code;
    const { left } = this;
    for (const [key, value] of object.entries()) {
      // Each field looks as far, whichever comes first.
      this.left = Math.floor(left / object.size);
      code = (code + mixed(textCode(key), this.code(value, false))) | 0;
    }
    this.left = left - object.size;
    return code;
  }
}

/** Characters of a text that its code is made of. */
const OF_TEXT = 32;

function textCode(text: string): number {
  let code = mixed(14, text.length);
  const half = OF_TEXT / 2;
  for (let i = 0; i < Math.min(half, text.length); i++) code = mixed(code, text.charCodeAt(i));
  for (let i = Math.max(half, text.length - half); i < text.length; i++)
    code = mixed(code, text.charCodeAt(i));
  return code;
}

/** Mixes a number into a code (Fowler, Noll and Vo: FNV-1a, with a word in place of a byte). */
function mixed(code: number, value: number): number {
  const mixing = Math.imul(code ^ (value | 0), 16_777_619);
  return mixing ^ (mixing >>> 15);
}
