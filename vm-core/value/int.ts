/**
 * 64-bit integers with wrap-around.
 *
 * Invariant: every result is normal: a `number` (never −0) within ±(2^53−1), a `bigint` beyond.
 */
import { highHalf, lowHalf, ofHalves } from "./halves.ts";
import type { Int } from "./value.ts";

export const INT_MIN = -(2n ** 63n);
export const INT_MAX = 2n ** 63n - 1n;

/** The normal form of a bigint, wrapped to 64 bits. */
export function normalInt(value: bigint): Int {
  const wrapped = BigInt.asIntN(64, value);
  return wrapped >= MIN_SAFE && wrapped <= MAX_SAFE ? Number(wrapped) : wrapped;
}

const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER);
const MIN_SAFE = -MAX_SAFE;

export function isInt(value: unknown): value is Int {
  return typeof value === "number" || typeof value === "bigint";
}

export function addInt(a: Int, b: Int): Int {
  if (typeof a === "number" && typeof b === "number") {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return normalInt(BigInt(a) + BigInt(b));
}

export function subtractInt(a: Int, b: Int): Int {
  if (typeof a === "number" && typeof b === "number") {
    const difference = a - b;
    if (Number.isSafeInteger(difference)) return difference;
  }
  return normalInt(BigInt(a) - BigInt(b));
}

export function multiplyInt(a: Int, b: Int): Int {
  if (typeof a === "number" && typeof b === "number") {
    const product = a * b;
    if (Number.isSafeInteger(product)) return product + 0;
  }
  return normalInt(BigInt(a) * BigInt(b));
}

/** Truncates toward zero; the smallest integer by −1 wraps. `b` is not zero. */
export function divideInt(a: Int, b: Int): Int {
  if (typeof a === "number" && typeof b === "number") return Math.trunc(a / b) + 0;
  return normalInt(BigInt(a) / BigInt(b));
}

/** The remainder, with the sign of `a`. `b` is not zero. */
export function remainderInt(a: Int, b: Int): Int {
  if (typeof a === "number" && typeof b === "number") return (a % b) + 0;
  return normalInt(BigInt(a) % BigInt(b));
}

export function negateInt(a: Int): Int {
  return typeof a === "number" ? 0 - a : normalInt(-a);
}

/** −1, 0 or 1. */
export function compareInt(a: Int, b: Int): -1 | 0 | 1 {
  return a < b ? -1 : a > b ? 1 : 0;
}

export function andInt(a: Int, b: Int): Int {
  return ofHalves(highHalf(a) & highHalf(b), lowHalf(a) & lowHalf(b));
}

export function orInt(a: Int, b: Int): Int {
  return ofHalves(highHalf(a) | highHalf(b), lowHalf(a) | lowHalf(b));
}

export function xorInt(a: Int, b: Int): Int {
  return ofHalves(highHalf(a) ^ highHalf(b), lowHalf(a) ^ lowHalf(b));
}

export function notInt(a: Int): Int {
  return ofHalves(~highHalf(a), ~lowHalf(a));
}

/** Shift counts are taken modulo 64. */
export function shiftLeftInt(a: Int, count: Int): Int {
  if (typeof a === "number" && typeof count === "number" && count >= 0 && count < 64) {
    const shifted = a * 2 ** count;
    if (Number.isSafeInteger(shifted)) return shifted;
  }
  return normalInt(BigInt(a) << shiftCount(count));
}

export function shiftRightInt(a: Int, count: Int): Int {
  if (typeof a === "number" && typeof count === "number" && count >= 0 && count < 64)
    return Math.floor(a / 2 ** count);
  return normalInt(BigInt(a) >> shiftCount(count));
}

export function unsignedShiftRightInt(a: Int, count: Int): Int {
  if (typeof a === "number" && a >= 0) return shiftRightInt(a, count);
  return normalInt(BigInt.asUintN(64, BigInt(a)) >> shiftCount(count));
}

function shiftCount(count: Int): bigint {
  return BigInt.asUintN(6, BigInt(count));
}

const DECIMAL = /^[+-]?\d[\d_]*$/;
const PATTERN = /^0(?:x[\da-f][\da-f_]*|b[01][01_]*)$/i;
/** An underscore that is not between two digits. Groups of digits as one pattern would take the engine's stack for each. */
const ODD_UNDERSCORE = /__|_$/;

/**
 * Reads an integer literal: decimal with an optional sign and `_` between digits, or `0x` and `0b` up to
 * 2^64−1 as a bit pattern. Undefined when the text is none, or out of range.
 */
export function parseInt64(text: string): Int | undefined {
  if (ODD_UNDERSCORE.test(text)) return undefined;
  if (DECIMAL.test(text)) {
    const plain = text.replaceAll("_", "");
    if (plain.length <= 15) return Number(plain) + 0;
    // Making a BigInt of many digits takes more than linear time.
    if (/[1-9]\d{19}/.test(plain)) return undefined;
    const value = BigInt(plain.startsWith("+") ? plain.slice(1) : plain);
    return value < INT_MIN || value > INT_MAX ? undefined : normalInt(value);
  }
  if (PATTERN.test(text)) {
    const digits = text
      .slice(2)
      .replaceAll("_", "")
      .replace(/^0+(?=.)/, "")
      .toLowerCase();
    if (digits.length > 64) return undefined;
    const value = BigInt(text.slice(0, 2).toLowerCase() + digits);
    return value >= 2n ** 64n ? undefined : normalInt(value);
  }
  return undefined;
}

/** Reads a number from 0 to 2^64−1, such as a pid, in up to 20 decimal digits: a `number` up to 2^53−1, a `bigint` beyond. */
export function parseUnsigned64(text: string): Int | undefined {
  const value = /^\d{1,20}$/.test(text) ? BigInt(text) : undefined;
  if (value === undefined || value >= 2n ** 64n) return undefined;
  return value <= MAX_SAFE ? Number(value) : value;
}

/** Linear: no two parts of it can take the same digits. */
const DIGITS = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;

/** Reads a float literal: decimal or exponent form, `inf`, `infinity`, `nan`. Undefined when it is none. */
export function parseFloat64(text: string): number | undefined {
  if (DIGITS.test(text)) return Number(text);
  const match = /^([+-]?)(inf|infinity|nan)$/i.exec(text);
  if (match === null) return undefined;
  const size = match[2].toLowerCase() === "nan" ? Number.NaN : Number.POSITIVE_INFINITY;
  return match[1] === "-" ? -size : size;
}
