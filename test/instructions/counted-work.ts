/**
 * Counts the work that this process does, without asking who does it: calls of what the language has for arrays, maps, texts
 * and their iterators, each with how much it walks or copies.
 *
 * What operations count themselves (`value/effort.ts`) is their own word for it; this is a second one. It knows no loop that
 * calls nothing, so the greater of both is taken.
 */
import { effort } from "../../vm-core/value/effort.ts";

/** The engine's own loops over memory walk so many items or characters while a call of a function is made. */
const AT_ONCE = 16;

/** In memory of its own: a variable would be a new object after each addition of a fraction. */
const counted = new Float64Array(1);

type Amount = (self: { readonly length: number }, args: ArrayLike<unknown>, result: unknown) => number;

const lengthOf = (value: unknown): number => (value as { readonly length?: number } | null)?.length ?? 0;
const sizeOf = (value: unknown): number => (value as { readonly size?: number } | null)?.size ?? 0;

const one = 1;
/** Engines compile it to a load from memory. */
const inLine = 1 / AT_ONCE;
/** The engine calls what it was given for each. */
const each: Amount = (self) => 1 + self.length;
/** The engine walks the whole, or all that it makes. */
const whole: Amount = (self) => 1 + self.length / AT_ONCE;
/** As far as something is found. */
const found: Amount = (self, args, result) => {
  const end = (result as number) < 0 ? self.length : (result as number);
  return 1 + Math.max(0, end - Number(args[1] ?? 0)) / AT_ONCE;
};
const made: Amount = (_self, _args, result) => 1 + lengthOf(result) / AT_ONCE;
const given: Amount = (_self, args) => 1 + lengthOf(args[0]) / AT_ONCE;
const pushed: Amount = (_self, args) => args.length;
const moved: Amount = (self, args, result) =>
  1 + (Math.max(0, self.length - Number(args[0])) + lengthOf(result)) / AT_ONCE;
const sorted: Amount = (self) => 1 + self.length * Math.ceil(Math.log2(self.length + 1));
const parts: Amount = (self, _args, result) =>
  1 + self.length / AT_ONCE + (Array.isArray(result) ? result.length : lengthOf(result) / AT_ONCE);
/** A match was looked for from where the last one ended; one that is sticky there alone. */
const matched: Amount = (self, args, result) => {
  const match = result as RegExpExecArray | null;
  if (match !== null) return 1 + match[0].length / AT_ONCE;
  return 1 + ((self as unknown as RegExp).sticky ? 0 : lengthOf(args[0]) / AT_ONCE);
};

/** A number is one that is the same for all calls. */
type Table = Readonly<Record<string, Amount | number>>;

const ARRAY: Table = {
  ...{ push: pushed, unshift: each, pop: one, shift: whole, at: one },
  ...{ slice: made, splice: moved, concat: made, fill: whole, reverse: whole, copyWithin: whole },
  ...{ indexOf: whole, lastIndexOf: whole, includes: whole, join: each, with: made, toReversed: made },
  ...{ map: each, filter: each, forEach: each, flatMap: each, flat: each, reduce: each, reduceRight: each },
  ...{ sort: sorted, toSorted: sorted },
};
const TEXT: Table = {
  ...{ charCodeAt: inLine, codePointAt: one, charAt: one, at: one, slice: one, substring: one, concat: one },
  ...{ indexOf: found, lastIndexOf: whole, includes: whole, startsWith: given, endsWith: given },
  ...{ split: parts, replace: parts, replaceAll: parts, match: parts, search: whole, localeCompare: whole },
  ...{ trim: whole, trimStart: whole, trimEnd: whole, toUpperCase: whole, toLowerCase: whole },
  ...{
    normalize: each,
    repeat: made,
    padStart: made,
    padEnd: made,
    isWellFormed: whole,
    toWellFormed: whole,
  },
};
const BYTES: Table = {
  ...{ slice: made, subarray: one, set: given, fill: whole, indexOf: whole, includes: whole },
  ...{
    map: each,
    filter: each,
    forEach: each,
    reduce: each,
    every: each,
    some: each,
    find: each,
    join: each,
  },
};
const KEYED: Table = { get: one, set: one, has: one, delete: one, add: one };

/** The iterators of arrays, and of maps, sets and texts. */
const [OF_ARRAYS, ...OF_OTHERS] = [[], new Map(), new Set(), ""].map((iterable) =>
  Object.getPrototypeOf((iterable as Iterable<unknown>)[Symbol.iterator]()),
);
/** Arrays are iterated over, and taken apart, without calls. */
const quarter = 1 / 4;

type Method = (this: { readonly length: number }, ...args: unknown[]) => unknown;

/**
 * What is called instead. Its code is made for each function: engines learn by its code what a function calls, and compile the
 * call of one that is the same each time to what it does. The arguments are handed on as they are, without a list of them.
 */
function countingCalls(original: Method, amount: Amount | number): Method {
  const [before, after] =
    typeof amount === "number"
      ? [`counted[0] += ${amount};`, ""]
      : ["", "counted[0] += amount(this, arguments, result);"];
  const make = new Function(
    ...["counted", "original", "amount", "apply"],
    `"use strict";
    return function () {
      ${before}
      const result = apply(original, this, arguments);
      ${after}
      return result;
    };`,
  );
  return make(counted, original, amount, Reflect.apply);
}

function counting(prototype: object, table: Table): void {
  for (const [name, amount] of Object.entries(table)) {
    const descriptor = Object.getOwnPropertyDescriptor(prototype, name);
    if (descriptor === undefined) continue;
    const value = countingCalls(descriptor.value as Method, amount);
    Object.defineProperty(prototype, name, { ...descriptor, value });
  }
}

/**
 * Counts from now on, for as long as this process lasts: code that was compiled for one set of functions is thrown away when
 * they are changed, and what is compiled next is slow at first.
 */
export function countWork(): void {
  counting(Array.prototype, ARRAY);
  // They call back as long as nothing is found.
  counting(Array.prototype, { find: one, findIndex: one, some: one, every: one });
  counting(String.prototype, TEXT);
  counting(Object.getPrototypeOf(Uint8Array.prototype), BYTES);
  counting(Map.prototype, KEYED);
  counting(Set.prototype, KEYED);
  counting(Map.prototype, { forEach: (self) => 1 + sizeOf(self) });
  counting(RegExp.prototype, { exec: matched });
  counting(OF_ARRAYS, { next: quarter });
  for (const prototype of OF_OTHERS) counting(prototype, { next: one });
}

/** The work between two looks: what operations say that they walk, and what is counted here. */
export interface Stretch {
  readonly walked: number;
  readonly counted: number;
}

/** Tells the work between looks: where whoever runs a program could stop it. */
export class Stretches {
  readonly all: Stretch[] = [];
  private effortBefore = effort.spent;
  private countedBefore = counted[0];

  look(): void {
    const { spent } = effort;
    // It begins anew with each slice.
    const walked = spent - (spent < this.effortBefore ? 0 : this.effortBefore);
    this.all.push({ walked, counted: counted[0] - this.countedBefore });
    this.effortBefore = spent;
    this.countedBefore = counted[0];
  }
}
