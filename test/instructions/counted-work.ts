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

let counted = 0;

type Amount = (self: { readonly length: number }, args: readonly unknown[], result: unknown) => number;

const lengthOf = (value: unknown): number => (value as { readonly length?: number } | null)?.length ?? 0;
const sizeOf = (value: unknown): number => (value as { readonly size?: number } | null)?.size ?? 0;

const one: Amount = () => 1;
/** Engines compile it to a load from memory. */
const inLine: Amount = () => 1 / AT_ONCE;
/** The engine calls what it was given for each. */
const each: Amount = (self) => 1 + self.length;
/** The engine walks the whole, or all that it makes. */
const whole: Amount = (self) => 1 + self.length / AT_ONCE;
/** As far as something is found. */
const found: Amount = (self, [, from = 0], result) => {
  const end = (result as number) < 0 ? self.length : (result as number);
  return 1 + Math.max(0, end - Number(from)) / AT_ONCE;
};
const made: Amount = (_self, _args, result) => 1 + lengthOf(result) / AT_ONCE;
const given: Amount = (_self, args) => 1 + lengthOf(args[0]) / AT_ONCE;
const pushed: Amount = (_self, args) => args.length;
const moved: Amount = (self, [start], result) =>
  1 + (Math.max(0, self.length - Number(start)) + lengthOf(result)) / AT_ONCE;
const sorted: Amount = (self) => 1 + self.length * Math.ceil(Math.log2(self.length + 1));
const parts: Amount = (self, _args, result) =>
  1 + self.length / AT_ONCE + (Array.isArray(result) ? result.length : lengthOf(result) / AT_ONCE);
/** A match was looked for from where the last one ended; one that is sticky there alone. */
const matched: Amount = (self, [text], result) => {
  const match = result as RegExpExecArray | null;
  if (match !== null) return 1 + match[0].length / AT_ONCE;
  return 1 + ((self as unknown as RegExp).sticky ? 0 : lengthOf(text) / AT_ONCE);
};

type Table = Readonly<Record<string, Amount>>;

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
const quarter: Amount = () => 1 / 4;

function counting(prototype: object, table: Table): () => void {
  const before = Object.entries(table).flatMap(([name, amount]) => {
    const descriptor = Object.getOwnPropertyDescriptor(prototype, name);
    if (descriptor === undefined) return [];
    const original = descriptor.value as (...args: unknown[]) => unknown;
    const value = function (this: { readonly length: number }, ...args: unknown[]): unknown {
      const result = Reflect.apply(original, this, args);
      counted += amount(this, args, result);
      return result;
    };
    Object.defineProperty(prototype, name, { ...descriptor, value });
    return [[name, descriptor] as const];
  });
  return () => {
    for (const [name, descriptor] of before) Object.defineProperty(prototype, name, descriptor);
  };
}

/** Calls that call back for all, where only `find`, `some` and `every` may end before. */
function countingCallbacks(prototype: object, names: readonly string[]): () => void {
  return counting(prototype, Object.fromEntries(names.map((name) => [name, (): number => 1])));
}

/** Counts from now on; what is returned ends that. */
export function countWork(): () => void {
  const ends = [
    counting(Array.prototype, ARRAY),
    countingCallbacks(Array.prototype, ["find", "findIndex", "some", "every"]),
    counting(String.prototype, TEXT),
    counting(Object.getPrototypeOf(Uint8Array.prototype), BYTES),
    counting(Map.prototype, KEYED),
    counting(Set.prototype, KEYED),
    counting(Map.prototype, { forEach: (self) => 1 + sizeOf(self) }),
    counting(RegExp.prototype, { exec: matched }),
    counting(OF_ARRAYS, { next: quarter }),
    ...OF_OTHERS.map((prototype) => counting(prototype, { next: one })),
  ];
  return () => {
    for (const end of ends.reverse()) end();
  };
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
  private countedBefore = counted;

  look(): void {
    const { spent } = effort;
    // It begins anew with each slice.
    const walked = spent - (spent < this.effortBefore ? 0 : this.effortBefore);
    this.all.push({ walked, counted: counted - this.countedBefore });
    this.effortBefore = spent;
    this.countedBefore = counted;
  }
}
