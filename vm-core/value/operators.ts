/**
 * What the operators compute: the one place for it. The interpreter, constant folding and the debugger's
 * expressions all call these functions, so they cannot differ.
 *
 * Invariant: pure; a result is a value, or the fault that the machine raises. Operands come deepest first.
 */

import { Fault, FunctionValue } from "./callable.ts";
import { compareStrings } from "./compare.ts";
import { debug } from "./display.ts";
import { effort } from "./effort.ts";
import {
  addInt,
  andInt,
  compareInt,
  divideInt,
  isInt,
  multiplyInt,
  negateInt,
  notInt,
  orInt,
  remainderInt,
  shiftLeftInt,
  shiftRightInt,
  subtractInt,
  unsignedShiftRightInt,
  xorInt,
} from "./int.ts";
import { LONGEST_TEXT } from "./memory-limit.ts";
import { SymbolValue } from "./symbol.ts";
import { Float, type Int, type Value } from "./value.ts";

export type UnaryOperator = (a: Value) => Value | Fault;
export type BinaryOperator = (a: Value, b: Value) => Value | Fault;

/** `OP expects EXPECTED but got …`, the text of every type fault. */
export function mismatch(operation: string, expected: string, ...got: Value[]): Fault {
  const message = `${operation} expects ${expected} but got ${got.map(debug).join(", ")}`;
  return new Fault("TypeMismatch", message, [], { is: "operands", expected, got });
}

const DIVISION_BY_ZERO = new Fault("DivisionByZero", "Division by zero");

/** Values that jump on JZ: Int 0, false and null. */
export function isFalsy(value: Value): boolean {
  return value === 0 || value === false || value === null;
}

function numeric(
  name: string,
  ints: (a: Int, b: Int) => Int | Fault,
  floats: (a: number, b: number) => number | Fault,
): BinaryOperator {
  return (a, b) => {
    if (isInt(a) && isInt(b)) return ints(a, b);
    const x = asDouble(a);
    const y = asDouble(b);
    if (x === undefined || y === undefined) return mismatch(name, "two numbers (int or float)", a, b);
    const result = floats(x, y);
    return typeof result === "number" ? new Float(result) : result;
  };
}

function asDouble(value: Value): number | undefined {
  if (value instanceof Float) return value.value;
  return isInt(value) ? Number(value) : undefined;
}

function floatsOnly(name: string, operation: (a: number, b: number) => number | Fault): BinaryOperator {
  return (a, b) => {
    if (!(a instanceof Float && b instanceof Float)) return mismatch(name, "two floats", a, b);
    const result = operation(a.value, b.value);
    return typeof result === "number" ? new Float(result) : result;
  };
}

function compareInts(name: string, holds: (order: -1 | 0 | 1) => boolean): BinaryOperator {
  return (a, b) => {
    if (!(isInt(a) && isInt(b))) return mismatch(name, "two integers", a, b);
    return holds(compareInt(a, b)) ? 1 : 0;
  };
}

function compareFloats(name: string, holds: (a: number, b: number) => boolean): BinaryOperator {
  return (a, b) => {
    if (!(a instanceof Float && b instanceof Float)) return mismatch(name, "two floats", a, b);
    return holds(a.value, b.value) ? 1 : 0;
  };
}

function bits(name: string, operation: (a: Int, b: Int) => Int): BinaryOperator {
  return (a, b) => (isInt(a) && isInt(b) ? operation(a, b) : mismatch(name, "two integers", a, b));
}

function booleans(name: string, operation: (a: boolean, b: boolean) => boolean): BinaryOperator {
  return (a, b) =>
    typeof a === "boolean" && typeof b === "boolean" ? operation(a, b) : mismatch(name, "two Booleans", a, b);
}

/** Distance below which two finite floats count as equal: the gap between 1 and the next double. */
const EPSILON = Number.EPSILON;

function floatsEqual(a: number, b: number): boolean {
  return a === b || Math.abs(a - b) < EPSILON;
}

/** Equality as EQ sees it, or undefined where EQ faults. */
export function equal(a: Value, b: Value): boolean | undefined {
  if (isInt(a) && isInt(b)) return a === b;
  if (a instanceof Float && b instanceof Float) return floatsEqual(a.value, b.value);
  if (typeof a === "string" && typeof b === "string") {
    // The engine compares many characters at once.
    effort.spent += Math.min(a.length, b.length) >> 4;
    return a === b;
  }
  if (typeof a === "boolean" && typeof b === "boolean") return a === b;
  if (a === null && b === null) return true;
  if (a instanceof SymbolValue && b instanceof SymbolValue) return a.name === b.name;
  if (a instanceof FunctionValue && b instanceof FunctionValue) {
    return a.address === b.address && a.parameters.join("\0") === b.parameters.join("\0");
  }
  return undefined;
}

