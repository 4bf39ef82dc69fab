/**
 * The values of the machine.
 *
 * Invariants: an Int is a `number` within ±(2^53−1) and a `bigint` within 64 bits beyond, never both for
 * one value, and never −0. A Float is a `Float`. Null, booleans and strings are JavaScript's. Every value
 * is immutable to those who hold it.
 */
import type { Bytes, Handle } from "./bytes.ts";
import type { Closure, ExceptionValue, FunctionValue } from "./callable.ts";
import type { Cell } from "./cell.ts";
import type { List } from "./list.ts";
import type { ObjectValue } from "./object.ts";
import type { SymbolValue } from "./symbol.ts";

export type Int = number | bigint;

/** A value of a program. An Int is a `number` within ±(2^53−1) and a `bigint` beyond, never both for one value. */
export type Value =
  | null
  | boolean
  | string
  | Int
  | Float
  | List
  | ObjectValue
  | Bytes
  | Handle
  | FunctionValue
  | Closure
  | Cell
  | SymbolValue
  | ExceptionValue;

/** An IEEE 754 double. Boxed, so that the Int 2 and the Float 2.0 stay apart. */
export class Float {
  constructor(readonly value: number) {}
}
