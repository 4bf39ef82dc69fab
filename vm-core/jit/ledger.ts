/**
 * What generated code shares with the machine while it runs: the fuel, and frames on their way out.
 *
 * A function that generated code calls has no frame. When it must be left before it returns, it makes its frame, without
 * the caller's, and returns `undefined`, which is no value; so does its caller, until the unit is reached that runs in the
 * frame of the process. So frames are made innermost first, and each is linked when that of its caller is there.
 *
 * Invariant: nobody sees a frame before it is linked.
 */
import { isGrowthNoted } from "../run/execute.ts";
import { type EntryPoint, Frame } from "../run/frame.ts";
import type { Process } from "../run/process.ts";
import type { System } from "../run/system.ts";
import { Cell } from "../value/cell.ts";
import { beginSlice, ENOUGH, effort, isTimeToLook } from "../value/effort.ts";
import type { Value } from "../value/value.ts";
import { callOutOfLine } from "./out-of-line.ts";
import type { Spilled } from "./wasm/spilled.ts";

/** What a call gives that has done nothing, as the interpreter has to do it: no value. */
export const NOTHING = Symbol("nothing");

/** A call instruction: its address, and where control comes back to. */
export interface CallInstruction {
  readonly address: number;
  readonly next: number;
}

/** A frame that is not linked yet, or calls that have none. */
type Draft = { -readonly [Key in "parent" | "callAddress" | "returnAddress"]: Frame[Key] };

export class Ledger {
  /** Instructions that are left of the slice. */
  left = 0;
  /** How deep generated code may call itself. */
  most = 0;
  /** Instructions of further slices that the process may begin by itself. */
  private ahead = 0;
  /** The same that it may have more while it only computes. */
  private further = 0;
  /** Values that the unit that runs has on the stack at most, beside those of its calls. */
  highest = 0;
  /** What the slice was given, less what the process has been told of. More is left of one that was begun too early. */
  private given = 0;
  /** The same of the slice before. */
  private previous = 0;
  /** The slice has been begun by `renew`, and what is counted as walked is still that of the slice before. */
  isEarly = false;
  /** Slices have been begun in front of the last of which growth would be noted, or the clock be looked at. */
  isBeyond = false;
  /** The process whose slice it is. */
  process: Process | undefined;
  private system: System | undefined;
  private next = 0;
  private innermost: Frame | undefined;
  private outermost: Draft | undefined;
  /** How many values a unit has on the stack that is left, and these. Units write here, as a call would be compiled into each of them. */
  count = 0;
  a: Value | undefined;
  b: Value | undefined;
  c: Value | undefined;
  more: readonly Value[] | undefined;
  /** The call that it has made last, whose function was left. */
  site: CallInstruction | undefined;
  /** The instruction after which the process continues. */
  pause: CallInstruction | undefined;
  /** What the frames have on the stack, topmost first. Generated code adds to it. */
  readonly held: Value[] = [];

  /** Begins a slice. */
  begin(process: Process, system: System, fuel: number, ahead: number): void {
    this.process = process;
    this.system = system;
    this.left = fuel;
    this.given = fuel;
    this.ahead = ahead;
    this.further = ahead > 0 ? system.further - ahead : 0;
    this.isEarly = false;
    this.isBeyond = false;
    beginSlice();
  }

  /**
   * Begins the next slice where the process is alone and may have one: returns what is left with it. Generated code asks in
   * front of code that what is left may be too short for, so the slice begins too early: at the instruction in front of which
   * no more is left than it was given. Where that is matters to what walks values alone; see `pass`.
   */
  renew(left: number): number {
    return callOutOfLine(this.renewed, left);
  }

  /**
   * The same of all further slices that it may have, for code that walks nothing and wakes nobody: where they end matters to it no more.
   * Whoever leaves it, or returns from it to other code, gives back those that were not begun: see `settled`.
   */
  renewAll(left: number): number {
    this.wantsAll = true;
    return callOutOfLine(this.renewed, left);
  }

  /** The same, and of those in which only the stack of the unit grows, in the frame of the process: see `further` of the system. */
  renewFurther(left: number): number {
    this.wantsFurther = true;
    return this.renewAll(left);
  }

  private wantsAll = false;
  private wantsFurther = false;

  /** Of two functions that it has been an engine takes neither for a constant, which it would compile into units. */
  private renewed: (left: number) => number = (left) => left;

  constructor() {
    this.renewed = (left) => this.renewing(left);
  }

