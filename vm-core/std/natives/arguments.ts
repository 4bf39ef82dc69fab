/** What native functions expect of their arguments, and how they say so. */
import { Closure, type Fault, FunctionValue } from "../../value/callable.ts";
import { isInt } from "../../value/int.ts";
import { mismatch } from "../../value/operators.ts";
import { Float, type Int, type Value } from "../../value/value.ts";

export type Numeric = Int | Float;
export type NativeResult = Value | Fault;

export const NUMBER = "a number (int or float)";
export const TWO_NUMBERS = "two numbers (int or float)";

export function isNumeric(value: Value): value is Numeric {
  return isInt(value) || value instanceof Float;
}

export function isCallable(value: Value): value is FunctionValue | Closure {
  return value instanceof FunctionValue || value instanceof Closure;
}

/** A number as JavaScript compares it: a bigint and a double exactly. */
export function comparable(value: Numeric): Int {
  return value instanceof Float ? value.value : value;
}

/** An Int as a bound of something in memory: what does not fit is far outside of it either way. */
export function asBound(value: Int): number {
  return Math.max(0, Number(value));
}

/** Items in one list: at that size it alone fills the memory that a run has by default. */
export const MAX_ITEMS = 2 ** 26;

/** Checks that `values` are strings; the fault otherwise. */
export function expectStrings(name: string, expected: string, ...values: Value[]): Fault | undefined {
  return values.every((value) => typeof value === "string") ? undefined : mismatch(name, expected, ...values);
}
