/**
 * What values and the parts of a process take on JavaScript's heap, in bytes: estimates of V8's sizes.
 *
 * Absent by design: what values refer to; `marking.ts` looks through that.
 */
import { Bytes, Handle } from "../value/bytes.ts";
import { Closure, ExceptionValue } from "../value/callable.ts";
import { Cell } from "../value/cell.ts";
import { List } from "../value/list.ts";
import { ObjectValue } from "../value/object.ts";
import { Float, type Value } from "../value/value.ts";

/** Estimated sizes in bytes. */
export const BYTES = {
  reference: 8,
  /** With what fills it up to eight bytes. */
  string: 20,
  rope: 32,
  /** A list, without the array that it may share. */
  list: 72,
  array: 48,
  /** An integer beyond 2^53. */
  long: 24,
  /** What a mark notes of an array that lists may share, of a long text, or of a value that has no room for the number of a mark. */
  marked: 64,
  /** What a mark notes of a list that shares an array with others: a place in an array that grows. */
  noted: 16,
  /** A node of a tree of lists. */
  branch: 88,
  /** What the directory of a tree of lists takes for a leaf. */
  leaf: 16,
  /** An object, with the array of its values. */
  object: 104,
  /** What an object has that is not of a shape, without its fields: its table, and what a mark notes of that. */
  table: 320,
  /** A field of an object with many: its place in the table, and its key. */
  entry: 80,
  float: 48,
  closure: 64,
  cell: 40,
  exception: 136,
  /** A place of a trace that is kept as places. */
  place: 88,
  bytes: 250,
  handle: 64,
  /** A frame, with the array of its variables. */
  frame: 184,
  /** A process, with its operand stack and its place in the table; its first frame is one like others. */
  process: 288,
  /** A value on an operand stack: an array that grows gets half as much room again, and the one before is held until it is copied. */
  stacked: 24,
  message: 16,
  handler: 48,
  /** A link, a monitor, a name, a child. */
  tie: 96,
} as const;

/**
 * What a list with an item more has taken at most, where it may have copied a few or a tree of lists may have been made for it; `few` is
 * how many it may have copied, that item among them, or 0.
 */
function addedBytes(list: List, few: number): number {
  const added = BYTES.list + BYTES.reference;
  if (few === 0) return added;
  // A tree of lists gets a new array after it, or before it, when the one there has become a part of the tree.
  const nodes = few === 1 ? 2 * list.height * (BYTES.list + BYTES.branch) : 0;
  return added + BYTES.array + BYTES.reference * few + nodes;
}

export function appendedBytes(list: Value): number {
  return addedBytes(list as List, (list as List).fewAtEnd);
}

export function prependedBytes(list: Value): number {
  return addedBytes(list as List, (list as List).fewAtStart);
}

/** Items of a list that is copied where another one is made of it. */
const COPIED = 32;

/** What a list takes that is a part of another or of two, without its items: nodes of a tree on the way to where it was cut or joined. */
export function partBytes({ isTree, height, length }: List): number {
  if (length <= COPIED) return BYTES.list + BYTES.array + BYTES.reference * length;
  return isTree ? BYTES.list + 2 * (BYTES.list + BYTES.branch) * height : BYTES.list;
}

/** What a mark counts for one more reference to a value: see `marking.ts`. */
export function referenceBytes(value: Value): number {
  if (typeof value === "string") return BYTES.string + value.length;
  if (typeof value === "bigint") return BYTES.long;
  return value instanceof Float ? BYTES.float : 0;
}

/** What an exception has taken that is new, without the frames that it keeps: its text, if it was made for it, and places. */
export function exceptionBytes({ kind, message, value, trace }: ExceptionValue): number {
  const text = kind === "Thrown" && message === value ? 0 : message.length;
  return BYTES.exception + text + ("innermost" in trace ? 0 : BYTES.place * trace.length);
}

/** What a value takes by itself, without what it refers to. */
export function shallowBytes(value: Value): number {
  if (typeof value === "string") return BYTES.string + value.length;
  if (typeof value === "bigint") return BYTES.long;
  if (value === null || typeof value !== "object") return 0;
  if (value instanceof Float) return BYTES.float;
  if (value instanceof List) return BYTES.list + BYTES.array + BYTES.reference * value.length;
  if (value instanceof ObjectValue) {
    return BYTES.object + (value.isTable ? BYTES.entry : BYTES.reference) * value.size;
  }
  if (value instanceof Bytes) return BYTES.bytes + value.data.length;
  if (value instanceof Handle) return BYTES.handle;
  if (value instanceof Closure) return BYTES.closure;
  if (value instanceof Cell) return BYTES.cell;
  return value instanceof ExceptionValue ? BYTES.exception : 0;
}

/** A table of so many fields may have been made for the last one. */
const MAY_BE_FIRST = 17;

/** What setting one field of an object has taken. */
export function fieldBytes(object: Value): number {
  const shared = object instanceof ObjectValue && object.isTable;
  if (!shared) return shallowBytes(object);
  return BYTES.object + BYTES.entry + (object.size <= MAY_BE_FIRST ? BYTES.table : 0);
}
