/**
 * Frames: the variables of one call, and the way back.
 *
 * Variables live in slots. A *region* is code that runs in one kind of frame: instructions connected by
 * falling through, jumps and handlers, but not by calls. All frames of a region share its layout, so a name
 * becomes a slot number before the program runs.
 */
import type { Entry } from "../value/callable.ts";
import { effort } from "../value/effort.ts";
import { room } from "../value/room.ts";
import type { Value } from "../value/value.ts";

/** Which slot each name has in the frames of a region. Complete before the first frame is made. */
export class FrameLayout {
  readonly names: string[] = [];
  private readonly slots = new Map<string, number>();
  /** Frames note the order in which variables appear: some instruction of the region shows it. */
  ordered = false;

  constructor(
    /** The module that the region belongs to. */
    readonly module: number,
  ) {}

  /** The slot of `name`, made if there is none yet. */
  ensure(name: string): number {
    let slot = this.slots.get(name);
    if (slot === undefined) {
      slot = this.names.length;
      this.slots.set(name, slot);
      this.names.push(name);
    }
    return slot;
  }

  slotOf(name: string): number | undefined {
    return this.slots.get(name);
  }
}

/** How a function is entered: where, with which layout, and which slots its parameters take. */
export interface EntryPoint extends Entry {
  readonly layout: FrameLayout;
  /** In the order of the parameters. */
  readonly slots: readonly number[];
}

/** Makes the frames of calls that generated code has left. */
export interface Callers {
  /** Whether generated code can continue the calls without frames. */
  readonly isCurrent: boolean;
  /** The one that is so deep. Who asks twice is given two. */
  frameAt(depth: number): Frame;
}

export class Frame {
  /** What makes the frame that it returns to, as long as nobody has asked for that. */
  callers: Callers | null = null;
  /** Variables that the region's code never names: imported ones, captured ones. */
  extra: Map<string, Value> | null = null;
  /** Names in order of appearance, in layouts that are `ordered`. */
  order: string[] | null = null;
  /** The number of the last mark that has found it: see `marking.ts`. */
  mark = 0;
  static {
    // As in lists.
    new Frame(null, 0, new FrameLayout(0), 0, 0, 0, []).mark = -1;
  }

  constructor(
    private above: Frame | null,
    /** 0 for the first frame of a process. */
    readonly depth: number,
    readonly layout: FrameLayout,
    /** Where the code that it runs was entered. */
    readonly start: number,
    /** Where the call is. */
    readonly callAddress: number,
    /** Where `RET` continues. */
    readonly returnAddress: number,
    readonly slots: (Value | undefined)[],
  ) {}

  /** The frame that it returns to. */
  get parent(): Frame | null {
    return this.callers === null ? this.above : this.made(this.callers);
  }

  /** For who makes it: nobody else sees it yet. */
  set parent(parent: Frame | null) {
    this.above = parent;
  }

  private made(callers: Callers): Frame {
    const frame = callers.frameAt(this.depth - 1);
    this.above = frame;
    this.callers = null;
    return frame;
  }
}

/** An open TRY. Linked, newest first. */
export interface HandlerEntry {
  readonly target: number;
  /** Operand stack height to cut back to. */
  readonly height: number;
  /** Depth of the frame that opened it: the handler ends with that frame. */
  readonly depth: number;
  /** Of the handlers that are open with it. */
  readonly count: number;
  readonly previous: HandlerEntry | null;
}

/** Frames of more variables take long to make: a call of one counts as work, and engines leave it to the instruction's step. */
export const WIDE = 64;

export function newSlots(layout: FrameLayout): (Value | undefined)[] {
  return room(layout.names.length);
}

/** Sets a variable by name: the slow way, for names that are not known before the program runs. */
export function setVariable(frame: Frame, name: string, value: Value): void {
  noteOrder(frame, name);
  bindVariable(frame, name, value);
}

/** Sets a variable by name, and leaves it to the caller to note its order. */
export function bindVariable(frame: Frame, name: string, value: Value): void {
  const slot = frame.layout.slotOf(name);
  if (slot !== undefined) frame.slots[slot] = value;
  else (frame.extra ??= new Map()).set(name, value);
}

/** Variables that were set by name, because no code named them then, get the slots that they have by now. */
export function takeInNames(frame: Frame): void {
  for (const [name, value] of frame.extra ?? []) {
    const slot = frame.layout.slotOf(name);
    if (slot === undefined) continue;
    frame.slots[slot] = value;
    frame.extra?.delete(name);
  }
}

export function getVariable(frame: Frame, name: string): Value | undefined {
  const slot = frame.layout.slotOf(name);
  return slot !== undefined ? frame.slots[slot] : frame.extra?.get(name);
}

/** Keeps the order of appearance where the layout asks for it. */
export function noteOrder(frame: Frame, name: string): void {
  if (!frame.layout.ordered) return;
  frame.order ??= [];
  if (getVariable(frame, name) === undefined) {
    effort.spent += frame.order.length;
    const stale = frame.order.indexOf(name);
    if (stale >= 0) frame.order.splice(stale, 1);
    frame.order.push(name);
  }
}

/** The variables of a frame, in order of appearance where that is kept, else in slot order. */
export function variablesOf(frame: Frame): [string, Value][] {
  const names = frame.order ?? [...frame.layout.names, ...(frame.extra?.keys() ?? [])];
  const variables: [string, Value][] = [];
  for (const name of names) {
    const value = getVariable(frame, name);
    if (value !== undefined) variables.push([name, value]);
  }
  return variables;
}

/** The globals of a process with those of one module more. */
export function withGlobals(
  globals: readonly (Frame | undefined)[],
  module: number,
  frame: Frame,
): readonly (Frame | undefined)[] {
  const copy = globals.slice();
  copy[module] = frame;
  return copy;
}
