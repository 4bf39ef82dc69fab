/**
 * The system that processes run in: who there is, who can run, who waits for what.
 *
 * Invariants: on one core and with the same replies, everything happens in the same order; a process is in the
 * ready queue exactly when its state is `ready` and it is not running; an ended process is in no table.
 * Processes do not know it: steps have it from where they are bound (`Site`), in the one code space that belongs to it.
 * Absent by design: executing (`execute.ts`) and waiting for the host (`drive.ts`).
 */
import { lineOf } from "../program/source-file.ts";
import { Fault } from "../value/callable.ts";
import { matchesAny } from "../value/pattern.ts";
import type { Value } from "../value/value.ts";
import { CodeSpace, type Engine, type SourcePlace } from "./code-space.ts";
import { ProcessEvents } from "./events.ts";
import type { Heap } from "./heap.ts";
import { Inheritances } from "./inheritance.ts";
import type { Limits } from "./limits.ts";
import type { LongWork } from "./long-work.ts";
import { Mailbox } from "./mailbox.ts";
import type { Natives } from "./native.ts";
import type { Output } from "./output.ts";
import type { Process } from "./process.ts";
import { ProcessTable } from "./process-table.ts";
import type { SeededRandom } from "./random.ts";
import { ReadyQueue } from "./ready-queue.ts";
import { BYTES, referenceBytes } from "./sizes.ts";
import { PendingStarts, pausing } from "./starts.ts";
import { abandonChildren, childEnded, shutDown, supervisesOn } from "./supervision.ts";
import { downMessage, exitMessage, NORMAL, tiesOf } from "./ties.ts";
import { type TimerEvent, Timers } from "./timers.ts";

/** Ends of links that are told of it at once. */
const AT_ONCE = 1_000;

/**
 * Messages that wait from which on senders are slowed down: a mailbox that many write to stays short, and what it
 * holds young, which is what JavaScript's garbage collector is good at.
 */
const CROWDED = 1_000;

export interface BrokenLink {
  readonly from: number;
  readonly to: number;
  readonly reason: Value;
  /** It was a monitor with this reference, and one of many. */
  readonly ref?: string;
}

export interface SystemParts {
  readonly engine: Engine;
  readonly natives: () => Natives;
  readonly output: Output;
  readonly heap: Heap;
  readonly limits: Limits;
  /** Chooses among those that can run. Round-robin when absent. */
  readonly random?: SeededRandom;
}

export class System {
  readonly space: CodeSpace;
  readonly heap: Heap;
  readonly limits: Limits;
  /** Those that have not ended, in the order in which they were started. */
  readonly processes = new ProcessTable();
  readonly names = new Map<string, number>();
  readonly ready = new ReadyQueue();
  /** Cells were made: what processes give each other has to be copied as far as it can change. */
  changing = false;
  /** There is code that changes globals from functions: each process has globals of its own from its start on. */
  changesGlobals = false;
  readonly timers = new Timers();
  readonly events = new ProcessEvents();
  /** The code of EXIT, once a process has executed it: the run is over. */
  exitCode: number | null = null;
  /** Called when a process other than the first ends with a fault that nobody caught. */
  failed: (process: Process) => void = () => undefined;
  /** The monotonic clock of the host, in milliseconds: who drives the run sets it. */
  now: () => number = () => 0;
  readonly random: SeededRandom | undefined;
  /** Executed by all processes so far. */
  instructions = 0;
  /** Who drives the run looks through the heap, a slice at a time. */
  collectsInSlices = false;
  /** What new processes get of the globals of those that start them. */
  readonly inheritances = new Inheritances();
  /** Processes that are to start before anybody runs. */
  readonly starts = new PendingStarts();
  /** What the instruction that is executed has left to do. */
  work: LongWork | undefined;
  /** The number of the process that was started last. */
  lastId = 0;
  /** Links that have broken and whose other ends do not know it yet. */
  private broken: BrokenLink[] = [];
  /** Tasks that supervisors have done. */
  tasks = 0;
  private settling = false;

