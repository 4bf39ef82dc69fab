/**
 * Objects: immutable maps from strings to values that keep the order in which keys were first set.
 *
 * A small object is a shape (its keys, shared by all objects built in the same order; the idea is
 * Chambers, Ungar and Lee's "maps", 1989) and an array of values. One with more than `SHAPE_LIMIT` keys
 * is a version of a shared hash table (see `Table`).
 */
import { effort } from "./effort.ts";
import { withOneMore } from "./room.ts";
import type { Value } from "./value.ts";

export const SHAPE_LIMIT = 16;
const TRANSITION_LIMIT = 256;
/** Shapes that are made at most between two looks through the heap, which does not count them: some MiB. */
const MOST_SHAPES = 2 ** 13;
/** Shapes that were made since they were let go of. */
let made = 0;

/** The keys of an object, in order. Two objects with the same shape have the same keys. */
export class Shape {
  static readonly EMPTY = new Shape([]);
  private readonly slots = new Map<string, number>();
  private readonly transitions = new Map<string, Shape>();

  private constructor(readonly keys: readonly string[]) {
    keys.forEach((key, slot) => {
      this.slots.set(key, slot);
    });
  }

  /** The slot of `key`, or undefined. */
  slot(key: string): number | undefined {
    return this.slots.get(key);
  }

  /** The shape with one key more, or undefined where shapes stop paying. */
  extended(key: string): Shape | undefined {
    let next = this.transitions.get(key);
    const mayMake =
      this.keys.length < SHAPE_LIMIT && this.transitions.size < TRANSITION_LIMIT && made < MOST_SHAPES;
    if (next === undefined && mayMake) {
      made++;
      next = new Shape([...this.keys, key]);
      this.transitions.set(key, next);
    }
    return next;
  }

  /** Lets go of all shapes that no object has. Those that objects have are as they are; others are made anew. */
  static forget(): void {
    if (made < MOST_SHAPES) return;
    made = 0;
    Shape.EMPTY.transitions.clear();
  }
}

/** An immutable map from strings to values that keeps the order in which keys were first set. */
export class ObjectValue {
  static readonly EMPTY = new ObjectValue(Shape.EMPTY, [], undefined);
  /** The number of the last mark that has found it: see `run/marking.ts`. */
  mark = 0;
  static {
    // As in lists.
    ObjectValue.EMPTY.mark = -1;
  }

  private constructor(
    /** The shape of a small object; the empty shape when `table` holds the fields. */
    readonly shape: Shape,
    readonly values: readonly Value[],
    private readonly table: Table | undefined,
  ) {}

  static from(entries: Iterable<readonly [string, Value]>): ObjectValue {
    let result = ObjectValue.EMPTY;
    for (const [key, value] of entries) result = result.with(key, value);
    return result;
  }

  /** A small object: a value for each key of a shape. */
  static ofShape(shape: Shape, values: readonly Value[]): ObjectValue {
    return new ObjectValue(shape, values, undefined);
  }

  /** Whether it is a version of a table that it shares: setting a field of it copies nothing. */
  get isTable(): boolean {
    return this.table !== undefined;
  }

  /** Whether it is the version of a table that has the fields; others have what they differ in. */
  get ownsTable(): boolean {
    return this.table?.hasMap === true;
  }

  /** An object with very many fields, which takes over the Map. */
  static ofMap(map: Map<string, Value>): ObjectValue {
    return new ObjectValue(Shape.EMPTY, [], new Table(map, map.size));
  }

  get size(): number {
    return this.table === undefined ? this.values.length : this.table.size;
  }

  /** Whether there are so many newer versions that its fields are to be found again in portions: see `large-object.ts`. */
  get isFar(): boolean {
    return this.table?.isFar === true;
  }

  /** Finds the fields of an old version again. Yields after each newer version. */
  *returning(): IterableIterator<void> {
    if (this.table !== undefined) yield* this.table.returning();
  }

  /** The fields one after the other: no version of the object may be looked into meanwhile. */
  fields(): IterableIterator<[string, Value]> {
    return this.table === undefined ? this.entries() : this.table.current().entries();
  }

