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
import type { EvaluatedDatum, Importing, ModuleInstance } from "./importing.ts";
import { type GlobalFrames, type Inheritance, inheritedGlobals } from "./inheritance.ts";
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

/** What a new process has of its parent. */
export interface Inherited {
  readonly globals: GlobalFrames;
  readonly modules: ReadonlyMap<string, ModuleInstance>;
  /** What the session of evaluated data knows. */
  readonly evaluated?: EvaluatedDatum | null;
}

/** What a process shares with the snapshot that it was last taken or restored to. */
export interface SnapshotShare {
  readonly globals: GlobalFrames;
  readonly cells: CellVersion;
}

const NOTHING: Inherited = { globals: [], modules: new Map() };

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
  /** Address of the handler that has just fired: a CATCH there takes the exception. */
  caught = -1;
  /** What the current instruction raises. */
  fault: Fault | ExceptionValue | null = null;
  /** The exception that is on its way to a handler. */
  raised: ExceptionValue | null = null;
  state: ProcessState = "ready";
  /** Where it continues after a request or a message: an address or a signal. */
  resume = 0;
  /** A message has come or a time is over: it continues at `resume`. */
  resuming = false;
  /** The module whose top level is its first frame; −1 when it began with a function. */
  home = -1;
  /** What it waits for the host to do. */
  request: Request | null = null;
  /** The exception that ended it, if one did. */
  failure: ExceptionValue | null = null;
  /** The code of EXIT, once executed. */
  exitCode: number | null = null;
  /** Why it ended: `normal`, a fault's text, the reason of an exit signal. */
  reason: Value = null;
  /** Messages that have come and not been taken; none yet when null. */
  mailbox: Mailbox | null = null;
  awaiting: Awaiting | null = null;
  /** Turns that it misses, because it writes to a crowded mailbox. */
  penalty = 0;
  /** Exit signals arrive as messages. */
  trapsExit = false;
  ties: Ties | null = null;
  supervisor: Supervisor | null = null;
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
  /** Bytes of the variables of wide frames that the heap has not been told of. */
  wide = 0;
  /** Its globals, or those that it inherits, with the values of the variables that were copied for it. */
  private known: GlobalFrames | Inheritance;
  private copied: Frame["slots"] | null = null;
  /** The modules that it has loaded, or is loading, by key. Shared with relatives: replaced, never changed. */
  modules: ReadonlyMap<string, ModuleInstance>;
  /** What its session of evaluated data knows. */
  evaluated: EvaluatedDatum | null;
  /** The import whose top level runs. */
  importing: Importing | null = null;

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
    this.known = inherited.globals;
    this.modules = inherited.modules;
    this.evaluated = inherited.evaluated ?? null;
  }

  /** The top-level frame of each module that it has loaded, by the module's index in the code space. */
  get globals(): GlobalFrames {
    const { copied } = this;
    if (copied !== null) this.globals = inheritedGlobals(this.known as Inheritance, copied);
    return this.known as GlobalFrames;
  }

  set globals(globals: GlobalFrames) {
    this.known = globals;
    this.copied = null;
  }

  /** Gives a new process its globals: `copied` are the values of variables that only it has. */
  inherit(inheritance: Inheritance, copied: Frame["slots"]): void {
    this.known = inheritance;
    this.copied = copied;
  }

  /** The frames of its globals that there are, for a look at all that it holds. */
  get heldFrames(): GlobalFrames {
    return this.copied === null ? (this.known as GlobalFrames) : (this.known as Inheritance).others;
  }

  /** Values of variables whose frame is not made yet. */
  get heldValues(): Frame["slots"] | null {
    return this.copied;
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
