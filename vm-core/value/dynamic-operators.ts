/**
 * Comparisons of any numbers, and of lists and objects by their contents.
 *
 * Invariant: pure; where they fault they do so in the words of `EQ`, `LT` and the others.
 */

import type { Fault } from "./callable.ts";
import { Compared } from "./compared.ts";
import { effort } from "./effort.ts";
import { compareInt, isInt } from "./int.ts";
import { List } from "./list.ts";
import { ObjectValue } from "./object.ts";
import { BINARY_OPERATORS, type BinaryOperator } from "./operators.ts";
import { Float, type Int, type Value } from "./value.ts";

function numberOf(value: Value): Int | undefined {
  if (value instanceof Float) return value.value;
  return isInt(value) ? value : undefined;
}

/** JavaScript compares a bigint and a double exactly. */
function ordering(operator: BinaryOperator, holds: (a: Int, b: Int) => boolean): BinaryOperator {
  return (a, b) => {
    if (typeof a === "number" && typeof b === "number") return holds(a, b) ? 1 : 0;
    const x = numberOf(a);
    const y = numberOf(b);
    if (x === undefined || y === undefined) return operator(a, b);
    return holds(x, y) ? 1 : 0;
  };
}

/** Equality of two values that hold no others; undefined for lists and objects. */
function equalScalars(a: Value, b: Value): Value | Fault {
  const x = numberOf(a);
  const y = numberOf(b);
  if (x !== undefined && y !== undefined) {
    if (isInt(a) && isInt(b)) return compareInt(a, b) === 0 ? 1 : 0;
    if (a instanceof Float && b instanceof Float) return BINARY_OPERATORS.EQ_F(a, b);
    // biome-ignore lint/suspicious/noDoubleEquals: a bigint and a double are compared by size.
    return x == y ? 1 : 0;
  }
  return BINARY_OPERATORS.EQ(a, b);
}

/** Inside lists and objects values of different types are not equal, where at the top they are a fault. */
function equals(a: Value, b: Value): Value | Fault {
  if (typeof a === "number" && typeof b === "number") return a === b ? 1 : 0;
  const isList = a instanceof List && b instanceof List;
  const isObject = a instanceof ObjectValue && b instanceof ObjectValue;
  if (!isList && !isObject) return equalScalars(a, b);
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
    } else if (equalScalars(x, y) !== 1) return 0;
  }
  return 1;
}

export const DYNAMIC_OPERATORS = {
  EQUALS: equals,
  LESS: ordering(BINARY_OPERATORS.LT, (a, b) => a < b),
  GREATER: ordering(BINARY_OPERATORS.GT, (a, b) => a > b),
  AT_MOST: ordering(BINARY_OPERATORS.LE, (a, b) => a <= b),
  AT_LEAST: ordering(BINARY_OPERATORS.GE, (a, b) => a >= b),
} as const satisfies Record<string, BinaryOperator>;