  get(key: string): Value | undefined {
    if (this.table !== undefined) return this.table.current().get(key);
    const slot = this.shape.slot(key);
    return slot === undefined ? undefined : this.values[slot];
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  with(key: string, value: Value): ObjectValue {
    if (this.table !== undefined) return new ObjectValue(Shape.EMPTY, [], this.table.with(key, value));
    const slot = this.shape.slot(key);
    if (slot !== undefined) {
      const values = this.values.slice();
      values[slot] = value;
      return new ObjectValue(this.shape, values, undefined);
    }
    const shape = this.shape.extended(key);
    if (shape === undefined) {
      return new ObjectValue(Shape.EMPTY, [], tableOf(this).with(key, value));
    }
    return new ObjectValue(shape, withOneMore(this.values, value), undefined);
  }

  /** A small object with another value in a slot of its shape. */
  withSlot(slot: number, value: Value): ObjectValue {
    const values = this.values.slice();
    values[slot] = value;
    return new ObjectValue(this.shape, values, undefined);
  }

  /** This object with another value in a slot: only who knows that nothing else holds it may ask for that. */
  changeSlot(slot: number, value: Value): ObjectValue {
    (this.values as Value[])[slot] = value;
    return this;
  }

  /** A small object with one field more: `shape` is its own, extended. */
  extendedTo(shape: Shape, value: Value): ObjectValue {
    return new ObjectValue(shape, withOneMore(this.values, value), undefined);
  }

  without(key: string): ObjectValue {
    if (!this.has(key)) return this;
    effort.spent += this.size;
    if (this.table === undefined) {
      return ObjectValue.from([...this.entries()].filter(([existing]) => existing !== key));
    }
    const copy = new Map(this.table.current());
    copy.delete(key);
    return ObjectValue.ofMap(copy);
  }

  /**
   * Shows what memory holds of a large object, for one version after the other: `see` gets the value of each entry that is not
   * in `seen` storage yet, and returns an equal one to be held in its place. Yields after each entry.
   */
  *storage(seen: Set<object>, see: (value: Value) => Value): IterableIterator<void> {
    if (this.table !== undefined) yield* this.table.storage(seen, see);
  }

  keys(): string[] {
    effort.spent += this.size;
    return this.table === undefined ? [...this.shape.keys] : [...this.table.current().keys()];
  }

  *entries(): IterableIterator<[string, Value]> {
    // An object counts the same, whether it has a shape or a table.
    effort.spent += this.size;
    if (this.table !== undefined) {
      yield* [...this.table.current()];
      return;
    }
    for (let i = 0; i < this.values.length; i++) yield [this.shape.keys[i], this.values[i]];
  }
}

function tableOf(object: ObjectValue): Table {
  const map = new Map(object.entries());
  return new Table(map, map.size);
}

/** Versions between an old one and the newest that are undone at once. */
const FAR = 1_000;

/**
 * One version of a hash table that all versions share (Baker, "Shallow binding makes functional arrays
 * fast", 1991): the newest owns the Map, an older one knows the single difference to the next newer one.
 *
 * Undoing goes from the newest backwards, so a key that is taken out is the one that was added last:
 * insertion order survives. Removing a key copies, for the same reason.
 */
class Table {
  private difference: { key: string; value: Value | undefined; newer: Table } | undefined;

  constructor(
    private map: Map<string, Value> | undefined,
    readonly size: number,
  ) {}

  with(key: string, value: Value): Table {
    const map = this.current();
    const before = map.get(key);
    const newer = new Table(map, before === undefined ? this.size + 1 : this.size);
    this.difference = { key, value: before, newer };
    this.map = undefined;
    map.set(key, value);
    return newer;
  }

  /** See `ObjectValue.storage`: the Map of the newest version, and a difference for each older one. */
  *storage(seen: Set<object>, see: (value: Value) => Value): IterableIterator<void> {
    for (let table: Table | undefined = this; table !== undefined && !seen.has(table); ) {
      seen.add(table);
      const { map, difference }: Table = table;
      for (const [key, value] of map ?? []) {
        const held = see(value);
        if (typeof held === "string") map?.set(key, held);
        yield;
      }
      if (difference !== undefined) {
        if (difference.value !== undefined) difference.value = see(difference.value);
        yield;
      }
      table = difference?.newer;
    }
  }

  get hasMap(): boolean {
    return this.map !== undefined;
  }

  get isFar(): boolean {
    let steps = 0;
    for (let { difference } = this; difference !== undefined; difference = difference.newer.difference)
      if (++steps > FAR) return true;
    return false;
  }

  /** The Map, turned into this version first. */
  current(): Map<string, Value> {
    if (this.map !== undefined) return this.map;
    const path: Table[] = [];
    for (let table: Table = this; table.difference !== undefined; table = table.difference.newer)
      path.push(table);
    effort.spent += path.length;
    for (let i = path.length - 1; i >= 0; i--) path[i].takeMap();
    return this.map as unknown as Map<string, Value>;
  }

  /** Turns the Map into this version. Yields after each step. */
  *returning(): IterableIterator<void> {
    const path: Table[] = [];
    for (let table: Table = this; table.difference !== undefined; table = table.difference.newer) {
      path.push(table);
      yield;
    }
    for (let i = path.length - 1; i >= 0; i--) {
      path[i].takeMap();
      yield;
    }
  }

  /** Takes the Map from the next newer version, and leaves it the difference. */
  private takeMap(): void {
    const { key, value, newer } = this.difference as NonNullable<Table["difference"]>;
    const map = newer.map as Map<string, Value>;
    newer.difference = { key, value: map.get(key), newer: this };
    newer.map = undefined;
    if (value === undefined) map.delete(key);
    else map.set(key, value);
    this.difference = undefined;
    this.map = map;
  }
}
