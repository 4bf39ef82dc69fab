/**
 * 64-bit integers as two halves of 32 bits, which generated code computes with where Ints are large again and again.
 *
 * The halves are JavaScript numbers: a machine integer each, the lower one with its bits as a signed number. So a value is
 * `high * 2^32 + (low >>> 0)`.
 */
import type { Int } from "./value.ts";

const WHOLE = new BigInt64Array(1);
const HALVES = new Int32Array(WHOLE.buffer);
WHOLE[0] = 1n;
const LOW = HALVES[0] === 1 ? 0 : 1;
const HIGH = 1 - LOW;
/** 2^32. */
const BASE = 4294967296;

export function lowHalf(value: Int): number {
  if (typeof value === "number") return value | 0;
  WHOLE[0] = value;
  return HALVES[LOW];
}

export function highHalf(value: Int): number {
  if (typeof value === "number") return Math.floor(value / BASE) | 0;
  WHOLE[0] = value;
  return HALVES[HIGH];
}

/** The normal Int of two halves. */
export function ofHalves(high: number, low: number): Int {
  if (high >= -0x200000 && high < 0x200000) {
    const value = high * BASE + (low >>> 0);
    if (value >= Number.MIN_SAFE_INTEGER) return value;
  }
  HALVES[LOW] = low;
  HALVES[HIGH] = high;
  return WHOLE[0];
}

/**
 * The upper half of a product; the lower one is `Math.imul(aLow, bLow)`.
 * After Warren, "Hacker's Delight" (2nd edition, 2012), section 8-2.
 */
export function productHigh(aHigh: number, aLow: number, bHigh: number, bLow: number): number {
  const a0 = aLow & 0xffff;
  const a1 = aLow >>> 16;
  const b0 = bLow & 0xffff;
  const b1 = bLow >>> 16;
  const middle = (Math.imul(a1, b0) >>> 0) + (Math.imul(a0, b0) >>> 16);
  const other = (Math.imul(a0, b1) >>> 0) + (middle & 0xffff);
  const carried = Math.imul(a1, b1) + (middle >>> 16) + (other >>> 16);
  return (carried + Math.imul(aLow, bHigh) + Math.imul(aHigh, bLow)) | 0;
}

/** The largest divisor that `remainderOfHalves` takes: products of two remainders are exact. */
export const LARGEST_MODULUS = 2 ** 26;

/** The remainder by a number from 1 to `LARGEST_MODULUS`, with the sign of the value. */
export function remainderOfHalves(high: number, low: number, modulus: number): number {
  const isNegative = high < 0;
  const upper = (isNegative ? ~high + (low === 0 ? 1 : 0) : high) >>> 0;
  const lower = (isNegative ? -low : low) >>> 0;
  const remainder = ((upper % modulus) * (BASE % modulus) + (lower % modulus)) % modulus;
  return isNegative ? 0 - remainder : remainder;
}

/** The divisors that `quotientOfHalves` takes: the quotient is within 53 bits, and so is what it is made of. */
export const LEAST_DIVISOR = 2 ** 11;
export const LARGEST_DIVISOR = 2 ** 21;

/** The quotient by a number from `LEAST_DIVISOR` to `LARGEST_DIVISOR`, truncated toward zero. */
export function quotientOfHalves(high: number, low: number, divisor: number): number {
  const isNegative = high < 0;
  const upper = (isNegative ? ~high + (low === 0 ? 1 : 0) : high) >>> 0;
  const lower = (isNegative ? -low : low) >>> 0;
  const rest = (upper % divisor) * BASE + lower;
  const quotient = Math.floor(upper / divisor) * BASE + Math.floor(rest / divisor);
  return isNegative ? 0 - quotient : quotient;
}
