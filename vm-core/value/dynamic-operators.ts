/**
 * Comparisons of any numbers, and of lists and objects by their contents.
 *
 * Invariant: pure; a fault names the instruction that it comes from. Equality never faults.
 */

import type { Fault } from "./callable.ts";
import { Compared } from "./compared.ts";
import { typeOf } from "./convert.ts";
import { effort } from "./effort.ts";
import { isInt } from "./int.ts";
import { List } from "./list.ts";
import { ObjectValue } from "./object.ts";
import { type BinaryOperator, equal, mismatch } from "./operators.ts";
import { Float, type Int, type Value } from "./value.ts";

function numberOf(value: Value): Int | undefined {
  if (value instanceof Float) return value.value;
  return isInt(value) ? value : undefined;
}

/** JavaScript compares a bigint and a double exactly. */
function ordering(name: string, holds: (a: Int, b: Int) => boolean): BinaryOperator {
  return (a, b) => {
    if (typeof a === "number" && typeof b === "number") return holds(a, b) ? 1 : 0;
    const x = numberOf(a);
    const y = numberOf(b);
    if (x === undefined || y === undefined) return mismatch(name, "two numbers (int or float)", a, b);
    return holds(x, y) ? 1 : 0;
  };
}

/** Equality of two values that hold no others; undefined where they are of different kinds. */
function equalScalars(a: Value, b: Value): boolean | undefined {
  const x = numberOf(a);
  const y = numberOf(b);
  if (x === undefined || y === undefined || isInt(a) === isInt(b)) return equal(a, b);
  // biome-ignore lint/suspicious/noDoubleEquals: a bigint and a double are compared by size.
  return x == y;
}

/** One value and itself: NaN alone is not equal to itself. */
function isSame(a: Value, b: Value): boolean {
  return a === b && !(a instanceof Float);
}

/** Whether the types of two values allow it; asked first, as the fault of `EQ` would write both values out. */
function mayEqual(a: Value, b: Value): boolean {
  return typeOf(a) === typeOf(b) || (numberOf(a) !== undefined && numberOf(b) !== undefined);
}

/** Values of different types are not equal. */
function equals(a: Value, b: Value): Value | Fault {
  if (typeof a === "number" && typeof b === "number") return a === b ? 1 : 0;
  const isList = a instanceof List && b instanceof List;
  const isObject = a instanceof ObjectValue && b instanceof ObjectValue;
  if (!isList && !isObject) return isSame(a, b) || (mayEqual(a, b) && equalScalars(a, b) === true) ? 1 : 0;
  const pending: (readonly [Value, Value])[] = [[a, b]];
  const compared = new Compared();
  for (let pair = pending.pop(); pair !== undefined; pair = pending.pop()) {
    const [x, y] = pair;
    if (x === y) continue;
    if (x instanceof List && y instanceof List) {
      if (x.length !== y.length) return 0;
      if (!compared.isNew(x, y)) continue;
      effort.spent += x.length;
      for (let i = 0; i < x.length; i++) pending.push([x.at(i), y.at(i)]);
    } else if (x instanceof ObjectValue && y instanceof ObjectValue) {
      if (x.size !== y.size) return 0;
      if (!compared.isNew(x, y)) continue;
      effort.spent += x.size;
      for (const [key, value] of x.entries()) {
        const other = y.get(key);
        if (other === undefined) return 0;
        pending.push([value, other]);
      }
    } else if (equalScalars(x, y) !== true) return 0;
  }
  return 1;
}

export const DYNAMIC_OPERATORS = {
  EQUALS: equals,
  LESS: ordering("LESS", (a, b) => a < b),
  GREATER: ordering("GREATER", (a, b) => a > b),
  AT_MOST: ordering("AT_MOST", (a, b) => a <= b),
  AT_LEAST: ordering("AT_LEAST", (a, b) => a >= b),
} as const satisfies Record<string, BinaryOperator>;