  private renewing(left: number): number {
    const { ready, mostReductions } = this.system as System;
    const process = this.process as Process;
    const further = this.wantsFurther ? this.furtherOf(process) : 0;
    const ahead = this.ahead + further;
    const amount = this.wantsAll ? ahead : mostReductions;
    this.wantsAll = false;
    this.wantsFurther = false;
    const mayNot = ahead <= 0 || left > this.given || ready.length > 0;
    if (mayNot || isTimeToLook() || process.hasGrownWide) return left;
    this.pass(left);
    this.isBeyond = further > 0;
    this.ahead -= amount;
    process.instructions += this.given;
    this.previous = this.given;
    this.given = amount;
    this.isEarly = true;
    this.pass(left + amount);
    return left + amount;
  }

  /** Instructions that it may have beyond those ahead. */
  private furtherOf(process: Process): number {
    const { further, highest } = this;
    return further > 0 && isGrowthNoted(process, highest) ? further : 0;
  }

  /**
   * Has a slice that has been begun too early begin where control is at its first instruction or after it: nothing has been walked in
   * it. Generated code asks in front of what walks values, as that counts for the slice in which it is done. `left` is what is
   * left in front of the instruction.
   */
  pass(left: number): void {
    if (!this.isEarly || left > this.given) return;
    this.isEarly = false;
    beginSlice();
  }

  /**
   * Whether generated code may execute an instruction that walks so much of values: not where the slice ends after it. `left` is
   * what is left of the slice in front of it.
   */
  mayWalk(amount: number, left: number): boolean {
    if (amount === 0) return true;
    this.pass(left);
    return effort.spent + amount < ENOUGH;
  }

  /** Counts what an instruction walks; false where it may not. */
  walk(amount: number, left: number): boolean {
    if (!this.mayWalk(amount, left)) return false;
    effort.spent += amount;
    return true;
  }

  /** Instructions that the process has executed so far. */
  position(process = this.process as Process): number {
    return process.instructions + this.given - this.left;
  }

  /** What is left of the slice when a unit has been left; one that was begun too early has not begun. */
  settled(): number {
    this.left = this.settle(this.left);
    return this.left;
  }

  /** The same in the middle of code, where all further slices may have been begun at once. */
  single(left: number): number {
    return this.given > (this.system as System).mostReductions ? this.settle(left) : left;
  }

  private settle(left: number): number {
    this.isBeyond = false;
    const process = this.process as Process;
    this.pass(left);
    if (this.isEarly) {
      const { given } = this;
      this.isEarly = false;
      this.ahead += given;
      process.instructions -= this.previous;
      this.given = this.previous;
      return left - given;
    }
    const { mostReductions } = this.system as System;
    if (this.given <= mostReductions) return left;
    const further = left > 0 ? left - 1 - ((left - 1) % mostReductions) : 0;
    this.ahead += further;
    process.instructions += this.given - further - mostReductions;
    this.given = mostReductions;
    return left - further;
  }

  /** Ends the slice: counts what was executed. */
  end(): void {
    (this.process as Process).instructions += this.given - this.left;
    this.process = undefined;
    this.system = undefined;
  }

  /** Ends a unit that was left with what it has said of that. Returns where the process continues; the unit says `next`. */
  leave(process: Process, next: number): number {
    if (this.count > 0) this.push(process);
    const { site, pause } = this;
    if (pause !== undefined) {
      this.pause = undefined;
      continueAfter(process, pause);
    }
    if (site === undefined) return next;
    this.site = undefined;
    return this.restore(process, site);
  }

  /** Puts on the stack what a unit that was left has there. */
  private push({ stack }: Process): void {
    const { count, a, b, c, more } = this;
    // Most have few, and no array is made for them. What a unit said is not held any longer.
    this.count = 0;
    stack.push(a as Value);
    this.a = undefined;
    if (count === 1) return;
    stack.push(b as Value);
    this.b = undefined;
    if (count === 2) return;
    stack.push(c as Value);
    this.c = undefined;
    if (more === undefined) return;
    for (let index = 3; index < count; index++) stack.push(more[index - 3]);
    this.more = undefined;
  }

  /** Holds the values that a called form has on the stack until there are frames. */
  hold(
    pause: CallInstruction | undefined,
    count: number,
    a?: Value,
    b?: Value,
    c?: Value,
    more?: readonly Value[],
  ): void {
    const { held } = this;
    if (more !== undefined) for (let index = count - 1; index >= 3; index--) held.push(more[index - 3]);
    if (count > 2) held.push(c as Value);
    if (count > 1) held.push(b as Value);
    if (count > 0) held.push(a as Value);
    if (pause !== undefined) continueAfter(this.process as Process, pause);
  }

