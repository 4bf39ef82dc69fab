/**
 * Operations as fused steps compute them.
 *
 * Invariant: nothing is counted as walked here; undefined where an instruction would count something, end its slice, or fault.
 * What the heap has grown by is noted, and taken back where it turns out that a step can do nothing. So an operation can be
 * done twice, those aside that are `isOnce`: nothing can fail after these.
 */
import { type ClosureEntry, closureEntry } from "../run/calls.ts";
import type { EntryPoint } from "../run/frame.ts";
import type { ValueOperation } from "../run/handlers/operation.ts";
import type { Heap } from "../run/heap.ts";
import { appendedBytes, BYTES, prependedBytes } from "../run/sizes.ts";
import { Closure, Fault, type FunctionValue } from "../value/callable.ts";
import { Cell } from "../value/cell.ts";
import { vectorCells } from "../value/cell-contents.ts";
import { toBool, typeOf } from "../value/convert.ts";
import { DYNAMIC_OPERATORS } from "../value/dynamic-operators.ts";
import { isInt } from "../value/int.ts";
import { List } from "../value/list.ts";
import { ObjectValue, Shape } from "../value/object.ts";
import { BINARY_OPERATORS, equal, UNARY_OPERATORS } from "../value/operators.ts";
import { scalarCount } from "../value/scalars.ts";
import { appended, charAt, firstOf, itemAt, lengthOf, restOf } from "../value/sequence.ts";
import { Float, type Value } from "../value/value.ts";

/** What computes an operation; undefined in place of a result where the instruction is to be executed. */
export type QuickCompute = (a: Value, b: Value, c: Value) => Value | undefined;

/** Comparing shorter texts counts as no effort. */
const SHORT = 16;
/** Nor does asking for a position in a shorter one. */
const MEASURED = 512;

const { ADD_F, SUB_F, MUL_F, DIV, MOD, COMPARE, CONCAT, BAND, BOR, BXOR, SHL, SHR, EQ, NE } =
  BINARY_OPERATORS;

function isSmall(value: Value): value is number {
  return typeof value === "number" && value === (value | 0);
}

/** A result of an operator that may fault. */
function unlessFault(result: Value | Fault): Value | undefined {
  return result instanceof Fault ? undefined : result;
}

/** Whether comparing two values counts as no effort. */
function isQuick(a: Value, b: Value): boolean {
  return typeof a !== "string" || typeof b !== "string" || a.length < SHORT || b.length < SHORT;
}

function isEqual(a: Value, b: Value): boolean | undefined {
  if (typeof a === "number" && typeof b === "number") return a === b;
  return isQuick(a, b) ? equal(a, b) : undefined;
}

function holdsMany(value: Value): boolean {
  return value instanceof List || value instanceof ObjectValue;
}

