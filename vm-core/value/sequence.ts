/**
 * Operations on lists, strings and bytes.
 *
 * Invariant: strings are counted in Unicode scalar values; a result is a value, or the fault that it raises.
 */
import { Bytes } from "./bytes.ts";
import { Fault } from "./callable.ts";
import { isInt } from "./int.ts";
import { List } from "./list.ts";
import { ObjectValue } from "./object.ts";
import { mismatch } from "./operators.ts";
import { partOfText } from "./part-of-text.ts";
import { isLongText, measuring, offsetOfScalar, scalarCount } from "./scalars.ts";
import type { Int, Value } from "./value.ts";
import { begun, type Portions } from "./work.ts";

export function lengthOf(value: Value): Value | Fault {
  if (value instanceof List) return value.length;
  if (value instanceof ObjectValue) return value.size;
  return mismatch("LEN", "a list or object", value);
}

function outOfBounds(index: Int, of: List | string, length: number): Fault {
  const kind = typeof of === "string" ? "string" : "list";
  const message = `Index ${index} out of bounds for ${kind} of length ${length}`;
  return new Fault("IndexOutOfBounds", message, [], { is: "index", of, index, length });
}

function inRange(index: Int, length: number): index is number {
  return typeof index === "number" && index >= 0 && index < length;
}

export function itemAt(list: Value, index: Value): Value | Fault {
  if (!isInt(index)) return mismatch("INDEX", "an integer index", index);
  if (!(list instanceof List)) return mismatch("INDEX", "a list", list);
  return inRange(index, list.length) ? list.at(index) : outOfBounds(index, list, list.length);
}

export function withItem(list: Value, index: Value, item: Value): Value | Fault {
  if (!isInt(index)) return mismatch("LIST_SET", "an integer index", index);
  if (!(list instanceof List)) return mismatch("LIST_SET", "a list", list);
  return inRange(index, list.length) ? list.with(index, item) : outOfBounds(index, list, list.length);
}

export function appended(list: Value, item: Value): Value | Fault {
  return list instanceof List ? list.append(item) : mismatch("LIST_APPEND", "a list", list);
}

export function charAt(text: Value, index: Value): Value | Fault {
  if (!isInt(index)) return mismatch("CHAR_AT", "an integer index", index);
  if (typeof text !== "string") return mismatch("CHAR_AT", "a string", text);
  return isLongText(text)
    ? begun(afterMeasuring(text, () => character(text, index)))
    : character(text, index);
}

function character(text: string, index: Int): Value | Fault {
  const start = typeof index === "number" && index >= 0 ? offsetOfScalar(text, index) : -1;
  if (start < 0 || start >= text.length) return outOfBounds(index, text, scalarCount(text));
  return String.fromCodePoint(text.codePointAt(start) as number);
}

/** What `compute` makes of a text that takes long to measure. */
export function* afterMeasuring(text: string, compute: () => Value | Fault): Portions<Value | Fault> {
  yield* measuring(text);
  return compute();
}

export function firstOf(list: Value): Value | Fault {
  return list instanceof List ? itemAt(list, 0) : mismatch("FIRST", "a list", list);
}

/** The items after the first one, which there must be. */
export function restOf(list: Value): Value | Fault {
  if (!(list instanceof List)) return mismatch("REST", "a list", list);
  return list.length > 0 ? list.rest() : outOfBounds(0, list, 0);
}

/** Half open, both ends clamped to the length. */
export function slice(sequence: Value, start: Value, end: Value): Value | Fault {
  if (!isInt(start) || !isInt(end)) return mismatch("SLICE", "two integer bounds", start, end);
  const from = Math.max(0, Number(start));
  const to = Math.max(from, Number(end));
  if (sequence instanceof List) return sequence.slice(from, to);
  if (sequence instanceof Bytes) return new Bytes(sequence.data.slice(from, to));
  if (typeof sequence !== "string") return mismatch("SLICE", "a list, string or bytes", sequence);
  const part = () => partOf(sequence, from, to);
  return isLongText(sequence) ? begun(afterMeasuring(sequence, part)) : part();
}

function partOf(text: string, from: number, to: number): string {
  const first = offsetOfScalar(text, from);
  if (first < 0) return "";
  const last = offsetOfScalar(text, to);
  return partOfText(text, first, last < 0 ? text.length : last);
}
