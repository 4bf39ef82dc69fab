/** Steps of lists and objects. */
import type { Mnemonic } from "../../isa/index.ts";
import { ExceptionValue, type Fault, type TraceFrame } from "../../value/callable.ts";
import { effort } from "../../value/effort.ts";
import { afterReturning, hasFew, keysOf, without } from "../../value/large-object.ts";
import { List } from "../../value/list.ts";
import { FLAT } from "../../value/list-arrays.ts";
import { ObjectValue } from "../../value/object.ts";
import { mismatch } from "../../value/operators.ts";
import { appended, firstOf, itemAt, lengthOf, restOf, slice, withItem } from "../../value/sequence.ts";
import type { Value } from "../../value/value.ts";
import { begun, Pace, type Portions } from "../../value/work.ts";
import { appendedBytes, BYTES, fieldBytes, partBytes, shallowBytes } from "../sizes.ts";
import type { Handlers } from "../step.ts";
import { eachFrameOf, framesOf } from "../traces.ts";
import { fieldOperation, operation } from "./operation.ts";

const changedBytes = (list: Value) =>
  partBytes(list as List) + BYTES.array + BYTES.reference * Math.min((list as List).length, FLAT);
const slicedBytes = (part: Value) => (part instanceof List ? partBytes(part) : shallowBytes(part));

/** A field of an exception; null when it has no such field. Its `frames` are all of them, or the first `limit`. */
export function exceptionField(exception: ExceptionValue, field: string, limit?: number): Value {
  switch (field) {
    case "message":
      return exception.message;
    case "kind":
      return exception.kind;
    case "value":
      return exception.value;
    case "frames":
      return List.of(framesOf(exception, limit).map(frameObject));
    default:
      return null;
  }
}

function frameObject(frame: TraceFrame): ObjectValue {
  return ObjectValue.from(Object.entries(frame));
}

/** Counted effort, and bytes, of a frame that a list shows. */
const FRAME = { effort: 20, bytes: 160 } as const;

/** All frames of an exception, in portions. */
function* listingFrames(exception: ExceptionValue): Portions<Value> {
  const pace = new Pace();
  const frames: Value[] = [];
  let isLong = false;
  for (const frame of eachFrameOf(exception)) {
    frames.push(frameObject(frame));
    effort.spent += FRAME.effort;
    if (!pace.isOver()) continue;
    isLong = true;
    yield FRAME.bytes * frames.length;
  }
  if (isLong) yield FRAME.bytes * frames.length;
  return List.of(frames);
}

function getField(name: string, object: Value, key: string): Value | Fault {
  if (object instanceof ObjectValue) {
    if (object.isFar) return begun(afterReturning(object, () => fieldOf(object, key)));
    return fieldOf(object, key);
  }
  if (object instanceof ExceptionValue)
    return key === "frames" ? begun(listingFrames(object)) : exceptionField(object, key);
  return mismatch(name, "an object", object);
}

function fieldOf(object: ObjectValue, key: string): Value {
  const value = object.get(key);
  return value === undefined ? null : value;
}

function setField(name: string, object: Value, key: string, value: Value): Value | Fault {
  if (!(object instanceof ObjectValue)) return mismatch(name, "an object", object);
  if (object.isFar) return begun(afterReturning(object, () => object.with(key, value)));
  return object.with(key, value);
}

function hasField(name: string, object: Value, key: string): Value | Fault {
  if (!(object instanceof ObjectValue)) return mismatch(name, "an object", object);
  const has = (): Value => (object.has(key) ? 1 : 0);
  return object.isFar ? begun(afterReturning(object, has)) : has();
}

function deleteField(name: string, object: Value, key: string): Value | Fault {
  if (!(object instanceof ObjectValue)) return mismatch(name, "an object", object);
  return hasFew(object) ? object.without(key) : begun(without(object, key));
}

/** An operation on an object with its key on the stack. */
function keyed(
  name: string,
  count: 2 | 3,
  compute: (object: Value, key: string, value: Value) => Value | Fault,
  grown?: (result: Value) => number,
) {
  return operation(
    name,
    count,
    (object, key, value) =>
      typeof key === "string" ? compute(object, key, value) : mismatch(name, "a string key", key),
    grown,
  );
}

function keys(object: Value): Value | Fault {
  if (!(object instanceof ObjectValue)) return mismatch("KEYS", "an object", object);
  return hasFew(object) ? List.of(object.keys()) : begun(keysOf(object));
}

export const COLLECTION_HANDLERS = {
  MAKE_LIST: ({ operands: { length } }, { next, heap }) => {
    return (process) => {
      const { stack } = process;
      if (stack.length < length) {
        return process.raise(
          "NotEnoughItems",
          `Need ${length} stack items but only ${stack.length} available`,
        );
      }
      const list = length === 0 ? List.EMPTY : List.of(stack.splice(stack.length - length, length));
      process.noteHeight();
      stack.push(list);
      return heap.grow(BYTES.list + BYTES.array + BYTES.reference * length) ? process.collect(next) : next;
    };
  },
  LEN: operation("LEN", 1, lengthOf),
  INDEX: operation("INDEX", 2, itemAt),
  LIST_APPEND: operation("LIST_APPEND", 2, appended, appendedBytes),
  LIST_SET: operation("LIST_SET", 3, withItem, changedBytes),
  FIRST: operation("FIRST", 1, firstOf),
  REST: operation("REST", 1, restOf, () => BYTES.list),
  SLICE: operation("SLICE", 3, slice, slicedBytes),
  MAKE_OBJECT:
    (_, { next }) =>
    (process) => {
      process.stack.push(ObjectValue.EMPTY);
      return next;
    },
  SET_FIELD: fieldOperation(
    "SET_FIELD",
    2,
    (field) => (object, value) => setField("SET_FIELD", object, field, value),
    { grown: fieldBytes, is: "write" },
  ),
  GET_FIELD: fieldOperation("GET_FIELD", 1, (field) => (object) => getField("GET_FIELD", object, field), {
    is: "read",
  }),
  HAS_FIELD: fieldOperation("HAS_FIELD", 1, (field) => (object) => hasField("HAS_FIELD", object, field)),
  DELETE_FIELD: fieldOperation(
    "DELETE_FIELD",
    1,
    (field) => (object) => deleteField("DELETE_FIELD", object, field),
    { grown: shallowBytes },
  ),
  KEYS: operation("KEYS", 1, keys, shallowBytes),
  OBJECT_SET: keyed(
    "OBJECT_SET",
    3,
    (object, key, value) => setField("OBJECT_SET", object, key, value),
    fieldBytes,
  ),
  OBJECT_GET: keyed("OBJECT_GET", 2, (object, key) => getField("OBJECT_GET", object, key)),
  OBJECT_HAS: keyed("OBJECT_HAS", 2, (object, key) => hasField("OBJECT_HAS", object, key)),
  OBJECT_DELETE: keyed(
    "OBJECT_DELETE",
    2,
    (object, key) => deleteField("OBJECT_DELETE", object, key),
    shallowBytes,
  ),
} as const satisfies Partial<Handlers<Mnemonic>>;
