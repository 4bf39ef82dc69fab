/**
 * What takes long with objects that have very many fields, or very many newer versions: in portions.
 *
 * Absent by design: setting a field, which takes no longer however many there are.
 */
import { effort } from "./effort.ts";
import type { List } from "./list.ts";
import { ListBuilder } from "./list-builder.ts";
import { ObjectValue } from "./object.ts";
import type { Value } from "./value.ts";
import { Pace, type Portions } from "./work.ts";

/** So many fields are looked through at once. */
const FEW = 1_000;

/** Bytes of a field in a table, and of one that is listed. */
const FIELD = 80;
const LISTED = 100;

export function hasFew({ size, isFar }: ObjectValue): boolean {
  return size <= FEW && !isFar;
}

/**
 * Finds the fields of an old version again. Nothing of that is done in the first portion, so that an engine that leaves the work
 * to the interpreter's step leaves it the same one.
 */
export function* returningTo(object: ObjectValue): Portions<void> {
  if (!object.isFar) return;
  const pace = new Pace();
  yield 0;
  for (const _ of object.returning()) {
    effort.spent++;
    if (pace.isOver()) yield 0;
  }
}

/** What `compute` makes of an object, once its fields are found again. */
export function* afterReturning<T>(object: ObjectValue, compute: () => T): Portions<T> {
  yield* returningTo(object);
  return compute();
}

/** The fields in a new array: looking into other versions of the object changes nothing about it. */
export function* fieldsOf(object: ObjectValue): Portions<[string, Value][]> {
  if (hasFew(object)) return [...object.entries()];
  yield* returningTo(object);
  const pace = new Pace();
  const fields: [string, Value][] = [];
  for (const field of object.fields()) {
    fields.push(field);
    effort.spent++;
    if (pace.isOver()) yield LISTED * fields.length;
  }
  return fields;
}

/** The same of the first ones, so many at most, at once. */
export function firstFields(object: ObjectValue, most: number): [string, Value][] {
  const fields: [string, Value][] = [];
  if (most === 0) return fields;
  for (const field of object.fields()) {
    fields.push(field);
    if (fields.length === most) break;
  }
  effort.spent += fields.length;
  return fields;
}

/** The keys, in order. */
export function* keysOf(object: ObjectValue): Portions<List> {
  yield* returningTo(object);
  const pace = new Pace();
  const keys = new ListBuilder();
  for (const [key] of object.fields()) {
    keys.add(key);
    effort.spent++;
    if (pace.isOver()) yield 8 * keys.length;
  }
  return keys.finish();
}

/** The object without a field that it has. */
export function* without(object: ObjectValue, key: string): Portions<ObjectValue> {
  yield* returningTo(object);
  if (!object.has(key)) return object;
  const pace = new Pace();
  const rest = new Map<string, Value>();
  let isLong = false;
  for (const [name, value] of object.fields()) {
    if (name !== key) rest.set(name, value);
    effort.spent += 2;
    if (!pace.isOver()) continue;
    isLong = true;
    yield FIELD * rest.size;
  }
  if (isLong) yield FIELD * rest.size;
  return ObjectValue.ofMap(rest);
}
