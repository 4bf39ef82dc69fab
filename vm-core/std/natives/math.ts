/** Native functions of numbers. */
import { Asking } from "../../run/host.ts";
import type { Native, Natives } from "../../run/native.ts";
import { Fault, wrongValues } from "../../value/callable.ts";
import { displayFloat } from "../../value/display.ts";
import { isInt, negateInt, normalInt } from "../../value/int.ts";
import { mismatch } from "../../value/operators.ts";
import { Float, type Int, type Value } from "../../value/value.ts";
import { comparable, isNumeric, type NativeResult, NUMBER, type Numeric, TWO_NUMBERS } from "./arguments.ts";

function unary(
  name: string,
  doc: string,
  ints: (x: Int) => NativeResult,
  floats: (x: number) => NativeResult,
): Record<string, Native> {
  const call = (x: Value): NativeResult => {
    if (isInt(x)) return ints(x);
    return x instanceof Float ? floats(x.value) : mismatch(name, NUMBER, x);
  };
  return { [`math.${name}`]: { parameters: ["x"], doc, call } };
}

/** A function of a real number: the result is a Float. */
function real(name: string, doc: string, compute: (x: number) => number): Record<string, Native> {
  return unary(
    name,
    doc,
    (x) => new Float(compute(Number(x))),
    (x) => new Float(compute(x)),
  );
}

/** A way to make a number whole: the result is an Int. */
function rounding(name: string, doc: string, compute: (x: number) => number): Record<string, Native> {
  return unary(
    name,
    doc,
    (x) => x,
    (x) => wholeInt(name, compute(x)),
  );
}

function wholeInt(name: string, value: number): Int | Fault {
  if (Number.isSafeInteger(value)) return value + 0;
  if (value >= -(2 ** 63) && value < 2 ** 63) return normalInt(BigInt(value));
  return wrongValues(name, `${displayFloat(value)} does not fit 64 bits`);
}

/** Halves go away from zero. */
function roundHalfAway(x: number): number {
  const whole = Math.trunc(x);
  return Math.abs(x - whole) >= 0.5 ? whole + Math.sign(x) : whole;
}

function binary(name: string, doc: string, compute: (a: Numeric, b: Numeric) => NativeResult): Native {
  return {
    parameters: ["a", "b"],
    doc,
    call: (a, b) => (isNumeric(a) && isNumeric(b) ? compute(a, b) : mismatch(name, TWO_NUMBERS, a, b)),
  };
}

function isNotANumber(value: Numeric): boolean {
  return value instanceof Float && Number.isNaN(value.value);
}

/** The greater of two numbers as it is, NaN when one is NaN, the first of equal ones. */
export function greater(a: Numeric, b: Numeric): Numeric {
  if (isNotANumber(a) || isNotANumber(b)) return isNotANumber(a) ? a : b;
  return comparable(b) > comparable(a) ? b : a;
}

/** The lesser of two numbers as it is, NaN when one is NaN, the first of equal ones. */
export function lesser(a: Numeric, b: Numeric): Numeric {
  if (isNotANumber(a) || isNotANumber(b)) return isNotANumber(a) ? a : b;
  return comparable(b) < comparable(a) ? b : a;
}

/** Two Ints with an exponent from 0 on give an Int that wraps at 64 bits, else a Float. */
function power(base: Numeric, exponent: Numeric): Value {
  if (isInt(base) && isInt(exponent) && exponent >= 0) return powerInt(BigInt(base), BigInt(exponent));
  return new Float(Number(comparable(base)) ** Number(comparable(exponent)));
}

/** Square and multiply, modulo 2^64. */
function powerInt(base: bigint, exponent: bigint): Int {
  let result = 1n;
  let square = base;
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = BigInt.asIntN(64, result * square);
    square = BigInt.asIntN(64, square * square);
  }
  return normalInt(result);
}

