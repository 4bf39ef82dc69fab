/**
 * Fields of objects in generated code: each place that reads or sets one remembers the shape that it has met last (inline
 * caches: Deutsch and Schiffman, 1984).
 *
 * Absent by design: large objects, which share a table. Their operators are asked.
 */
import { ObjectValue, type Shape } from "../value/object.ts";
import type { Value } from "../value/value.ts";

/** What a place remembers: where objects of a shape have the field, or the shape that they get with it. */
export class FieldCache {
  shape: Shape | null = null;
  slot = -1;
  next: Shape | null = null;

  constructor(private readonly key: string) {}

  /** The value of the field, null without one; undefined of a large object. */
  read(object: ObjectValue): Value | undefined {
    if (object.isTable) return undefined;
    const slot = object.shape.slot(this.key);
    if (slot === undefined) return null;
    this.shape = object.shape;
    this.slot = slot;
    return object.values[slot];
  }

  /** The object with another value of the field; undefined where either is large. */
  write(object: ObjectValue, value: Value): ObjectValue | undefined {
    if (object.isTable) return undefined;
    const { shape } = object;
    const slot = shape.slot(this.key);
    const next = slot === undefined ? shape.extended(this.key) : null;
    if (next === undefined) return undefined;
    this.next = next;
    this.slot = slot ?? -1;
    // An empty object has the shape of large ones: it is looked at each time.
    this.shape = shape === ObjectValue.EMPTY.shape ? null : shape;
    return next === null ? object.withSlot(this.slot, value) : object.extendedTo(next, value);
  }
}
