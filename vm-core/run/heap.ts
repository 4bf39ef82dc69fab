/**
 * Heap accounting: how much memory the values of a run take.
 *
 * Values live on JavaScript's heap, which frees them by itself. What is counted here is what a program asked
 * for: growth where values grow, and, whenever enough has grown, the live bytes by marking from the roots
 * (the mark phase of McCarthy's mark-sweep, 1960). That is what limits and statistics speak of, and how
 * connections and streams that nobody holds any more are found.
 *
 * Invariant: the live bytes of the last mark plus the growth since never pass the limit by more than one
 * allowance before a fault names it. Sizes are estimates of V8's.
 */
import { Bytes, Handle } from "../value/bytes.ts";
import { Closure, ExceptionValue } from "../value/callable.ts";
import { Cell } from "../value/cell.ts";
import { List } from "../value/list.ts";
import { ObjectValue } from "../value/object.ts";
import { forgetTexts } from "../value/scalars.ts";
import { Float, type Value } from "../value/value.ts";
import type { Frame } from "./frame.ts";
import { ListExtents } from "./list-extents.ts";
import type { Process } from "./process.ts";

export type GcEngine = "mark-sweep" | "no-gc";

/** Estimated sizes in bytes. */
export const BYTES = {
  reference: 8,
  string: 16,
  rope: 32,
  /** A list, without the array that it may share. */
  list: 56,
  array: 48,
  /** A node of a tree of lists. */
  branch: 48,
  object: 64,
  /** A field of an object with many: its place in the table, and its key. */
  entry: 80,
  float: 16,
  closure: 64,
  cell: 32,
  exception: 96,
  bytes: 64,
  handle: 64,
  frame: 136,
  process: 600,
  message: 16,
  handler: 48,
  /** A link, a monitor, a name, a child. */
  tie: 96,
} as const;

/**
 * Growth after which a slice ends, in bytes: so what grows much in few instructions lets others run, and a person stop
 * it.
 */
const PORTION = 4 * 2 ** 20;
/** Marks are at least this far apart, in bytes of growth. */
const MINIMUM_ALLOWANCE = 16 * 2 ** 20;

/** What is known about the memory of a run, in bytes. */
export interface HeapStatistics {
  /** Bytes that values have asked for since the start. */
  readonly allocated: number;
  /** Bytes that marks have found dead. */
  readonly freed: number;
  /** Bytes alive, as far as is known: those of the last mark and the growth since. */
  readonly live: number;
  /** The most that was alive. */
  readonly peak: number;
  readonly collections: number;
}

/** One mark, for those who watch. */
export interface Collection {
  readonly number: number;
  /** Bytes counted as live before and after. */
  readonly before: number;
  readonly after: number;
  readonly milliseconds: number;
}

export interface HeapOptions {
  readonly engine: GcEngine;
  /** In bytes. */
  readonly limit: number;
  readonly onCollection?: (collection: Collection) => void;
  /** A clock in milliseconds, for the time of collections. */
  readonly stopwatch?: () => number;
}

/** A look through the heap that is under way. */
interface Collecting {
  /** Bytes counted as live before. */
  readonly before: number;
  readonly marker: Marker;
  readonly started: number;
}

const NONE: readonly Handle[] = [];

export class Heap {
  /** Growth that is left of the portion. */
  private allowance = 0;
  /** Growth that is left after it until the next mark. */
  private reserve = 0;
  /** Bytes found by the last mark. */
  private marked = 0;
  /** The allowance that the last mark gave. */
  private given: number;
  private allocatedBefore = 0;
  private freed = 0;
  private peak = 0;
  private collections = 0;
  /** Handles that programs have been given and marks have found alive since. */
  private handles = new Map<number, Handle>();
  private leaked: Handle[] = [];
  /** The processes whose values are alive. */
  roots: () => Iterable<Process> = () => [];

  constructor(private readonly options: HeapOptions) {
    this.given = 0;
    this.renew();
  }

  /** Counts growth. True when the step must return `process.collect(next)`. */
  grow(bytes: number): boolean {
    this.allowance -= bytes;
    return this.allowance < 0;
  }

  /** Whether the heap can grow by so many bytes before a step must return `process.collect(next)`. */
  hasLeft(bytes: number): boolean {
    return this.allowance >= bytes;
  }

  /** Notes a handle that a program is given. */
  give(handle: Handle): void {
    this.handles.set(handle.id, handle);
  }

  /** Handles that nobody holds any more: the host is to close what they stand for. */
  takeLeaked(): readonly Handle[] {
    return this.leaked.length === 0 ? NONE : this.leaked.splice(0);
  }

  /** Bytes that the host holds for the run. */
  outside: () => number = () => 0;
  /** Bytes of code that was made while the run ran: it stays. */
  code = 0;

  /** Lets values grow on, after looking through the heap where it is time to. False when the limit is reached. */
  makeRoom(): boolean {
    return this.isDue ? this.collect() : this.nextPortion();
  }