const QUICK: ReadonlyMap<unknown, QuickCompute> = new Map<unknown, QuickCompute>([
  [ADD_F, (a, b) => (a instanceof Float && b instanceof Float ? new Float(a.value + b.value) : undefined)],
  [SUB_F, (a, b) => (a instanceof Float && b instanceof Float ? new Float(a.value - b.value) : undefined)],
  [MUL_F, (a, b) => (a instanceof Float && b instanceof Float ? new Float(a.value * b.value) : undefined)],
  [
    DIV,
    (a, b) => {
      if (typeof a === "number" && typeof b === "number" && b !== 0) return Math.trunc(a / b) + 0;
      return unlessFault(DIV(a, b));
    },
  ],
  [
    MOD,
    (a, b) => {
      if (typeof a === "number" && typeof b === "number" && b !== 0) return (a % b) + 0;
      return unlessFault(MOD(a, b));
    },
  ],
  [BAND, (a, b) => (isSmall(a) && isSmall(b) ? a & b : unlessFault(BAND(a, b)))],
  [BOR, (a, b) => (isSmall(a) && isSmall(b) ? a | b : unlessFault(BOR(a, b)))],
  [BXOR, (a, b) => (isSmall(a) && isSmall(b) ? a ^ b : unlessFault(BXOR(a, b)))],
  [
    SHL,
    (a, b) => {
      if (isSmall(a) && isSmall(b) && b >= 0 && b < 21) return a * (1 << b);
      return unlessFault(SHL(a, b));
    },
  ],
  [SHR, (a, b) => (isSmall(a) && isSmall(b) && b >= 0 && b < 32 ? a >> b : unlessFault(SHR(a, b)))],
  [
    EQ,
    (a, b) => {
      const result = isEqual(a, b);
      return result === undefined ? undefined : result ? 1 : 0;
    },
  ],
  [
    NE,
    (a, b) => {
      const result = isEqual(a, b);
      return result === undefined ? undefined : result ? 0 : 1;
    },
  ],
  [
    DYNAMIC_OPERATORS.EQUALS,
    (a, b) => {
      if (typeof a === "number" && typeof b === "number") return a === b ? 1 : 0;
      if (typeof a === "string" && typeof b === "string" && isQuick(a, b)) return a === b ? 1 : 0;
      if (!isQuick(a, b) || holdsMany(a) || holdsMany(b)) return undefined;
      return unlessFault(DYNAMIC_OPERATORS.EQUALS(a, b));
    },
  ],
  [COMPARE, (a, b) => (isQuick(a, b) ? unlessFault(COMPARE(a, b)) : undefined)],
  [
    itemAt,
    (list, index) =>
      list instanceof List && typeof index === "number" && index >= 0 && index < list.length
        ? list.at(index)
        : undefined,
  ],
  [firstOf, (list) => (list instanceof List && list.length > 0 ? list.at(0) : undefined)],
  [lengthOf, (value) => (value instanceof List ? value.length : unlessFault(lengthOf(value)))],
  [
    charAt,
    (text, index) =>
      typeof text === "string" && text.length < MEASURED ? unlessFault(charAt(text, index)) : undefined,
  ],
  ...[...Object.values(UNARY_OPERATORS), typeOf, toBool].map(
    (operator) => [operator, (a: Value) => unlessFault(operator(a))] as const,
  ),
]);

/** Equality of the library. */
function same(a: Value, b: Value): Value | undefined {
  if (a === b) return true;
  const areDecided = typeof a !== "object" || typeof b !== "object";
  return areDecided && isQuick(a, b) ? equal(a, b) === true : undefined;
}

/** Functions of the library that look at values and make nothing. */
const NATIVES: ReadonlyMap<string | undefined, QuickCompute> = new Map<string, QuickCompute>([
  ["value.equal", same],
  ["value.same", same],
  ["value.null", (value) => value === null || (value instanceof List && value.length === 0)],
  [
    "vector.cell",
    (vector, index) => {
      const cells = vectorCells(vector);
      const isWithin = cells !== undefined && typeof index === "number" && index >= 0 && index < cells.length;
      const cell = isWithin ? cells.at(index) : undefined;
      return cell instanceof Cell ? cell : undefined;
    },
  ],
  ["value.number", (value) => isInt(value) || value instanceof Float],
  ["value.pair", (value) => value instanceof List && value.length > 0],
  [
    "string.strlen",
    (text) => (typeof text === "string" && text.length < MEASURED ? scalarCount(text) : undefined),
  ],
]);

/** What a cell holds. */
export function heldBy(cell: Value): Value | undefined {
  return cell instanceof Cell ? cell.value : undefined;
}

/** What has grown in the step that is executed. */
export const growth = { bytes: 0 };

/** Lets the heap grow; false where its instruction is to do that, because the slice ends then. */
function grow(heap: Heap, bytes: number): boolean {
  if (!heap.hasLeft(bytes)) return false;
  heap.grow(bytes);
  growth.bytes += bytes;
  return true;
}

export interface QuickForm {
  readonly compute: QuickCompute;
  readonly isOnce?: true;
}

type Growing = (heap: Heap) => QuickCompute;

const GROWING: ReadonlyMap<unknown, Growing> = new Map<unknown, Growing>([
  [
    restOf,
    (heap) => (list) =>
      list instanceof List && list.length > 0 && grow(heap, BYTES.list) ? list.rest() : undefined,
  ],
  [
    CONCAT,
    (heap) => (a, b) => {
      const text = CONCAT(a, b);
      if (typeof text !== "string") return undefined;
      return grow(heap, BYTES.rope + Math.min((a as string).length, (b as string).length)) ? text : undefined;
    },
  ],
]);

