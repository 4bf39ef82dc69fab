/**
 * Operations on Ints of 64 bits as two halves: for operands that are such, and where results or operands beyond what a JavaScript number
 * has room for were met.
 *
 * Nothing here leaves the unit for the size of an Int. A result that is known to fit a number becomes one again, so what is taken from a
 * hash or a random number is an ordinary Int.
 */

import {
  LARGEST_DIVISOR,
  LARGEST_MODULUS,
  LEAST_DIVISOR,
  productHigh,
  quotientOfHalves,
  remainderOfHalves,
} from "../value/halves.ts";
import { isInt } from "../value/int.ts";
import { type Atom, halvesOf } from "./atom.ts";
import type { InlineForm } from "./expected.ts";
import { INT, LONG, OTHER } from "./types.ts";
import type { FormWriting } from "./writing.ts";

interface Halves {
  readonly high: string;
  readonly low: string;
}

/** A form that gives `undefined` for operands that are no such Ints is followed by another. */
export function longOr(long: InlineForm, form: InlineForm): InlineForm {
  return (writer, inputs) => (areLong(writer, inputs) && long(writer, inputs)) || form(writer, inputs);
}

/** Whether operands are Ints, and some of them, or the result, were met beyond 53 bits (of bits, beyond 32). */
function areLong(writer: FormWriting, inputs: readonly Atom[]): boolean {
  const noted = writer.noted();
  const types = inputs.map(({ type }, index) =>
    type === LONG || type === INT ? type : type & (noted?.[index] ?? INT),
  );
  const areInts = types.every((type) => type !== 0 && (type & ~(INT | OTHER | LONG)) === 0);
  return areInts && (noted !== undefined || types.includes(LONG));
}

/** The halves of operands; whatever is not known to be an Int is tested. */
function taken(writer: FormWriting, inputs: readonly Atom[]): readonly Halves[] {
  const tests: string[] = [];
  const names = inputs.map((input) => {
    if (halvesOf(input) !== undefined) return input.text;
    const name = writer.named(input.text);
    tests.push(`(typeof ${name} !== "number" && typeof ${name} !== "bigint")`);
    return name;
  });
  if (tests.length > 0) writer.line(`if (${tests.join(" || ")}) ${writer.refuse(inputs)}`);
  return inputs.map((input, index) => {
    const known = halvesOf(input);
    if (input.type === LONG || isInt(input.constant)) return known as Halves;
    const low = known?.low ?? `lowHalf(${names[index]})`;
    const high = known?.high ?? `highHalf(${names[index]})`;
    return { low: writer.temporary(low), high: writer.temporary(high) };
  });
}

/** An Int as its halves. */
function long(writer: FormWriting, high: string, low: string): Atom {
  return { text: writer.temporary(low), high: writer.temporary(high), type: LONG };
}

/** An Int of at most 53 bits from halves. */
function short(writer: FormWriting, high: string, low: string): Atom {
  return { text: writer.temporary(`${high} * 4294967296 + (${low} >>> 0)`), type: INT };
}

export const longSum: InlineForm = (writer, inputs) => {
  const [a, b] = taken(writer, inputs);
  const low = writer.temporary(`(${a.low} >>> 0) + (${b.low} >>> 0)`);
  return long(writer, `(${a.high} + ${b.high} + (${low} > 4294967295 ? 1 : 0)) | 0`, `${low} | 0`);
};

export const longDifference: InlineForm = (writer, inputs) => {
  const [a, b] = taken(writer, inputs);
  return difference(writer, a, b);
};

export const longNegative: InlineForm = (writer, inputs) => {
  const [a] = taken(writer, inputs);
  return difference(writer, { high: "0", low: "0" }, a);
};

function difference(writer: FormWriting, a: Halves, b: Halves): Atom {
  const low = writer.temporary(`(${a.low} >>> 0) - (${b.low} >>> 0)`);
  return long(writer, `(${a.high} - ${b.high} - (${low} < 0 ? 1 : 0)) | 0`, `${low} | 0`);
}

export const longProduct: InlineForm = (writer, inputs) => {
  const [a, b] = taken(writer, inputs);
  const high = `${writer.constant(productHigh)}(${a.high}, ${a.low}, ${b.high}, ${b.low})`;
  return long(writer, high, `Math.imul(${a.low}, ${b.low})`);
};

