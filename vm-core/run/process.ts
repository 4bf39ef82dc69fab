/**
 * A process: the only machine there is. A program that spawns nothing is one process.
 *
 * Invariant: plain data. Values are immutable, frames linked; there is no way from a process to the system, the heap
 * or the code that runs it. Steps have those from where they are bound (`Site`).
 */
import { type ExceptionValue, Fault, type FaultKind } from "../value/callable.ts";
import { ObjectValue } from "../value/object.ts";
import type { Pattern } from "../value/pattern.ts";
import type { Value } from "../value/value.ts";
import type { CellVersion } from "./cell-history.ts";
import type { Frame, HandlerEntry } from "./frame.ts";
import type { Request } from "./host.ts";
import type { EvaluatedDatum, Importing } from "./importing.ts";
import { type GlobalFrames, type Inheritance, type Inherited, inheritedGlobals } from "./inheritance.ts";
import type { Mailbox } from "./mailbox.ts";
import { SIGNAL } from "./signal.ts";
import type { Supervisor } from "./supervisor.ts";
import type { Ties } from "./ties.ts";
import type { Timer } from "./timers.ts";

export type ProcessState =
  | "ready"
  /** For the host. */
  | "waiting"
  /** For a message. */
  | "receiving"
  /** Its code has ended, its children have not. */
  | "supervising"
  | "ended";

/** Which message a process waits for. */
export interface Awaiting {
  readonly patterns: readonly Pattern[];
  /** Where it continues with the message. */
  readonly next: number;
  readonly timeout: { readonly milliseconds: number; readonly target: number } | null;
  /** The timer that ends the wait, once it is set. */
  readonly timer: Timer | undefined;
}

/** What a process shares with the snapshot that it was last taken or restored to. */
export interface SnapshotShare {
  readonly globals: GlobalFrames;
  readonly cells: CellVersion;
}

const NOTHING: Inherited = { globals: [], modules: new Map(), evaluated: null };

/** What most processes never have: those that do get one of their own. There may be very many that only wait. */
class Uncommon {
  fault: Fault | ExceptionValue | null = null;
  raised: ExceptionValue | null = null;
  caught = -1;
  home = -1;
  failure: ExceptionValue | null = null;
  exitCode: number | null = null;
  trapsExit = false;
  supervisor: Supervisor | null = null;
  wide = 0;
  importing: Importing | null = null;
}

/** What all others have: it never changes. */
const NONE = new Uncommon();

/** More than the height of any stack, and a small integer, which engines keep in the object itself. */
export const UNLIMITED = 2 ** 30;

/** Bytes of wide frames between looks at how much they have grown. */
const MOST_WIDE = 2 ** 20;

export class Process {
  /** Address of the next instruction to execute. */
  ip: number;
  stack: Value[] = [];
  frame: Frame;
  handlers: HandlerEntry | null = null;
  /** What the next MAKE_LAMBDA takes. */
  pending = ObjectValue.EMPTY;
  state: ProcessState = "ready";
  /** Where it continues after a request or a message: an address or a signal. */
  resume = 0;
  /** A message has come or a time is over: it continues at `resume`. */
  resuming = false;
  /** What it waits for the host to do. */
  request: Request | null = null;
  /** Why it ended: `normal`, a fault's text, the reason of an exit signal. */
  reason: Value = null;
  /** Messages that have come and not been taken; none yet when null. */
  mailbox: Mailbox | null = null;
  awaiting: Awaiting | null = null;
  /** Turns that it misses, because it writes to a crowded mailbox. */
  penalty = 0;
  ties: Ties | null = null;
  /** The process that spawned it; 0 for the first. */
  parent = 0;
  /** Executed so far. */
  instructions = 0;
  /** The snapshot that it has been taken or restored to last: what it shares with one is copied before it changes. */
  kept: SnapshotShare | null = null;
  /** The lowest height of the stack since then, as far as it went down by more than instructions take at most. */
  lowest: number = UNLIMITED;
  /** Bytes of stack and frames that the heap has been told of. */
  counted = 0;
  private inherited: Inherited;
  /** Where it inherits globals: the values of the variables that were copied for it. */
  private copied: Frame["slots"] | null = null;
  private uncommon = NONE;

  constructor(
    readonly id: number,
    /** What it runs, as people call it. */
    readonly name: string,
    frame: Frame,
    /** Frames that it may have at once. */
    readonly maxFrames: number,
    inherited: Inherited = NOTHING,
  ) {
    this.frame = frame;
    this.ip = frame.start;
    this.inherited = inherited;
  }

  /** The top-level frame of each module that it has loaded, by the module's index in the code space. */
  get globals(): GlobalFrames {
    const { copied } = this;
    if (copied !== null) this.globals = inheritedGlobals(this.inherited.globals as Inheritance, copied);
    return this.inherited.globals as GlobalFrames;
  }

  set globals(globals: GlobalFrames) {
    const { modules, evaluated } = this.inherited;
    this.inherited = { globals, modules, evaluated };
    this.copied = null;
  }