  constructor({ engine, natives, output, heap, limits, random }: SystemParts) {
    this.space = new CodeSpace({ engine, natives, output, system: this });
    this.heap = heap;
    this.limits = limits;
    this.random = random;
    heap.roots = () => this.processes.values();
  }

  /** Takes in a process that `make` makes with the number it gets; it is ready. */
  start(parent: number, make: (id: number) => Process): Process {
    return this.admit(make(this.newId()), parent);
  }

  newId(): number {
    return ++this.lastId;
  }

  /** Takes in a process with a new number; it is ready. */
  admit(process: Process, parent: number): Process {
    process.parent = parent;
    this.processes.add(process);
    this.ready.push(process);
    if (this.events.heard) this.events.emit(parent, { kind: "spawn", child: process.id, name: process.name });
    return process;
  }

  get isFull(): boolean {
    return this.processes.size >= this.limits.maxProcesses;
  }

  /** The process to run next. */
  next(): Process | undefined {
    for (;;) {
      const process =
        this.random === undefined || this.ready.length < 2
          ? this.ready.shift()
          : this.ready.takeAt(Math.floor(this.random.next() * this.ready.length));
      if (process === undefined) return undefined;
      // One that was ended or told to shut down while it was ready stays in the queue until here.
      if (process.state !== "ready") continue;
      if (process.penalty === 0 || this.ready.length === 0) return process;
      process.penalty--;
      this.ready.push(process);
    }
  }

  /** Instructions after which another process runs. */
  mostReductions = 1_000;

  /** Instructions of further slices that the process whose turn it is may have at once while it only computes: see `Execute`. */
  further = 0;

  /** How many instructions the next slice may have: fewer when interleavings are explored. */
  reductions(): number {
    const most = this.mostReductions;
    return this.random === undefined ? most : 1 + Math.floor(this.random.next() * most);
  }

  /** Makes a process ready that waited. */
  wake(process: Process): void {
    process.state = "ready";
    this.ready.push(process);
  }

  // ---- messages ----

  /**
   * How many thousands of messages the receiver has: so many turns the sender owes the others for this message. `own` is what the receiver gets: the message with cells of its own.
   */
  send(from: number, to: number, message: Value, own: Value): number {
    const process = this.processes.get(to);
    if (this.events.heard) this.events.emit(from, { kind: "send", to, message });
    if (process === undefined) return 0;
    this.deliver(process, own);
    const { mailbox } = process;
    return mailbox === null || mailbox.length < CROWDED ? 0 : Math.floor(mailbox.length / CROWDED);
  }

  /** Puts a message where its receiver finds it. */
  deliver(process: Process, message: Value): void {
    const { awaiting } = process;
    if (awaiting !== null && matchesAny(awaiting.patterns, message)) {
      this.stopWaiting(process);
      this.hand(process, message, awaiting.next);
      return;
    }
    process.mailbox ??= new Mailbox();
    process.mailbox.push(message);
    // The sender's step collects, or the next growth of any process.
    this.heap.grow(BYTES.message + referenceBytes(message));
  }

  private hand(process: Process, message: Value, next: number): void {
    if (this.events.heard) this.events.emit(process.id, { kind: "receive", message });
    process.stack.push(message);
    process.resume = next;
    process.resuming = true;
    this.wake(process);
  }

  /** Makes a process wait for a message, `timeout` milliseconds at most; then it continues at `otherwise`. */
  await(process: Process): void {
    const { awaiting } = process;
    process.state = "receiving";
    const timeout = awaiting?.timeout ?? null;
    if (awaiting === null || timeout === null) return;
    const timer = this.timers.set(this.now() + timeout.milliseconds, { kind: "timeout", pid: process.id });
    process.awaiting = { ...awaiting, timer };
  }