/** A quotient or remainder by a constant within bounds. */
function divided(compute: unknown, least: number, largest: number): InlineForm {
  return (writer, inputs) => {
    const { constant } = inputs[1];
    if (typeof constant !== "number" || constant < least || constant > largest) return undefined;
    const [a] = taken(writer, inputs.slice(0, 1));
    return {
      text: writer.temporary(`${writer.constant(compute)}(${a.high}, ${a.low}, ${constant})`),
      type: INT,
    };
  };
}

export const longQuotient = divided(quotientOfHalves, LEAST_DIVISOR, LARGEST_DIVISOR);
export const longRemainder = divided(remainderOfHalves, 1, LARGEST_MODULUS);

/** `<`, `>`, `<=`, `>=`, `===` or `!==`. */
export function longComparison(sign: string): InlineForm {
  return (writer, inputs) => {
    const [a, b] = taken(writer, inputs);
    if (sign === "===") return condition(`${a.low} === ${b.low} && ${a.high} === ${b.high}`);
    if (sign === "!==") return condition(`(${a.low} !== ${b.low} || ${a.high} !== ${b.high})`);
    const isLower = `${a.high} === ${b.high} && (${a.low} >>> 0) ${sign} (${b.low} >>> 0)`;
    return condition(`(${a.high} ${sign[0]} ${b.high} || ${isLower})`);
  };
}

const condition = (text: string): Atom => ({ text: "", type: INT, condition: text });

/** Bits of both; with a mask that is known, what is left may fit a number. */
export function longBits(sign: "&" | "|" | "^"): InlineForm {
  return (writer, inputs) => {
    const [a, b] = taken(writer, inputs);
    const high = `${a.high} ${sign} ${b.high}`;
    const low = `${a.low} ${sign} ${b.low}`;
    const mask = inputs.find(({ constant }) => typeof constant === "number" && constant >= 0)?.constant;
    if (sign !== "&" || typeof mask !== "number") return long(writer, high, low);
    if (mask <= 0x7fffffff) return { text: writer.temporary(low), type: INT };
    if (mask <= 0xffffffff) return { text: writer.temporary(`(${low}) >>> 0`), type: INT };
    return short(writer, `(${high})`, `(${low})`);
  };
}

export const longInverse: InlineForm = (writer, inputs) => {
  const [a] = taken(writer, inputs);
  return long(writer, `~${a.high}`, `~${a.low}`);
};

/** A shift by a constant. */
function shifted(shift: (writer: FormWriting, a: Halves, count: number) => Atom): InlineForm {
  return (writer, inputs) => {
    const { constant } = inputs[1];
    if (!isInt(constant)) return undefined;
    const [a] = taken(writer, inputs.slice(0, 1));
    const count = Number(BigInt.asUintN(6, BigInt(constant)));
    return count === 0 ? long(writer, a.high, a.low) : shift(writer, a, count);
  };
}

export const longShiftLeft = shifted((writer, { high, low }, count) => {
  if (count >= 32) return long(writer, `${low} << ${count - 32}`, "0");
  return long(writer, `(${high} << ${count}) | (${low} >>> ${32 - count})`, `${low} << ${count}`);
});

export const longShiftRight = shifted((writer, { high, low }, count) => {
  if (count >= 32) return { text: writer.temporary(`${high} >> ${count - 32}`), type: INT };
  return moved(writer, `(${high} >> ${count})`, { high, low }, count);
});

export const longUnsignedShiftRight = shifted((writer, { high, low }, count) => {
  if (count >= 32) return { text: writer.temporary(`${high} >>> ${count - 32}`), type: INT };
  return moved(writer, `(${high} >>> ${count})`, { high, low }, count);
});

/** After a shift to the right by less than 32 bits; what was shifted by 11 or more fits a number. */
function moved(writer: FormWriting, upper: string, { high, low }: Halves, count: number): Atom {
  const lower = `((${low} >>> ${count}) | (${high} << ${32 - count}))`;
  return count >= 11 ? short(writer, upper, lower) : long(writer, upper, lower);
}