function clamp(x: Value, low: Value, high: Value): NativeResult {
  if (!isNumeric(x) || !isNumeric(low) || !isNumeric(high)) {
    return mismatch("clamp", "three numbers (int or float)", x, low, high);
  }
  return lesser(greater(x, low), high);
}

/** A Float from 0 up to but not including 1, from 64 random bits. */
function unitFloat(bits: Value): NativeResult {
  if (!isInt(bits)) return mismatch("random", "an integer", bits);
  return new Float(Number(BigInt.asUintN(64, BigInt(bits)) >> 11n) / 2 ** 53);
}

/** An Int from `low` to `high` from 64 random bits, each as likely; null when other bits are needed. */
function intWithin(bits: Value, low: Value, high: Value): NativeResult {
  if (!isInt(bits) || !isInt(low) || !isInt(high)) return mismatch("random_int", "two integers", low, high);
  if (low > high) return new Fault("DataError", `random_int: there is no integer from ${low} to ${high}`);
  const count = BigInt(high) - BigInt(low) + 1n;
  const random = BigInt.asUintN(64, BigInt(bits));
  // The last, incomplete run of `count` numbers would make the low ones more likely.
  if (random >= 2n ** 64n - (2n ** 64n % count)) return null;
  return normalInt(BigInt(low) + (random % count));
}

export const MATH: Natives = {
  ...unary(
    "abs",
    "The absolute value; the smallest Int stays as it is.",
    (x) => (x < 0 ? negateInt(x) : x),
    (x) => new Float(Math.abs(x)),
  ),
  ...unary(
    "sign",
    "-1, 0 or 1 with the sign of `x`, of the same type.",
    (x) => (x < 0 ? -1 : x > 0 ? 1 : 0),
    (x) => new Float(Math.sign(x)),
  ),
  ...rounding("floor", "The greatest Int that is not above `x`.", Math.floor),
  ...rounding("ceil", "The least Int that is not below `x`.", Math.ceil),
  ...rounding("round", "The nearest Int; halves go away from zero.", roundHalfAway),
  ...rounding("trunc", "The Int that is left without the fraction.", Math.trunc),
  ...real("sqrt", "The square root.", Math.sqrt),
  ...real("sin", "The sine of an angle in radians.", Math.sin),
  ...real("cos", "The cosine of an angle in radians.", Math.cos),
  ...real("tan", "The tangent of an angle in radians.", Math.tan),
  ...real("asin", "The angle in radians with the sine `x`.", Math.asin),
  ...real("acos", "The angle in radians with the cosine `x`.", Math.acos),
  ...real("atan", "The angle in radians with the tangent `x`.", Math.atan),
  ...real("exp", "e to the power of `x`.", Math.exp),
  ...real("log", "The natural logarithm.", Math.log),
  ...real("log2", "The logarithm to base 2.", Math.log2),
  ...real("log10", "The logarithm to base 10.", Math.log10),
  "math.atan2": binary(
    "atan2",
    "The angle in radians of the point with ordinate `a` and abscissa `b`.",
    (a, b) => new Float(Math.atan2(Number(comparable(a)), Number(comparable(b)))),
  ),
  "math.pow": binary("pow", "`a` to the power of `b`.", power),
  "math.max": binary("max", "The greater of two numbers.", greater),
  "math.min": binary("min", "The lesser of two numbers.", lesser),
  "math.clamp": {
    parameters: ["x", "low", "high"],
    doc: "The number between `low` and `high` that is nearest to `x`.",
    call: clamp,
  },
  "math.random_bits": {
    parameters: [],
    doc: "An Int of 64 random bits, from the host.",
    asks: true,
    call: () => new Asking({ kind: "random" }),
  },
  "math.unit_float": {
    parameters: ["bits"],
    doc: "Turns 64 random bits into a Float from 0 up to but not including 1.",
    call: unitFloat,
  },
  "math.int_within": {
    parameters: ["bits", "low", "high"],
    doc: "Turns 64 random bits into an Int from `low` to `high`; null when other bits are needed.",
    call: intWithin,
  },
};
