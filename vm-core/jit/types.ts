/**
 * Types of values as generated code tells them apart: sets of bits.
 *
 * Invariant: a value that is known to be a Float, and nothing else, is a plain JavaScript number in generated code; every
 * other value is what the interpreter has. So an Int and a Float of unknown type never share a JavaScript variable.
 */
import { Closure, FunctionValue } from "../value/callable.ts";
import { List } from "../value/list.ts";
import { ObjectValue } from "../value/object.ts";
import { Float, type Value } from "../value/value.ts";

/** An Int that is a JavaScript number, within ±(2^53−1). */
export const INT = 1;
export const FLOAT = 2;
export const STRING = 4;
export const LIST = 8;
export const OBJECT = 16;
export const BOOLEAN = 32;
export const NULL = 64;
/** Closures, functions. */
export const CALLABLE = 128;
/** Everything else, large Ints among it. */
export const OTHER = 256;
/** Any value. */
export const ANY = 511;
/** A variable without a value. */
export const UNBOUND = 512;

/**
 * With `LIST`, and nothing else, of a variable: the list without some of its first items. The list and the number of these items are
 * in two JavaScript variables, so that a loop over the rests of a list makes none.
 */
export const REST = 2048;

/** An Int of any size that is held as two halves, in two JavaScript variables: see `value/halves.ts`. */
export const LONG = 4096;

/** With `INT`, of what a unit is entered with: an Int may be beyond 32 bits. */
export const WIDE = 1024;

/** The type of a value; of a variable's slot, which may have none. */
export function typeOf(value: Value | undefined): number {
  switch (typeof value) {
    case "number":
      return INT;
    case "string":
      return STRING;
    case "boolean":
      return BOOLEAN;
    case "undefined":
      return UNBOUND;
    case "bigint":
      return OTHER;
    default:
  }
  if (value === null) return NULL;
  if (value instanceof Float) return FLOAT;
  if (value instanceof List) return LIST;
  if (value instanceof ObjectValue) return OBJECT;
  return value instanceof Closure || value instanceof FunctionValue ? CALLABLE : OTHER;
}

/** The type of a value that a unit is entered with. */
export function entryTypeOf(value: Value | undefined): number {
  if (typeof value === "bigint") return LONG;
  return typeof value === "number" && value !== (value | 0) ? INT | WIDE : typeOf(value);
}

/** What holds of a value that is of one type or the other. Ints become halves where they meet them, and leave them where others do. */
export function either(a: number, b: number): number {
  const both = a | b;
  if ((both & LONG) === 0) return both;
  return (both & ~(INT | WIDE | LONG)) === 0 ? LONG : (both & ~LONG) | INT | OTHER;
}

/** A JavaScript condition that holds for values of a type; undefined for types that generated code does not test for. */
export function testOf(type: number, value: string): string | undefined {
  switch (type) {
    case INT:
      return `typeof ${value} === "number"`;
    case LONG:
      return `(typeof ${value} === "number" || typeof ${value} === "bigint")`;
    case FLOAT:
      return `${value} instanceof Float`;
    case STRING:
      return `typeof ${value} === "string"`;
    case LIST:
      return `${value} instanceof List`;
    case OBJECT:
      return `${value} instanceof ObjectValue`;
    default:
      return undefined;
  }
}