  /**
   * Makes the frame of a called form that is left, `above` the process's own; the process continues at `next`, an address or a
   * signal. The variables are an array as those of other frames: see `rowOf`.
   */
  save(next: number, above: number, entry: EntryPoint, ...slots: (Value | undefined)[]): undefined {
    this.next = next;
    const frame = this.draft(above, entry, slots);
    this.innermost = frame;
    this.outermost = frame;
    return undefined;
  }

  /** Makes the frame of the caller of what was saved last. */
  saveCaller(
    site: CallInstruction,
    above: number,
    entry: EntryPoint,
    ...slots: (Value | undefined)[]
  ): undefined {
    const frame = this.draft(above, entry, slots);
    this.link(frame, site);
    this.outermost = frame;
    return undefined;
  }

  /** Calls that have records, and how many values are held of what is above them. */
  private spilled: Spilled | undefined;
  private above = 0;

  /** Puts calls that have records below the frame that was saved last; `spill` gives them, of which the oldest is `above` the process's own. */
  saveSpilled(spill: (depth: number) => Spilled, above: number): undefined {
    const spilled = spill(this.depthOf(above));
    const frame = this.innermost as Frame;
    const { address, next } = spilled.last;
    frame.callers = spilled;
    (this.outermost as Draft).callAddress = address;
    (this.outermost as Draft).returnAddress = next;
    this.spilled = spilled;
    this.above = this.held.length;
    this.outermost = spilled;
    return undefined;
  }

  /** Holds the values that the process has above a height of its stack: the frame's that is saved next. */
  holdAbove({ stack }: Process, height: number): void {
    while (stack.length > height) this.held.push(stack.pop() as Value);
  }

  /** Makes a cell: from now on values of the run can change. */
  makeCell(value: Value): Cell {
    (this.system as System).changing = true;
    return new Cell(value);
  }

  /** Gives up the work that the last step has left. */
  dropWork(): void {
    (this.system as System).work = undefined;
  }

  /** Puts the frames that were saved on the one that the process has; `site` is in its code. */
  restore(process: Process, site: CallInstruction): number {
    const { held } = this;
    this.link(process.frame, site);
    process.frame = this.innermost as Frame;
    // An array that is emptied at once would have to grow again.
    for (let count = held.length - this.above; count > 0; count--) process.stack.push(held.pop() as Value);
    if (this.spilled !== undefined) this.pushSpilled(process, this.spilled);
    this.innermost = undefined;
    this.outermost = undefined;
    return this.next;
  }

  private pushSpilled({ stack }: Process, spilled: Spilled): void {
    this.spilled = undefined;
    this.above = 0;
    spilled.push(stack);
    const { held } = this;
    while (held.length > 0) stack.push(held.pop() as Value);
  }

  /** Puts the frames that were saved in the place of the one that the process has: it has called the outermost of them last. */
  restoreTail(process: Process): number {
    const { parent, callAddress, returnAddress } = process.frame;
    process.frame = parent as Frame;
    return this.restore(process, { address: callAddress, next: returnAddress });
  }

  /** Returns from the frame that the process has, with a value; where the process continues. */
  returnFrom(process: Process, value: Value): number {
    process.stack.push(value);
    return this.returned(process);
  }

  /** The same where the value is on the stack. Calls that have records instead of frames continue at once. */
  returned(process: Process): number {
    const { frame, stack } = process;
    // Nothing else makes callers.
    const callers = frame.callers as Spilled | null;
    const value = stack[stack.length - 1];
    const isInt = typeof value === "number" || typeof value === "bigint";
    if (!isInt || callers === null || !callers.isCurrent) {
      process.frame = frame.parent as Frame;
      return frame.returnAddress;
    }
    stack.pop();
    const { callAddress, returnAddress } = callers;
    const result = callers.goOn(process, value);
    if (result === undefined) return this.restore(process, { address: callAddress, next: returnAddress });
    stack.push(result);
    return returnAddress;
  }

  /** A frame `above` the one of the process. */
  private draft(above: number, { layout, start }: EntryPoint, slots: (Value | undefined)[]): Frame {
    return new Frame(null, this.depthOf(above), layout, start, 0, 0, slots);
  }

  private depthOf(above: number): number {
    return (this.process as Process).frame.depth + above;
  }

  private link(parent: Frame, { address, next }: CallInstruction): void {
    const frame = this.outermost as Draft;
    frame.parent = parent;
    frame.callAddress = address;
    frame.returnAddress = next;
  }
}

/** Has a process continue after an instruction that gives a signal. */
function continueAfter(process: Process, { address, next }: CallInstruction): void {
  process.ip = address;
  process.resume = next;
}