/** More bytes than a list with an item more takes, or anything else that a step makes but a long text. */
export const MOST_ADDED = 2 ** 14;

const appending: Growing = (heap) => (list, item) => {
  if (!(list instanceof List) || !heap.hasLeft(MOST_ADDED)) return undefined;
  const longer = list.append(item);
  heap.grow(appendedBytes(longer));
  return longer;
};

const prepending: Growing = (heap) => (item, list) => {
  if (!(list instanceof List) || !heap.hasLeft(MOST_ADDED)) return undefined;
  const longer = list.prepend(item);
  heap.grow(prependedBytes(longer));
  return longer;
};

/** A list of as many values as are given, up to three. */
export function makingList(heap: Heap, length: number): QuickCompute {
  const bytes = BYTES.list + BYTES.array + BYTES.reference * length;
  const items = [
    () => List.EMPTY,
    (a: Value) => List.of([a]),
    (a: Value, b: Value) => List.of([a, b]),
    (a: Value, b: Value, c: Value) => List.of([a, b, c]),
  ][length];
  return (a, b, c) => (grow(heap, bytes) ? items(a, b, c) : undefined);
}

/** A closure over variables with different names; undefined where there are too many for a small object. */
export function makingClosure(
  { address, parameters, entry: base }: FunctionValue,
  captured: readonly string[],
  heap: Heap,
): ((values: Value[]) => Value | undefined) | undefined {
  let shape: Shape | undefined = Shape.EMPTY;
  for (const name of captured) shape = shape?.slot(name) === undefined ? shape?.extended(name) : undefined;
  if (shape === undefined) return undefined;
  const made = shape;
  let entry: ClosureEntry | undefined;
  return (values) => {
    if (!grow(heap, BYTES.closure + BYTES.object)) return undefined;
    const object = ObjectValue.ofShape(made, values);
    entry ??= closureEntry(base as EntryPoint, object);
    return new Closure(address, parameters, object, entry);
  };
}

/** How an operation is computed in a fused step; undefined where that is left to its instruction. */
export function quickForm(operation: ValueOperation, heap: Heap): QuickForm | undefined {
  const { compute, access, grown, isPaced, native } = operation;
  const quick = QUICK.get(compute) ?? NATIVES.get(native) ?? GROWING.get(compute)?.(heap);
  if (quick !== undefined) return { compute: quick };
  if (compute === appended) return { compute: appending(heap), isOnce: true };
  if (native === "list.prepend") return { compute: prepending(heap), isOnce: true };
  if (access !== undefined) {
    return { compute: access.is === "read" ? reading(access.key) : writing(access.key, heap) };
  }
  if (isPaced || grown !== undefined) return undefined;
  return { compute: (a, b, c) => unlessFault(compute(a, b, c)) };
}

/** Reads a field of objects, most of which have the shape of the one before. */
function reading(key: string): QuickCompute {
  let shape: Shape | undefined;
  let slot = 0;
  return (object) => {
    if (!(object instanceof ObjectValue)) return undefined;
    if (object.shape === shape) return object.values[slot];
    if (object.isTable) return object.ownsTable ? (object.get(key) ?? null) : undefined;
    const found = object.shape.slot(key);
    if (found === undefined) return null;
    shape = object.shape;
    slot = found;
    return object.values[slot];
  };
}

/** Gives a field of small objects another value. */
function writing(key: string, heap: Heap): QuickCompute {
  let shape: Shape | undefined;
  let slot: number | undefined;
  let extended: Shape | undefined;
  return (object, value) => {
    if (!(object instanceof ObjectValue) || object.isTable) return undefined;
    if (object.shape !== shape) {
      shape = object.shape;
      slot = shape.slot(key);
      extended = slot === undefined ? shape.extended(key) : undefined;
    }
    const size = slot === undefined ? object.size + 1 : object.size;
    if (slot === undefined && extended === undefined) return undefined;
    if (!grow(heap, BYTES.object + BYTES.reference * size)) return undefined;
    return slot === undefined ? object.extendedTo(extended as Shape, value) : object.withSlot(slot, value);
  };
}
