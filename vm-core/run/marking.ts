/**
 * Finds the values that are alive, and counts what they take: the mark phase of McCarthy's mark-sweep (1960).
 *
 * A value that has been found has the number of the mark, so that a mark needs no memory for each value. Where another mark
 * goes through the same values before this one has ended, they may count twice.
 *
 * Invariant: it can pause after any number of values, as long as nothing changes in what it looks through; no recursion over
 * values, and what is shared counts once, but for floats, short texts and the items of short lists, which count for each
 * reference.
 * Absent by design: when to look and what follows from it, which is the heap's.
 */
import { Handle } from "../value/bytes.ts";
import { Closure, ExceptionValue } from "../value/callable.ts";
import { Cell } from "../value/cell.ts";
import { List } from "../value/list.ts";
import { ObjectValue } from "../value/object.ts";
import { Float, type Value } from "../value/value.ts";
import type { Frame } from "./frame.ts";
import type { Importing } from "./importing.ts";
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

/** Texts up to this length are shared so often that telling them apart costs more than it tells. */
const SHORT = 64;
/** Texts from this length on may be kept as their parts; what remains of these afterwards is the last one's. */
const JOINED = 13;
/**
 * Who makes a longer text of one holds both, and a mark copies what was put together: so the longest text counts as this many
 * others, from so many characters on.
 */
const COPIES = 2;
const COPIED = 2 ** 20;
/** Characters of a longer text that count as one value that is looked at. */
const CHARACTERS = 64;

/** The number of the last mark. */
let marks = 0;

export class Marker {
  private readonly number = ++marks;

  /** With a limit in bytes: who has found more need not know how much more. */
  constructor(private readonly limit = Number.POSITIVE_INFINITY) {}

  private bytes = 0;
  /** Values that have no room for the number of a mark. */
  private readonly seen = new Set<Value>();
  /**
   * Long texts, by what they say. Nothing tells whether two equal ones are one: where the second is found, the first takes its
   * place, so that they are.
   */
  private readonly texts = new Map<string, string>();
  /**
   * Engines keep a text that was put together as its parts, which may take far more than its characters, until one of these is
   * looked at. What is made of them here keeps engines from finding that needless.
   */
  private joined = 0;
  /** In characters. */
  private longestText = 0;
  /** Of long texts, since it was last asked. */
  private characters = 0;
  private readonly pending: Value[] = [];
  /** Frames that have not been looked at, each with those that it returns to. */
  private readonly frames: Frame[] = [];
  /** Parts of arrays and of tables whose items have not been looked at. */
  private readonly scans: (ArrayScan | TableScan)[] = [];
  /** Adds values that are alive, some with each step. */
  roots: Iterator<void> = [].values();
  readonly handles = new Set<number>();
  readonly extents = new ListExtents();
  private readonly addScan = (array: Value[], from: number, to: number): void => {
    if (to - from > SCANNED) this.scans.push({ array, from, to });
    else this.addItems(array, from, to);
  };

  private addItems(array: Value[], from: number, to: number): void {
    this.bytes += BYTES.reference * (to - from);
    this.addAll(array, from, to);
  }

  add(value: Value | undefined): void {
    if (typeof value === "string") {
      if (value.length > SHORT) this.addText(value);
      else this.addShortText(value);
    } else if (typeof value === "object" && value !== null) {
      if (value instanceof Float) this.bytes += BYTES.float;
      else if (value instanceof Cell && isAlone(value)) this.addAlone(value);
      else if (this.isNew(value)) this.pending.push(value);
    } else if (typeof value === "bigint") this.bytes += BYTES.long;
  }

  /** Adds a cell that refers to nothing: there may be very many, and nothing is left to look at. */
  private addAlone(cell: Cell): void {
    if (cell.mark === this.number) return;
    cell.mark = this.number;
    this.bytes += BYTES.cell;
  }

  private addShortText(text: string): void {
    if (text.length < JOINED) {
      this.bytes += BYTES.string + text.length;
      return;
    }
    if (this.bytes <= this.limit) this.joined ^= text.charCodeAt(0);
    this.bytes += BYTES.string + BYTES.rope + text.length;
  }

  /** Adds a long text; returns the one of the same characters that was found first, which may take its place. */
  private addText(text: string): string {
    this.characters += text.length;
    // Nothing is made of a text that does not fit: engines may have never joined it, and the limit is reached anyway.
    const size = (1 + COPIES) * text.length;
    const isCopied = text.length > Math.max(COPIED, this.longestText);
    if (this.bytes > this.limit || (isCopied && this.bytes + size > this.limit)) {
      this.bytes += size;
      return text;
    }
    this.joined ^= text.charCodeAt(0);
    const first = this.texts.get(text);
    if (first !== undefined) return first;
    this.texts.set(text, text);
    if (text.length > this.longestText) this.longestText = text.length;
    this.bytes += BYTES.string + BYTES.rope + BYTES.marked + text.length;
    return text;
  }