  /** Whether it is time to look through the heap: the last portion is used up. */
  get isDue(): boolean {
    return this.allowance + this.reserve < 0;
  }

  /** Whether so many bytes more are within the limit, as far as is known since the heap was looked through. */
  fits(bytes: number): boolean {
    return this.marked + this.grown + this.outside() + this.code + bytes <= this.options.limit;
  }

  /** Whether the run may hold so many bytes more outside of the heap. */
  hasRoomFor(bytes: number): boolean {
    if (this.fits(bytes)) return true;
    if (this.mayFree) this.collect();
    return this.fits(bytes);
  }

  /** Whether so much has grown since the heap was looked through that looking again may help. */
  get mayFree(): boolean {
    return this.grown > this.options.limit / 64;
  }

  private get grown(): number {
    return this.given - this.allowance - this.reserve;
  }

  private renew(): void {
    this.given = this.nextAllowance();
    this.allowance = 0;
    this.reserve = this.given;
    this.nextPortion();
  }

  /** Lets values grow by a portion more. */
  nextPortion(): true {
    const portion = Math.min(PORTION, this.reserve);
    this.allowance += portion;
    this.reserve -= portion;
    return true;
  }

  /** Looks through the heap. False when there is no room: the limit is reached. */
  collect(): boolean {
    this.beginCollection();
    while (!this.collectSome(Number.POSITIVE_INFINITY));
    return this.endCollection();
  }

  /** Begins to look through the heap. Until the end, nothing may change in it. */
  beginCollection(): void {
    const before = this.marked + this.grown;
    const { engine, stopwatch = () => 0 } = this.options;
    this.collecting = { before, marker: new Marker(), started: stopwatch() };
    const { marker } = this.collecting;
    if (engine === "mark-sweep") marker.roots = addRoots(marker, this.roots());
  }

  /** Looks at so many values; true when it has looked at all. */
  collectSome(values: number): boolean {
    return this.collecting?.marker.runSome(values) ?? true;
  }

  /** Gives up what `beginCollection` began: it is still due. */
  abandonCollection(): void {
    this.collecting = undefined;
  }

  /** Ends what `beginCollection` began. False when there is no room: the limit is reached. */
  endCollection(): boolean {
    const { collecting } = this;
    if (collecting === undefined) return true;
    this.collecting = undefined;
    const { before } = collecting;
    this.allocatedBefore += before - this.marked;
    this.peak = Math.max(this.peak, before);
    if (this.options.engine === "mark-sweep") this.sweep(collecting);
    else this.marked = before;
    const fits = this.marked + this.outside() + this.code <= this.options.limit;
    this.renew();
    return fits;
  }

  private collecting: Collecting | undefined;

  get statistics(): HeapStatistics {
    const { grown } = this;
    const live = this.marked + grown;
    return {
      allocated: this.allocatedBefore + grown,
      freed: this.freed,
      live,
      peak: Math.max(this.peak, live),
      collections: this.collections,
    };
  }

  private sweep({ before, marker, started }: Collecting): void {
    const { stopwatch = () => 0, onCollection } = this.options;
    const { handles, total: bytes } = marker;
    marker.extents.release();
    // Texts that are remembered may be dead.
    forgetTexts();
    this.marked = bytes;
    for (const handle of this.handles.values()) if (!handles.has(handle.id)) this.leaked.push(handle);
    this.handles = new Map([...this.handles].filter(([id]) => handles.has(id)));
    this.freed += Math.max(0, before - bytes);
    this.collections++;
    onCollection?.({
      number: this.collections,
      before,
      after: bytes,
      milliseconds: stopwatch() - started,
    });
  }

  /** As much again as is alive, but not far past the limit: marking stays cheap and the limit sharp. */
  private nextAllowance(): number {
    const { limit } = this.options;
    const room = Math.max(limit - this.marked - this.outside() - this.code, limit / 64);
    return Math.min(Math.max(MINIMUM_ALLOWANCE, this.marked), room);
  }
}

/** What a value takes by itself, without what it refers to. */
export function shallowBytes(value: Value): number {
  if (typeof value === "string") return BYTES.string + value.length;
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

/** What setting one field of an object has taken. */
export function fieldBytes(object: Value): number {
  const shared = object instanceof ObjectValue && object.isTable;
  return shared ? BYTES.object + BYTES.entry : shallowBytes(object);
}

/** What a value takes with everything that it refers to, shared parts once. */
export function deepBytes(value: Value): number {
  const marker = new Marker();
  marker.add(value);
  marker.runSome(Number.POSITIVE_INFINITY);
  return marker.total;
}

/** Strings up to this length are shared so often that telling them apart costs more than it tells. */
const SHORT = 32;

class Marker {
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
function* addRoots(marker: Marker, roots: Iterable<Process>): Generator<void> {
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