  /** Gives a new process that has an `Inheritance` the values of the variables that only it has. */
  inherit(copied: Frame["slots"]): void {
    this.copied = copied;
  }

  /** The frames of its globals that there are, for a look at all that it holds. */
  get heldFrames(): GlobalFrames {
    const { globals } = this.inherited;
    return this.copied === null ? (globals as GlobalFrames) : (globals as Inheritance).others;
  }

  /** Values of variables whose frame is not made yet. */
  get heldValues(): Frame["slots"] | null {
    return this.copied;
  }

  /** The modules that it has loaded, or is loading, by key. */
  get modules(): Inherited["modules"] {
    return this.inherited.modules;
  }

  set modules(modules: Inherited["modules"]) {
    const { globals, evaluated } = this.inherited;
    this.inherited = { globals, modules, evaluated };
  }

  /** What its session of evaluated data knows. */
  get evaluated(): EvaluatedDatum | null {
    return this.inherited.evaluated;
  }

  set evaluated(evaluated: EvaluatedDatum | null) {
    const { globals, modules } = this.inherited;
    this.inherited = { globals, modules, evaluated };
  }

  private get own(): Uncommon {
    if (this.uncommon === NONE) this.uncommon = new Uncommon();
    return this.uncommon;
  }

  /** What the current instruction raises. */
  get fault(): Fault | ExceptionValue | null {
    return this.uncommon.fault;
  }

  set fault(fault: Fault | ExceptionValue | null) {
    if (fault !== this.uncommon.fault) this.own.fault = fault;
  }

  /** The exception that is on its way to a handler. */
  get raised(): ExceptionValue | null {
    return this.uncommon.raised;
  }

  set raised(raised: ExceptionValue | null) {
    if (raised !== this.uncommon.raised) this.own.raised = raised;
  }

  /** Address of the handler that has just fired: a CATCH there takes the exception. */
  get caught(): number {
    return this.uncommon.caught;
  }

  set caught(caught: number) {
    if (caught !== this.uncommon.caught) this.own.caught = caught;
  }

  /** The module whose top level is its first frame; −1 when it began with a function. */
  get home(): number {
    return this.uncommon.home;
  }

  set home(home: number) {
    if (home !== this.uncommon.home) this.own.home = home;
  }

  /** The exception that ended it, if one did. */
  get failure(): ExceptionValue | null {
    return this.uncommon.failure;
  }

  set failure(failure: ExceptionValue | null) {
    if (failure !== this.uncommon.failure) this.own.failure = failure;
  }

  /** The code of EXIT, once executed. */
  get exitCode(): number | null {
    return this.uncommon.exitCode;
  }

  set exitCode(exitCode: number | null) {
    if (exitCode !== this.uncommon.exitCode) this.own.exitCode = exitCode;
  }

  /** Exit signals arrive as messages. */
  get trapsExit(): boolean {
    return this.uncommon.trapsExit;
  }

  set trapsExit(trapsExit: boolean) {
    if (trapsExit !== this.uncommon.trapsExit) this.own.trapsExit = trapsExit;
  }

  get supervisor(): Supervisor | null {
    return this.uncommon.supervisor;
  }

  set supervisor(supervisor: Supervisor | null) {
    if (supervisor !== this.uncommon.supervisor) this.own.supervisor = supervisor;
  }

  /** Bytes of the variables of wide frames that the heap has not been told of. */
  get wide(): number {
    return this.uncommon.wide;
  }

  set wide(wide: number) {
    if (wide !== this.uncommon.wide) this.own.wide = wide;
  }

  /** The import whose top level runs. */
  get importing(): Importing | null {
    return this.uncommon.importing;
  }

  set importing(importing: Importing | null) {
    if (importing !== this.uncommon.importing) this.own.importing = importing;
  }

  /** Whether wide frames have taken so much that the heap is to be told of it. */
  get hasGrownWide(): boolean {
    return this.wide > MOST_WIDE;
  }

  /** Raises a fault from inside a step; the step returns the result. */
  raise(kind: FaultKind, message: string): number {
    this.fault = new Fault(kind, message);
    return SIGNAL.fault;
  }

  raiseFault(fault: Fault | ExceptionValue): number {
    this.fault = fault;
    return SIGNAL.fault;
  }

  /** The heap must be looked through before the process continues at `next`; the step returns the result. */
  collect(next: number): number {
    this.resume = next;
    return SIGNAL.collect;
  }

  /** Asks the host for something; the step returns the result. The reply's value, if it has one, is pushed. */
  ask(request: Request, next: number): number {
    this.request = request;
    this.resume = next;
    return SIGNAL.wait;
  }

  /** Notes that the stack is as low as it is: after taking any number of values. */
  noteHeight(): void {
    if (this.stack.length < this.lowest) this.lowest = this.stack.length;
  }

  /** A pop found nothing: what was there has been popped. */
  underflow(operation: string): number {
    this.stack.length = 0;
    this.lowest = 0;
    return this.raise("StackUnderflow", `Stack underflow during ${operation}`);
  }
}