  /** Adds a value; returns the one that is to be held in its place. */
  readonly seeEntry = (value: Value): Value => {
    if (typeof value === "string" && value.length > SHORT) return this.addText(value);
    this.add(value);
    return value;
  };

  /** Adds an array's items. Of equal texts, it has the one that was found first afterwards. */
  addAll(values: (Value | undefined)[], from = 0, to = values.length): void {
    for (let i = from; i < to; i++) {
      const value = values[i];
      if (typeof value === "string" && value.length > SHORT) values[i] = this.addText(value);
      else this.add(value);
    }
  }

  /** Adds a part of an array, with the references in it, some at a time. */
  addPart(array: Value[], from: number, to: number): void {
    if (to > from) this.addScan(array, from, to);
  }

  /** Adds an operand stack. */
  addStack(stack: Value[]): void {
    this.addBytes((BYTES.stacked - BYTES.reference) * stack.length);
    this.addPart(stack, 0, stack.length);
  }

  private isNew(value: Exclude<Value, string | null>): boolean {
    // A list that has lived until its first mark is likely to live on.
    if (value instanceof List && value.mark === 0) this.characters += value.trim();
    if (
      value instanceof Cell ||
      value instanceof List ||
      value instanceof ObjectValue ||
      value instanceof Closure
    ) {
      if (value.mark === this.number) return false;
      value.mark = this.number;
      return true;
    }
    if (this.seen.has(value)) return false;
    this.seen.add(value);
    this.bytes += BYTES.marked;
    return true;
  }

  /** Bytes that the longest text may take besides its own. */
  get copied(): number {
    return this.longestText > COPIED ? COPIES * this.longestText : 0;
  }

  addBytes(bytes: number): void {
    this.bytes += bytes;
  }

  /** What has been found so far. */
  get total(): number {
    const { arrays, more } = this.extents;
    return this.bytes + arrays * (BYTES.array + BYTES.marked) + more * BYTES.noted + this.copied;
  }

  /** Looks at about so many values, and at what they hold; true when none is left. */
  runSome(values: number): boolean {
    for (let left = values; left > 0; ) {
      left -= 1 + this.characters / CHARACTERS;
      this.characters = 0;
      // What is pending goes first: so there is never much of it, also where a list has very many items.
      const value = this.pending.pop();
      if (value === undefined) {
        const more = this.addMore();
        if (more === undefined) return true;
        left -= more;
      } else if (value instanceof List) this.addList(value);
      else if (value instanceof ObjectValue) this.addObject(value);
      else {
        this.bytes += shallowBytes(value);
        if (value instanceof Closure) this.add(value.captured);
        else if (value instanceof Cell) this.addCell(value);
        else if (value instanceof ExceptionValue) this.addException(value);
        else if (value instanceof Handle) this.handles.add(value.id);
      }
    }
    return false;
  }

  /** Makes values pending, as far as there are any; about how many were looked at, or undefined when none is left. */
  private addMore(): number | undefined {
    const frame = this.frames.pop();
    if (frame !== undefined) {
      this.addFrame(frame);
      return frame.slots.length;
    }
    const scan = this.scans.at(-1);
    if (scan !== undefined) {
      const isOver = scan instanceof TableScan ? this.addEntries(scan) : this.addItemsOf(scan);
      if (isOver) this.scans.pop();
      return SCANNED;
    }
    return this.roots.next().done ? undefined : ROOTS;
  }

  /** Adds items of an array; true when none is left. */
  private addItemsOf(scan: ArrayScan): boolean {
    const to = Math.min(scan.to, scan.from + SCANNED);
    this.addItems(scan.array, scan.from, to);
    scan.from = to;
    return to === scan.to;
  }

  /** Adds entries of a table; true when none is left. */
  private addEntries({ entries }: TableScan): boolean {
    for (let left = SCANNED; left > 0; left--) {
      if (entries.next().done) return true;
      this.bytes += BYTES.entry;
    }
    return false;
  }

  /** Items of arrays that lists share count once, and only those that a list shows. */
  private addList(list: List): void {
    this.bytes += BYTES.list;
    const { shortArray, tree } = list;
    if (shortArray !== undefined) {
      this.bytes += BYTES.array;
      this.addItems(shortArray, 0, shortArray.length);
      return;
    }
    this.extents.add(list, this.addScan);
    if (tree === undefined || tree.mark === this.number) return;
    tree.mark = this.number;
    this.bytes += BYTES.branch + BYTES.leaf * tree.listed;
    this.add(tree.left);
    this.add(tree.right);
  }

  private addCell(cell: Cell): void {
    const { value } = cell;
    if (typeof value === "string" && value.length > SHORT) cell.value = this.addText(value);
    else this.add(value);
  }

  private addException(exception: ExceptionValue): void {
    const { value, message, trace, notes } = exception;
    const held = this.seeEntry(value);
    // Where what was thrown is a text, it is the message.
    exception.hold(message === value ? (held as string) : (this.seeEntry(message) as string), held);
    for (const note of notes)
      this.bytes += BYTES.string + (typeof note === "string" ? note : note.item).length;
    // It keeps the frames that it came from.
    if (!("innermost" in trace)) this.bytes += BYTES.place * trace.length;
    else this.addTrace(trace as Kept);
  }

