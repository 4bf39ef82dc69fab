/**
 * Heap accounting: how much memory the values of a run take.
 *
 * Values live on JavaScript's heap, which frees them by itself. What is counted here is what a program asked
 * for: growth where values grow, and, whenever enough has grown, the live bytes by marking from the roots
 * (`marking.ts`). That is what limits and statistics speak of, and how
 * connections and streams that nobody holds any more are found.
 *
 * Invariant: the live bytes of the last mark plus the growth since never pass the limit by more than one
 * allowance before a fault names it. Sizes are estimates of V8's.
 */
import type { Handle } from "../value/bytes.ts";
import { Shape } from "../value/object.ts";
import { forgetTexts } from "../value/scalars.ts";
import { addRoots, Marker } from "./marking.ts";
import type { Process } from "./process.ts";

export type GcEngine = "mark-sweep" | "no-gc";

/**
 * Growth after which a slice ends, in bytes: so what grows much in few instructions lets others run, and a person stop
 * it.
 */
const PORTION = 2 ** 20;
/** Marks are at least this far apart, in bytes of growth. */
const MINIMUM_ALLOWANCE = 32 * 2 ** 20;

/**
 * Who has reached the limit may need some memory to deal with it: each time a part of the limit, as long as no more than some such
 * parts are alive beyond it, then very little.
 */
const PART_BEYOND = 1 / 64;
const PARTS_BEYOND = 4;
/** In bytes. */
const MOST_BEYOND = 8 * 2 ** 20;
const LITTLE = 512;
/** How often a process is told meanwhile, at most. */
const MOST_TOLD = 100;
/** How often a run with many processes looks through the heap meanwhile; then each is told once more at most. */
const MOST_LOOKS = 5_000;

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

/** What values take, and when the heap is looked through next: what a run that is given back to an earlier moment has again. */
export type SavedHeap = Readonly<
  Record<"allowance" | "reserve" | "marked" | "given" | "looks" | "least", number>
> & {
  readonly isBeyond: boolean;
  readonly told: ReadonlyMap<number, number>;
};

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

  /** Counts growth that there is room for. */
  take(bytes: number): void {
    this.allowance -= bytes;
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
  /** Called whenever values have grown by a portion, and around each mark, with the bytes that it may copy. */
  hasGrown: (copied?: number) => void = () => undefined;
  private copied = 0;
  /** Bytes of code that was made while the run ran: it stays. */
  code = 0;

  /** Lets values grow on, after looking through the heap where it is time to. False when the limit is reached. */
  makeRoom(): boolean {
    return this.isDue ? this.collect() : this.nextPortion();
  }

  /** Whether it is time to look through the heap: the last portion is used up. */
  get isDue(): boolean {
    return this.isBeyond || this.allowance + this.reserve < 0;
  }

  /** Whether so many bytes more are within the limit, as far as is known since the heap was looked through. */
  fits(bytes: number): boolean {
    return this.marked + this.grown + this.outside() + this.code + bytes <= this.options.limit;
  }

  /** Whether the run may hold so many bytes more outside of the heap. */
  hasRoomFor(bytes: number): boolean {
    if (this.fits(bytes)) return true;
    if (this.mayFree && !this.collect()) this.demandRoom();
    return this.fits(bytes);
  }

  /** Who grows next has to make room first, whatever was allowed: what the values take is beyond the limit. */
  private demandRoom(): void {
    this.isBeyond = true;
    this.reserve += this.allowance + 1;
    this.allowance = -1;
  }

  /** Whether so much has grown since the heap was looked through that looking again may help. */
  get mayFree(): boolean {
    return this.grown > Math.min(this.options.limit * PART_BEYOND, this.given / 2);
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
    this.hasGrown();
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
    const { engine, limit, stopwatch = () => 0 } = this.options;
    this.hasGrown(this.copied + this.grown);
    this.collecting = { before, marker: new Marker(limit), started: stopwatch() };
    const { marker } = this.collecting;
    if (engine === "mark-sweep") marker.roots = addRoots(marker, this.roots());
  }

  /** Looks at so many values, or at the arrays that their lists show a part of; true when it has looked at all. */
  collectSome(values: number): boolean {
    if (this.collecting === undefined) return true;
    const { marker } = this.collecting;
    return marker.runSome(values) && marker.extents.releaseSome(values);
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
    this.isBeyond = false;
    const { before } = collecting;
    this.allocatedBefore += before - this.marked;
    this.peak = Math.max(this.peak, before);
    if (this.options.engine === "mark-sweep") this.sweep(collecting);
    else this.marked = before;
    const { beyond } = this;
    this.countLook(beyond);
    this.renew();
    return beyond <= 0;
  }

  /** Bytes by which what is alive is beyond the limit. */
  private get beyond(): number {
    return this.marked + this.outside() + this.code - this.options.limit;
  }

  /** Bytes beyond the limit from which on only very little is given. */
  private get mostBeyond(): number {
    return Math.min(PARTS_BEYOND * PART_BEYOND * this.options.limit, MOST_BEYOND);
  }

  /** Begins to count anew where much may be given, or something was freed: what is alive is less than it was since that is not so. */
  private countLook(beyond: number): void {
    const isTight = beyond >= this.mostBeyond;
    const isFreeing = beyond < this.least - LITTLE;
    if (isTight && !isFreeing) {
      this.looks++;
      return;
    }
    this.looks = 0;
    this.told = new Map();
    this.least = isTight ? beyond : Number.POSITIVE_INFINITY;
  }

  /** Whether a process that is about to be told that the limit is reached has been so often in vain that telling it is of no use. */
  isHopeless(pid: number): boolean {
    if (this.beyond < this.mostBeyond) return false;
    const times = (this.told.get(pid) ?? 0) + 1;
    this.told.set(pid, times);
    return times > (this.looks > MOST_LOOKS ? 1 : MOST_TOLD);
  }

  /** How often in a row a look has found that only very little may be given, and how often each process was told then. */
  private looks = 0;
  private told = new Map<number, number>();
  /** The fewest bytes that were alive beyond the limit since then. */
  private least = Number.POSITIVE_INFINITY;

  private collecting: Collecting | undefined;
  /** The last look found more than the limit, and nobody has been told. */
  private isBeyond = false;

  save(): SavedHeap {
    const { allowance, reserve, marked, given, looks, least, isBeyond } = this;
    return { allowance, reserve, marked, given, looks, least, isBeyond, told: new Map(this.told) };
  }

  /** A process gives way where a portion is used up: so the same processes run at the same time again. */
  restore(saved: SavedHeap): void {
    Object.assign(this, saved, { told: new Map(saved.told) });
  }

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
    // Texts that are remembered may be dead, and objects of shapes that are kept.
    forgetTexts();
    Shape.forget();
    this.marked = bytes;
    this.copied = marker.copied;
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
    const { beyond } = this;
    const part = beyond < this.mostBeyond ? limit * PART_BEYOND : LITTLE;
    return Math.min(Math.max(MINIMUM_ALLOWANCE, this.marked), Math.max(-beyond, part));
  }
}
