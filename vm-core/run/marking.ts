/**
 * Finds the values that are alive, and counts what they take: the mark phase of McCarthy's mark-sweep (1960).
 *
 * Invariant: it can pause after any number of values, as long as nothing changes in what it looks through; no recursion over
 * values, and what is shared counts once.
 * Absent by design: when to look and what follows from it, which is the heap's.
 */
import { Handle } from "../value/bytes.ts";
import { Closure, ExceptionValue } from "../value/callable.ts";
import { Cell } from "../value/cell.ts";
import { List } from "../value/list.ts";
import { ObjectValue } from "../value/object.ts";
import type { Value } from "../value/value.ts";
import type { Frame } from "./frame.ts";
import { ListExtents } from "./list-extents.ts";
import type { Process } from "./process.ts";
import { BYTES, shallowBytes } from "./sizes.ts";

/** What a value takes with everything that it refers to, shared parts once. */
export function deepBytes(value: Value): number {
  const marker = new Marker();
  marker.add(value);
  marker.runSome(Number.POSITIVE_INFINITY);
  return marker.total;
}

/** Strings up to this length are shared so often that telling them apart costs more than it tells. */
const SHORT = 32;

export class Marker {
  private bytes = 0;
  private readonly seen = new Set<Value>();
  private readonly pending: Value[] = [];
  /** Parts of arrays whose items have not been looked at. */
  private readonly scans: Scan[] = [];
  /** Adds values that are alive, some with each step. */
  roots: Iterator<void> = [].values();
  readonly handles = new Set<number>();
  readonly extents = new ListExtents();
  private readonly addItem = (item: Value): void => {
    this.bytes += BYTES.reference;
    this.add(item);
  };

  private readonly addScan = (array: Value[], from: number, to: number): void => {
    if (to - from > 1) this.scans.push({ array, from, to });
    else this.addItem(array[from]);
  };

  add(value: Value | undefined): void {
    if (typeof value === "string") {
      if (value.length > SHORT && this.seen.has(value)) return;
      if (value.length > SHORT) this.seen.add(value);
      this.bytes += BYTES.string + value.length;
    } else if (typeof value === "object" && value !== null && !this.seen.has(value)) {
      this.seen.add(value);
      this.pending.push(value);
    }
  }

  addBytes(bytes: number): void {
    this.bytes += bytes;
  }

  /** What has been found so far. */
  get total(): number {
    return this.bytes + this.extents.arrays * BYTES.array;
  }

  /** Looks at about so many values, and at what they hold; true when none is left. */
  runSome(values: number): boolean {
    for (let left = values; left > 0; ) {
      const scan = this.scans.at(-1);
      if (scan !== undefined) {
        left -= this.scan(scan, left);
        continue;
      }
      left--;
      const value = this.pending.pop();
      if (value === undefined) {
        if (this.roots.next().done) return true;
        left -= ROOTS;
      } else if (value instanceof List) this.addList(value);
      else if (value instanceof ObjectValue) this.addObject(value);
      else {
        this.bytes += shallowBytes(value);
        if (value instanceof Closure) this.add(value.captured);
        else if (value instanceof Cell) this.add(value.value);
        else if (value instanceof ExceptionValue) this.add(value.value);
        else if (value instanceof Handle) this.handles.add(value.id);
      }
    }
    return false;
  }

  /** Looks at so many items of an array at most; returns at how many. */
  private scan(scan: Scan, most: number): number {
    const { array, from } = scan;
    const to = Math.min(scan.to, from + most);
    for (let i = from; i < to; i++) this.addItem(array[i]);
    scan.from = to;
    if (to === scan.to) this.scans.pop();
    return to - from;
  }

  /** Items of arrays that lists share count once, and only those that a list shows. */
  private addList(list: List): void {
    this.bytes += BYTES.list;
    const { branch } = list;
    if (branch === undefined) {
      this.extents.add(list, this.addScan);
      return;
    }
    this.bytes += BYTES.branch;
    this.add(branch.left);
    this.add(branch.right);
  }

  private addObject(object: ObjectValue): void {
    this.bytes += BYTES.object;
    if (object.isTable) {
      this.bytes += BYTES.entry * object.seeStorage(this.tables, (value) => this.add(value));
      return;
    }
    this.bytes += BYTES.reference * object.size;
    for (const value of object.values) this.add(value);
  }

  private readonly tables = new Set<object>();
}

/** A part of an array. */
interface Scan {
  readonly array: readonly Value[];
  from: number;
  readonly to: number;
}

/** Values that are added to a mark with one step, about. */
const ROOTS = 1_000;

/** Adds what processes hold, a little with each step. */
export function* addRoots(marker: Marker, roots: Iterable<Process>): Generator<void> {
  const frames = new Set<Frame>();
  function* addValues(values: Iterable<Value>): Generator<void> {
    let left = ROOTS;
    for (const value of values) {
      marker.add(value);
      if (--left > 0) continue;
      left = ROOTS;
      yield;
    }
  }
  function* addStack(stack: readonly Value[]): Generator<void> {
    marker.addBytes(stack.length * BYTES.reference);
    yield* addValues(stack);
  }
  function* addFrames(innermost: Frame): Generator<void> {
    let left = ROOTS / 8;
    for (let frame: Frame | null = innermost; frame !== null && !frames.has(frame); frame = frame.parent) {
      frames.add(frame);
      marker.addBytes(BYTES.frame + frame.slots.length * BYTES.reference);
      for (const value of frame.slots) marker.add(value);
      for (const value of frame.extra?.values() ?? []) marker.add(value);
      if (--left > 0) continue;
      left = ROOTS / 8;
      yield;
    }
  }
  for (const process of roots) {
    yield* addStack(process.stack);
    yield* addFrames(process.frame);
    for (const frame of process.globals) if (frame !== undefined) yield* addFrames(frame);
    marker.addBytes(BYTES.process + heldBytes(process));
    if (process.mailbox !== null) {
      marker.addBytes(process.mailbox.length * BYTES.message);
      yield* addValues(process.mailbox);
    }
    for (const part of Object.values(process.request ?? {})) if (part instanceof Handle) marker.add(part);
    marker.add(process.pending);
    marker.add(process.raised ?? undefined);
    for (const { exports } of process.modules.values()) marker.add(exports);
    for (let taken = process.evaluated; taken !== null; taken = taken.previous) marker.add(taken.datum);
    for (let importing = process.importing; importing !== null; importing = importing.previous) {
      yield* addStack(importing.stack);
      yield* addFrames(importing.frame);
      marker.add(importing.pending);
      marker.add(importing.exports);
    }
    yield;
  }
}

/** What a process holds besides values: handlers, ties, children. */
function heldBytes({ handlers, ties, supervisor }: Process): number {
  const handlerBytes = handlers === null ? 0 : handlers.count * BYTES.handler;
  const children = supervisor === null ? 0 : supervisor.children.length;
  const tied =
    ties === null
      ? 0
      : ties.links.size + ties.watching.size + ties.watchers.size + ties.names.size + ties.references.size;
  return handlerBytes + (children + tied) * BYTES.tie;
}
