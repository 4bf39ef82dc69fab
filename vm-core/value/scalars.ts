/**
 * Positions in a text, counted in Unicode scalar values.
 *
 * A text without surrogates has one code unit for each scalar value, so a position is an offset. Any other text gets an
 * index of the offset of every `STRIDE`th scalar value. What is found out about a text of more than `SHORT` code units takes
 * one pass and is kept for the last few texts, so a program that goes through a text makes one pass and then takes constant
 * time for each position.
 */

import { effort } from "./effort.ts";
import type { Portions } from "./work.ts";

/** A text up to this length is gone through each time. */
const SHORT = 64;
/** A pass over a longer text is made in portions. */
const LONG = 2 ** 24;
/** Code units, and entries of an index, in one portion. */
const PASS = 2 ** 20;
const PASS_ENTRIES = 2 ** 15;
/** Scalar values between two entries of an index. */
const STRIDE = 32;
/** One code unit in so many counts as effort: a pass is fast, and whether there is one depends on what was asked before. */
const EFFORT_SHIFT = 9;
/** Texts that are remembered. */
const REMEMBERED = 4;

interface MeasuredText {
  text: string;
  readonly count: number;
  /** The offset of each `STRIDE`th scalar value; undefined without surrogates. */
  readonly offsets: Uint32Array | undefined;
}

/** The latest first. */
let measured: MeasuredText[] = [];

/** What the functions of this file have done since the start, for tests of growth. It only increases. */
export const scalarWork = {
  /** Code units that were looked at. */
  visited: 0,
};

/** Lets go of the texts that are remembered. */
export function forgetTexts(): void {
  measured = [];
}

/** Whether a pass over a text takes long: see `measuring`. */
export function isLongText(text: string): boolean {
  return text.length > LONG;
}

/**
 * Finds out about a long text what the other functions of this file need, in portions. It always takes more than one, also
 * where the text is known: what was asked before does not change how instructions take turns.
 */
export function* measuring(text: string): Portions<void> {
  yield 0;
  if (known(text) !== undefined) return;
  let count = 0;
  for (let at = 0; at < text.length; ) {
    const end = Math.min(at + PASS, text.length);
    for (; at < end; at++, count++) if (isPair(text, at)) at++;
    yield 0;
  }
  scalarWork.visited += text.length;
  if (count === text.length) {
    remember({ text, count, offsets: undefined });
    return;
  }
  const offsets = new Uint32Array(Math.ceil(count / STRIDE));
  let at = 0;
  for (let entry = 0; entry < offsets.length; entry++) {
    offsets[entry] = at;
    at = walk(text, at, Math.min(STRIDE, count - entry * STRIDE));
    if (entry % PASS_ENTRIES === 0) yield offsets.byteLength;
  }
  remember({ text, count, offsets });
}

/** The number of Unicode scalar values. */
export function scalarCount(text: string): number {
  return text.length <= SHORT ? countFrom(text) : measure(text).count;
}

/** The UTF-16 offset of the scalar value number `index`; the text's length for the one after the last, −1 beyond. */
export function offsetOfScalar(text: string, index: number): number {
  if (index > text.length) return -1;
  if (text.length <= SHORT) return walk(text, 0, index);
  const { offsets, count } = measure(text);
  if (offsets === undefined) return index;
  if (index > count) return -1;
  const entry = Math.min(Math.floor(index / STRIDE), offsets.length - 1);
  return walk(text, offsets[entry], index - entry * STRIDE);
}

/** The offset of the scalar value `steps` after the one at `from`; −1 past the end. */
function walk(text: string, from: number, steps: number): number {
  let at = from;
  for (let i = 0; i < steps; i++) {
    if (at >= text.length) return -1;
    at += isPair(text, at) ? 2 : 1;
  }
  scalarWork.visited += at - from;
  return at;
}

/** What asking for a position in a text counts as effort. */
export function measuringEffort({ length }: string): number {
  return length <= SHORT ? 0 : length >> EFFORT_SHIFT;
}

function measure(text: string): MeasuredText {
  effort.spent += measuringEffort(text);
  const before = known(text);
  if (before !== undefined) return before;
  const count = countFrom(text);
  return remember({ text, count, offsets: count === text.length ? undefined : offsetsOf(text, count) });
}

/** What is remembered of a text. */
function known(text: string): MeasuredText | undefined {
  for (let place = 0; place < measured.length; place++) {
    const one = measured[place];
    if (!isSame(one.text, text)) continue;
    // The same object next time: then the engine compares no contents.
    one.text = text;
    if (place > 0) measured = [one, ...measured.filter((each) => each !== one)];
    return one;
  }
  return undefined;
}

function remember(made: MeasuredText): MeasuredText {
  measured = [made, ...measured.slice(0, REMEMBERED - 1)];
  return made;
}

/** Whether two texts are equal. Most that differ do so where this looks first, so long beginnings are not compared. */
function isSame(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  const middle = a.length >> 1;
  if (a.charCodeAt(middle) !== b.charCodeAt(middle)) return false;
  return a.charCodeAt(a.length - 1) === b.charCodeAt(a.length - 1) && a === b;
}

function countFrom(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++, count++) if (isPair(text, i)) i++;
  scalarWork.visited += text.length;
  return count;
}

function offsetsOf(text: string, count: number): Uint32Array {
  const offsets = new Uint32Array(Math.ceil(count / STRIDE));
  let at = 0;
  for (let entry = 0; entry < offsets.length; entry++) {
    offsets[entry] = at;
    at = walk(text, at, Math.min(STRIDE, count - entry * STRIDE));
  }
  return offsets;
}

function isPair(text: string, at: number): boolean {
  const high = text.charCodeAt(at);
  if (high < 0xd800 || high > 0xdbff) return false;
  const low = text.charCodeAt(at + 1);
  return low >= 0xdc00 && low <= 0xdfff;
}