  /** Does what is due. */
  fireTimers(): void {
    if (this.timers.next === undefined) return;
    const now = this.now();
    for (let left = PORTION; left > 0; left--) {
      const due = this.timers.takeDue(now);
      if (due === undefined) return;
      this.fire(due);
    }
  }

  private fire(event: TimerEvent): void {
    const process = this.processes.get(event.pid);
    if (process === undefined) return;
    if (event.kind === "kill") {
      this.kill(event.from, process);
      return;
    }
    const target = process.awaiting?.timeout?.target;
    if (target === undefined) return;
    process.awaiting = null;
    if (this.events.heard) this.events.emit(process.id, { kind: "timeout" });
    process.resume = target;
    process.resuming = true;
    this.wake(process);
  }

  /** The process waits for nothing any more; what still comes for it is dropped. */
  stopWaiting(process: Process): void {
    const timer = process.awaiting?.timer;
    if (timer !== undefined) this.timers.cancel(timer);
    process.awaiting = null;
    process.request = null;
  }

  // ---- names ----

  register(process: Process, name: string): string {
    if (this.names.has(name)) return `register_failed_Name '${name}' already registered`;
    this.names.set(name, process.id);
    tiesOf(process).names.add(name);
    if (this.events.heard) this.events.emit(process.id, { kind: "register", name });
    return `registered_${name}`;
  }

  unregister(process: Process, name: string): string {
    const owner = this.names.get(name);
    if (owner === undefined) return `unregister_failed_Name '${name}' not found`;
    this.names.delete(name);
    this.processes.get(owner)?.ties?.names.delete(name);
    if (this.events.heard) this.events.emit(process.id, { kind: "unregister", name });
    return `unregistered_${name}`;
  }

  // ---- signals ----

  /** An exit signal reaches a process: by a link, or because somebody sent it. */
  signal(from: number, process: Process, reason: Value): void {
    if (process.state === "ended") return;
    if (this.events.heard) this.events.emit(from, { kind: "signal", to: process.id, reason });
    this.obey(from, process, reason);
  }

  private obey(from: number, process: Process, reason: Value): void {
    // A supervisor whose code has ended has nobody left to read messages.
    if (process.trapsExit && process.state !== "supervising") {
      this.deliver(process, exitMessage(from, reason));
    } else if (reason !== NORMAL || from === process.id) {
      this.finishWith(process, reason);
    }
  }

  /** Ends a process with a reason; a supervisor stops its children first. */
  private finishWith(process: Process, reason: Value): void {
    if (!shutDown(this, process, reason)) this.end(process, reason);
  }

  /** Ends a process, whatever it does: the signal that cannot be trapped. */
  kill(from: number, process: Process): void {
    if (process.state === "ended") return;
    if (this.events.heard) this.events.emit(from, { kind: "signal", to: process.id, reason: "kill" });
    this.end(process, "killed");
  }

  /** The step or the code of a process has ended it. */
  finish(process: Process): void {
    const { failure } = process;
    if (failure === null) {
      if (!supervisesOn(process)) this.end(process, NORMAL);
      return;
    }
    if (process.id !== 1) this.failed(process);
    this.finishWith(process, failure.message);
  }

  end(process: Process, reason: Value): void {
    if (!this.processes.delete(process.id)) return;
    process.state = "ended";
    process.reason = reason;
    this.stopWaiting(process);
    abandonChildren(this, process);
    if (this.events.heard) this.events.emit(process.id, { kind: "exit", reason });
    const { ties } = process;
    if (ties !== null) this.untie(process, ties, reason);
    process.mailbox = null;
    this.settle();
  }

