/**
 * Comparisons of any numbers, and of lists and objects by their contents.
 *
 * Invariant: pure; a fault names the instruction that it comes from. Equality never faults.
 */

import type { Fault } from "./callable.ts";
import { comparing } from "./comparison.ts";
import { typeOf } from "./convert.ts";
import { isInt } from "./int.ts";
import { List } from "./list.ts";
import { ObjectValue } from "./object.ts";
import { type BinaryOperator, equal, mismatch } from "./operators.ts";
import { Float, type Int, type Value } from "./value.ts";
import { begun, type Portions } from "./work.ts";

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
  return begun(equalInside(a, b));
}

function* equalInside(a: Value, b: Value): Portions<Value> {
  return (yield* comparing(a, b, (x, y) => x === y || equalScalars(x, y) === true)) ? 1 : 0;
}

export const DYNAMIC_OPERATORS = {
  EQUALS: equals,
  LESS: ordering("LESS", (a, b) => a < b),
  GREATER: ordering("GREATER", (a, b) => a > b),
  AT_MOST: ordering("AT_MOST", (a, b) => a <= b),
  AT_LEAST: ordering("AT_LEAST", (a, b) => a >= b),
} as const satisfies Record<string, BinaryOperator>;