function equality(name: string, wanted: boolean): BinaryOperator {
  return (a, b) => {
    const result = equal(a, b);
    if (result === undefined) return mismatch(name, "values of the same type", a, b);
    return result === wanted ? 1 : 0;
  };
}

function compareAny(a: Value, b: Value): Value | Fault {
  if (typeof a === "string" && typeof b === "string") return compareStrings(a, b);
  if (isInt(a) && isInt(b)) return compareInt(a, b);
  const x = numberOf(a);
  const y = numberOf(b);
  if (x === undefined || y === undefined || Number.isNaN(x) || Number.isNaN(y)) {
    return mismatch("COMPARE", "two numbers or two strings", a, b);
  }
  return x < y ? -1 : x > y ? 1 : 0;
}

/** JavaScript compares a bigint and a double exactly, so no conversion rounds here. */
function numberOf(value: Value): Int | undefined {
  return value instanceof Float ? value.value : isInt(value) ? value : undefined;
}

const divide = (a: Int, b: Int): Int | Fault => (b === 0 ? DIVISION_BY_ZERO : divideInt(a, b));
const remainder = (a: Int, b: Int): Int | Fault => (b === 0 ? DIVISION_BY_ZERO : remainderInt(a, b));

export const BINARY_OPERATORS = {
  ADD: numeric("ADD", addInt, (a, b) => a + b),
  SUB: numeric("SUB", subtractInt, (a, b) => a - b),
  MUL: numeric("MUL", multiplyInt, (a, b) => a * b),
  DIV: numeric("DIV", divide, (a, b) => (b === 0 ? DIVISION_BY_ZERO : a / b)),
  MOD: numeric("MOD", remainder, (a, b) => (b === 0 ? DIVISION_BY_ZERO : a % b)),
  ADD_F: floatsOnly("ADD_F", (a, b) => a + b),
  SUB_F: floatsOnly("SUB_F", (a, b) => a - b),
  MUL_F: floatsOnly("MUL_F", (a, b) => a * b),
  DIV_F: floatsOnly("DIV_F", (a, b) =>
    b === 0 ? new Fault("DivisionByZero", "DIV_F expects non-zero divisor but got zero") : a / b,
  ),
  CONCAT: (a: Value, b: Value) => {
    if (typeof a !== "string" || typeof b !== "string") return mismatch("CONCAT", "two strings", a, b);
    return a.length + b.length <= LONGEST_TEXT
      ? a + b
      : new Fault("ResourceLimit", "Resource limit reached: memory");
  },
  EQ: equality("EQ", true),
  NE: equality("NE", false),
  GT: compareInts("GT", (order) => order > 0),
  LT: compareInts("LT", (order) => order < 0),
  GE: compareInts("GE", (order) => order >= 0),
  LE: compareInts("LE", (order) => order <= 0),
  EQ_F: compareFloats("EQ_F", floatsEqual),
  NE_F: compareFloats("NE_F", (a, b) => !Number.isNaN(a) && !Number.isNaN(b) && !floatsEqual(a, b)),
  GT_F: compareFloats("GT_F", (a, b) => a > b),
  LT_F: compareFloats("LT_F", (a, b) => a < b),
  GE_F: compareFloats("GE_F", (a, b) => a >= b),
  LE_F: compareFloats("LE_F", (a, b) => a <= b),
  COMPARE: compareAny,
  AND: booleans("AND", (a, b) => a && b),
  OR: booleans("OR", (a, b) => a || b),
  BAND: bits("BAND", andInt),
  BOR: bits("BOR", orInt),
  BXOR: bits("BXOR", xorInt),
  SHL: bits("SHL", shiftLeftInt),
  SHR: bits("SHR", shiftRightInt),
  USHR: bits("USHR", unsignedShiftRightInt),
} as const satisfies Record<string, BinaryOperator>;

export const UNARY_OPERATORS = {
  NOT: (a: Value) => {
    if (typeof a === "boolean") return !a;
    return isInt(a) ? a === 0 : mismatch("NOT", "Bool or Int", a);
  },
  NEG: (a: Value) => {
    if (isInt(a)) return negateInt(a);
    return a instanceof Float ? new Float(-a.value) : mismatch("NEG", "a number (int or float)", a);
  },
  BNOT: (a: Value) => (isInt(a) ? notInt(a) : mismatch("BNOT", "an integer", a)),
} as const satisfies Record<string, UnaryOperator>;