  private untie(process: Process, ties: NonNullable<Process["ties"]>, reason: Value): void {
    process.ties = null;
    for (const name of ties.names) this.names.delete(name);
    for (const [ref, watched] of ties.watching) this.processes.get(watched)?.ties?.watchers.delete(ref);
    const areMany = ties.watchers.size > AT_ONCE;
    for (const [ref, to] of ties.watchers) {
      const monitor = { from: process.id, to, reason, ref };
      if (areMany) this.broken.push(monitor);
      else this.tellWatcher(monitor);
    }
    for (const to of ties.links) {
      this.processes.get(to)?.ties?.links.delete(process.id);
      this.broken.push({ from: process.id, to, reason });
    }
    // A supervisor learns of the end of its child also when somebody has undone their link.
    const { supervisor } = ties;
    if (supervisor !== 0 && !ties.links.has(supervisor)) {
      this.broken.push({ from: process.id, to: supervisor, reason });
    }
  }

  private tellWatcher({ from, to, reason, ref }: BrokenLink & { readonly ref: string }): void {
    const receiver = this.processes.get(to);
    if (receiver === undefined) return;
    receiver.ties?.watching.delete(ref);
    if (this.events.heard) this.events.emit(to, { kind: "down", other: from, ref, reason });
    this.deliver(receiver, downMessage(from, ref, reason));
  }

  /** Tells the other ends of broken links, first broken first: a chain of any length needs no deep recursion. */
  private settle(): void {
    if (this.settling) return;
    this.settling = true;
    for (let at = 0; at < this.broken.length; at++) {
      if (at === AT_ONCE && this.collectsInSlices) {
        this.broken = this.broken.slice(at);
        this.starts.add({ isReply: false, begin: pausing, end: () => this.settleRest() });
        return;
      }
      const { from, to, reason, ref } = this.broken[at];
      if (ref !== undefined) {
        this.tellWatcher({ from, to, reason, ref });
        continue;
      }
      const process = this.processes.get(to);
      if (process === undefined) continue;
      if (this.events.heard) this.events.emit(from, { kind: "signal", to, reason });
      if (!childEnded(this, process, from, reason)) this.obey(from, process, reason);
    }
    this.broken = [];
    this.settling = false;
  }

  /** For a snapshot: those of which one of the pending starts tells. */
  get brokenLinks(): readonly BrokenLink[] {
    return this.broken.slice();
  }

  set brokenLinks(links: readonly BrokenLink[]) {
    this.broken = [...links];
    this.settling = links.length > 0;
  }

  private settleRest(): void {
    this.settling = false;
    this.settle();
  }

  /** What a process beyond the limit gets. */
  full(): Fault {
    return new Fault("ResourceLimit", "Resource limit reached: processes");
  }

  /** A line for each process that waits, for people; of a crowd for the first ones, and one that says how many more there are. */
  waiting(): readonly string[] {
    const lines: string[] = [];
    let more = 0;
    for (const process of this.processes.values()) {
      if (process.state === "ready") continue;
      if (lines.length >= SHOWN_WAITING) more++;
      else lines.push(`process ${process.id} (${process.name}) ${this.waitsFor(process)}`);
    }
    return more > 0 ? [...lines, `and ${more} more`] : lines;
  }

  private waitsFor(process: Process): string {
    const place = this.space.place(process.ip);
    const where =
      place === undefined ? "" : ` at ${place.file.name}:${lineOf(place.file, place.instruction.span.start)}`;
    const left = process.mailbox?.length ?? 0;
    const messages =
      left === 0 ? "" : `, with ${left} ${left === 1 ? "message" : "messages"} that do not match`;
    return process.state === "supervising"
      ? "supervises children that wait"
      : `waits${place === undefined ? "" : whatWaits(place)}${where}${messages}`;
  }
}

/** Timers that fire between looks at the clock. */
const PORTION = 1_000;

/** Processes that wait and are told of one by one. */
const SHOWN_WAITING = 50;

/** What a process waits in: an instruction, or a procedure of Lisp, where it is one that a program names. */
function whatWaits({ module, instruction }: SourcePlace): string {
  const { procedures } = module.program;
  const name = procedures === undefined ? instruction.op : procedures.get(instruction.origin)?.name;
  return name === undefined ? "" : ` in ${name}`;
}
