/** Halves of Ints compute what Ints do. */
import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import {
  highHalf,
  LARGEST_DIVISOR,
  LARGEST_MODULUS,
  LEAST_DIVISOR,
  lowHalf,
  ofHalves,
  productHigh,
  quotientOfHalves,
  remainderOfHalves,
} from "../../vm-core/value/halves.ts";
import {
  andInt,
  divideInt,
  multiplyInt,
  normalInt,
  notInt,
  orInt,
  remainderInt,
  shiftLeftInt,
  shiftRightInt,
  unsignedShiftRightInt,
  xorInt,
} from "../../vm-core/value/int.ts";
import type { Int } from "../../vm-core/value/value.ts";

const edges = [
  -(2n ** 63n),
  2n ** 63n - 1n,
  2n ** 53n,
  -(2n ** 53n),
  2n ** 53n - 1n,
  1n - 2n ** 53n,
  2n ** 32n,
  -1n,
  0n,
];
const ints = fc
  .oneof(
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc.bigInt({ min: -(2n ** 54n), max: 2n ** 54n }),
    fc.constantFrom(...edges),
  )
  .map(normalInt);
const runs = { numRuns: 2_000 };

test("an Int is the same again", () => {
  fc.assert(
    fc.property(ints, (value) => assert.equal(ofHalves(highHalf(value), lowHalf(value)), value)),
    runs,
  );
});

test("products wrap to 64 bits", () => {
  const product = (a: number | bigint, b: number | bigint): number | bigint => {
    const [aLow, bLow] = [lowHalf(a), lowHalf(b)];
    return ofHalves(productHigh(highHalf(a), aLow, highHalf(b), bLow), Math.imul(aLow, bLow));
  };
  fc.assert(
    fc.property(ints, ints, (a, b) => assert.equal(product(a, b), multiplyInt(a, b))),
    runs,
  );
});

test("quotients and remainders by the numbers that they take", () => {
  const divided = fc.property(ints, fc.integer({ min: LEAST_DIVISOR, max: LARGEST_DIVISOR }), (a, by) =>
    assert.ok(Object.is(quotientOfHalves(highHalf(a), lowHalf(a), by), divideInt(a, by))),
  );
  const left = fc.property(ints, fc.integer({ min: 1, max: LARGEST_MODULUS }), (a, by) =>
    assert.ok(Object.is(remainderOfHalves(highHalf(a), lowHalf(a), by), remainderInt(a, by))),
  );
  fc.assert(divided, runs);
  fc.assert(left, runs);
});

test("bits and shifts are those of 64 bits", () => {
  const same = (got: Int, wanted: bigint): void => assert.ok(Object.is(got, normalInt(wanted)));
  const bits = fc.property(ints, ints, (a, b) => {
    const [x, y] = [BigInt(a), BigInt(b)];
    same(andInt(a, b), x & y);
    same(orInt(a, b), x | y);
    same(xorInt(a, b), x ^ y);
    same(notInt(a), ~x);
  });
  const shifts = fc.property(ints, fc.oneof(fc.integer({ min: -70, max: 140 }), ints), (a, count) => {
    const [x, places] = [BigInt(a), BigInt.asUintN(6, BigInt(count))];
    same(shiftLeftInt(a, count), x << places);
    same(shiftRightInt(a, count), x >> places);
    same(unsignedShiftRightInt(a, count), BigInt.asUintN(64, x) >> places);
  });
  fc.assert(bits, runs);
  fc.assert(shifts, runs);
});