  private addTrace({ innermost, importing }: Kept): void {
    this.addFrames(innermost);
    for (let under = importing; under !== null; under = under.previous) {
      if (this.imports.has(under.stack)) return;
      this.imports.add(under.stack);
      this.addImporting(under);
    }
  }

  /** What is kept of who imports. */
  addImporting({ stack, frame, pending, exports }: Importing): void {
    this.addStack(stack);
    this.addFrames(frame);
    this.add(pending);
    this.add(exports);
  }

  /** Stacks of importers that exceptions keep. */
  private readonly imports = new Set<object>();

  /** Adds a frame and those that it returns to. */
  addFrames(innermost: Frame): void {
    if (innermost.mark === this.number) return;
    if (innermost.slots.length > SCANNED) this.frames.push(innermost);
    else this.addFrame(innermost);
  }

  /** Adds values of variables without a frame. */
  addVariables(slots: Frame["slots"]): void {
    this.bytes += BYTES.array + slots.length * BYTES.reference;
    this.addAll(slots);
  }

  private addFrame(frame: Frame): void {
    if (frame.mark === this.number) return;
    frame.mark = this.number;
    if (frame.parent !== null) this.frames.push(frame.parent);
    this.bytes += BYTES.frame + frame.slots.length * BYTES.reference;
    this.addAll(frame.slots);
    if (frame.extra === null) return;
    for (const [name, value] of frame.extra) {
      const held = this.seeEntry(value);
      if (typeof held === "string") frame.extra.set(name, held);
    }
  }

  private addObject(object: ObjectValue): void {
    this.bytes += BYTES.object;
    if (object.isTable) {
      if (object.ownsTable) this.bytes += BYTES.table;
      this.scans.push(new TableScan(object.storage(this.tables, this.seeEntry)));
      return;
    }
    this.bytes += BYTES.reference * object.size;
    this.addAll(object.values as Value[]);
  }

  private readonly tables = new Set<object>();
}

/** What an exception keeps of where it came from. */
interface Kept {
  readonly innermost: Frame;
  readonly importing: Importing | null;
}

/** Whether a cell holds a value that refers to no other and takes nothing by itself. */
function isAlone({ value }: Cell): boolean {
  return typeof value === "number" || typeof value === "boolean" || value === null;
}

/** A part of an array. */
interface ArrayScan {
  readonly array: Value[];
  from: number;
  readonly to: number;
}

/** The entries of the table of a large object, each seen by a step. */
class TableScan {
  constructor(readonly entries: Iterator<void>) {}
}

/** Items that are looked at before what they hold. */
const SCANNED = 256;

/** What processes take of the time of a mark, in values: those of one step. */
const ROOTS = 400;

/** Processes that are added with a step. */
const AT_ONCE = 8;

/** Adds what processes hold, some with each step. */
export function* addRoots(marker: Marker, roots: Iterable<Process>): Generator<void> {
  let left = AT_ONCE;
  for (const process of roots) {
    addProcess(marker, process);
    if (--left > 0) continue;
    left = AT_ONCE;
    yield;
  }
  // What the last ones hold has not been looked at.
  yield;
}

/** Adds what a request holds: values, data, lists of them. Of equal texts, it has the one that was found first afterwards. */
function addParts(marker: Marker, parts: Record<string, unknown> | unknown[]): void {
  for (const [key, part] of Object.entries(parts)) {
    if (part instanceof Uint8Array) marker.addBytes(part.length);
    else if (Array.isArray(part)) addParts(marker, part);
    else {
      const held = marker.seeEntry(part as Value);
      if (typeof held === "string") (parts as Record<string, unknown>)[key] = held;
    }
  }
}

function addProcess(marker: Marker, process: Process): void {
  const { mailbox, request, stack, heldValues, pending, raised } = process;
  marker.addBytes(BYTES.process + heldBytes(process));
  if (stack.length > 0) marker.addStack(stack);
  marker.addFrames(process.frame);
  for (const frame of process.heldFrames) if (frame !== undefined) marker.addFrames(frame);
  if (heldValues !== null) marker.addVariables(heldValues);
  if (mailbox !== null) {
    const { array, from, to } = mailbox.place;
    marker.addBytes(mailbox.length * (BYTES.message - BYTES.reference));
    marker.addPart(array, from, to);
  }
  if (request !== null) addParts(marker, request as object as Record<string, unknown>);
  if (pending.size > 0) marker.add(pending);
  if (raised !== null) marker.add(raised);
  if (process.modules.size > 0) for (const { exports } of process.modules.values()) marker.add(exports);
  for (let taken = process.evaluated; taken !== null; taken = taken.previous) marker.add(taken.datum);
  for (let { importing } = process; importing !== null; importing = importing.previous)
    marker.addImporting(importing);
  for (const { start } of process.supervisor?.children ?? [])
    if (start.kind === "function") marker.add(start.callee);
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
