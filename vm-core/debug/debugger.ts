/**
 * The debugger: lets processes go on until there is a reason to stop, and shows those that stand.
 *
 * Invariant: a process that stands does not change by itself, except that it may be ended, and that what it
 * waited for may come; nothing else is shown. An exception stops before anything is unwound.
 * Absent by design: lines and columns, protocols, files.
 */
import type { SourceFile } from "../program/program.ts";
import { Driver, type Halt, outcomeOf } from "../run/drive.ts";
import type { ProcessEvent } from "../run/events.ts";
import { executeObserved, type Observer } from "../run/execute.ts";
import type { Host } from "../run/host.ts";
import type { Process } from "../run/process.ts";
import type { Run } from "../run/run.ts";
import type { Watcher } from "../run/watch.ts";
import type { Span } from "../text/span.ts";
import type { ExceptionValue } from "../value/callable.ts";
import {
  type Binding,
  Breakpoints,
  type FunctionBreakpointRequest,
  placesIn,
  type SourceBreakpointRequest,
} from "./breakpoints.ts";
import { isCaught } from "./call-stack.ts";
import { type LanguageOf, languagesIn } from "./language.ts";
import { type EventFilter, type EventReason, eventReason, stopReason } from "./process-events.ts";
import { ProcessView, title } from "./process-view.ts";
import { Roster } from "./roster.ts";
import { Standing } from "./standing.ts";
import { type Goal, stepGoal } from "./stepping.ts";
import type {
  DebuggerListener,
  DebuggerOptions,
  ExceptionFilter,
  StepKind,
  StepUnit,
  StopReason,
  ThreadMode,
} from "./stop.ts";
import { stackTracer } from "./trace.ts";

/** Small enough to leave time for a pause also when each instruction is traced. */
const SLICE = 1_000;

export class Debugger {
  exceptionFilter: ExceptionFilter = "none";
  eventFilters: ReadonlySet<EventFilter> = new Set();

  private readonly languageOf: LanguageOf;
  private readonly breakpoints: Breakpoints;
  private readonly driver: Driver;
  private readonly observer: Observer;
  private readonly tracer: Watcher | undefined;
  private readonly threads: ThreadMode;
  private loadedModules = 0;

  private readonly roster: Roster;
  private readonly standing = new Standing();
  /** Why they stand: those that have a reason of their own. */
  private readonly reasons = new Map<number, StopReason>();
  /** Set while the run goes on. */
  private interruption: AbortController | undefined;
  /** Where steps end, by process. */
  private readonly goals = new Map<number, Goal>();
  /** The instruction that they go on with has been stopped at, and must not stop again. */
  private readonly departing = new Set<number>();
  /** The exceptions that have been stopped at. */
  private readonly passing = new Map<number, ExceptionValue>();
  private found: { readonly pid: number; readonly reason: StopReason } | undefined;
  /** What has happened and is to stop the run as soon as the instruction is over. */
  private events: EventReason[] = [];
  /** The process that a pause is to show. */
  private pausing = 1;

  constructor(
    private readonly run: Run,
    private readonly host: Host,
    private readonly listener: DebuggerListener,
    { trace = false, threads = "all" }: DebuggerOptions = {},
  ) {
    const { space, output, system } = run;
    this.threads = threads;
    this.roster = new Roster(system);
    this.languageOf = languagesIn(space);
    this.breakpoints = new Breakpoints(space, this.languageOf, (line) => output.write("log", `${line}\n`));
    this.tracer = trace ? stackTracer(space) : undefined;
    this.observer = {
      instruction: (process) => this.atInstruction(process),
      raised: (process) => this.atException(process),
    };
    const { standing, reasons } = this;
    this.driver = new Driver(
      run,
      host,
      (process, fuel) => {
        this.takeModules();
        return executeObserved(process, system, Math.min(fuel, SLICE), this.observer);
      },
      {
        holds: ({ id }) => standing.has(id),
        get isUsed() {
          return threads === "one" && reasons.size > 0;
        },
      },
    );
    system.events.listen((event) => this.hear(event));
    this.takeModules(false);
  }

  // ---- going on ----

  /** Begins: stops before the first instruction, or goes on to the first reason to stop. */
  start(stopOnEntry = false): void {
    if (!stopOnEntry || this.run.main.state === "ended") this.drive();
    else this.arrive(this.run.main, { kind: "entry" });
  }

  /** Lets a process that stands go on: with all others, unless `single` or the mode leaves those as they are. */
  resume(pid = 1, single = false): void {
    const process = this.roster.living.get(pid);
    // What is shown of a process that has ended is only its past.
    const alone = this.threads === "one" || (single && process !== undefined);
    if (process !== undefined && this.threads === "all") this.depart(process);
    this.dismiss(pid);
    if (alone) {
      this.standing.set(pid, false);
    } else {
      this.standing.setAll(false);
      for (const other of [...this.reasons.keys(), ...this.roster.lingering.keys()]) this.dismiss(other);
    }
    this.drive();
  }

  /** Lets a process go on to the next place; `over` with all that is called here, `out` to the end of the function. */
  step(kind: StepKind, pid = 1, single = false, unit: StepUnit = "form"): void {
    const process = this.roster.living.get(pid);
    if (process !== undefined) this.goals.set(pid, stepGoal(this.run.space, process, kind, unit));
    this.resume(pid, single);
  }

  /** Makes a process that goes on stop soon: with all others, unless the mode lets those go on. */
  pause(pid = 1): void {
    if (this.threads === "all") {
      this.pausing = pid;
      this.interruption?.abort();
      return;
    }
    const process = this.roster.living.get(pid);
    if (process === undefined || this.reasons.has(pid) || this.interruption === undefined) return;
    if (process.raised === null || !this.atException(process)) this.halt(process, { kind: "pause" });
  }

  /** Makes all stop soon, for good. */
  end(): void {
    this.interruption?.abort();
  }

  /** Whether a process stands still, so that it can be looked at. */
  stands(pid: number): boolean {
    const { lingering, living } = this.roster;
    return lingering.has(pid) || (living.has(pid) && this.standing.has(pid));
  }

  /** Whether anything may change. */
  get isRunning(): boolean {
    return this.interruption !== undefined;
  }

  // ---- breakpoints ----

  /** Sets the breakpoints of a file, in place of all that it had. The answers are in order. */
  setBreakpoints(file: string, requests: readonly SourceBreakpointRequest[]): readonly Binding[] {
    return this.breakpoints.setInFile(file, requests);
  }

  setFunctionBreakpoints(requests: readonly FunctionBreakpointRequest[]): readonly Binding[] {
    return this.breakpoints.setAtFunctions(requests);
  }

  /** Where breakpoints can stand in a part of a file. */
  breakpointPlaces(file: string, part: Span): readonly Span[] {
    return placesIn(this.run.space, file, part);
  }

  // ---- looking ----

  /** The files of all programs that have been loaded. */
  get files(): readonly SourceFile[] {
    return this.run.space.modules.flatMap(({ program }) => program.files);
  }

  /** The processes that there are, and those that have ended and are still shown. */
  get pids(): readonly number[] {
    return this.roster.pids;
  }

  has(pid: number): boolean {
    return this.roster.subject(pid) !== undefined;
  }

  /** `worker (2) · receiving in serve`. */
  title(pid: number): string {
    const subject = this.roster.subject(pid);
    return subject === undefined ? `process ${pid}` : title(this.run.space, subject);
  }

  /** What can be seen of a process that stands; undefined when there is none. */
  view(pid = 1): ProcessView | undefined {
    const subject = this.stands(pid) ? this.roster.subject(pid) : undefined;
    return subject === undefined ? undefined : new ProcessView(this.run.space, subject, this.languageOf);
  }

  /** Why a process stands, if it has a reason of its own. */
  reasonOf(pid: number): StopReason | undefined {
    return this.reasons.get(pid);
  }

  // ---- driving ----

  private drive(): void {
    if (this.interruption !== undefined) {
      this.driver.release();
      return;
    }
    const interruption = new AbortController();
    this.interruption = interruption;
    // Not at once: who asked for it is answered first.
    this.host
      .breathe()
      .then(() => {
        this.driver.release();
        return this.driver.go(interruption.signal);
      })
      .then((halt) => this.halted(halt))
      .catch((error) => this.listener.failed(error));
  }

  /** The run stands, or has ended. */
  private halted(halt: Halt): void {
    this.interruption = undefined;
    this.goals.clear();
    this.standing.setAll(true);
    if (halt === "ended") {
      this.events = [];
      this.listener.ended(outcomeOf(this.run));
      return;
    }
    const stop = this.eventStop() ?? (halt === "interrupted" ? this.pauseStop() : this.found);
    if (stop === undefined) throw new Error(`the run came back without a reason: ${halt}`);
    this.note(stop.pid, stop.reason);
    this.tell(stop.pid, stop.reason);
  }

  private pauseStop(): Debugger["found"] {
    const process = this.roster.living.get(this.pausing) ?? this.roster.first ?? this.run.main;
    // A reply has brought a fault, and the pause came before anybody looked at it.
    if (process.raised !== null && this.atException(process)) return this.found;
    return { pid: process.id, reason: { kind: "pause" } };
  }

  private eventStop(): Debugger["found"] {
    const { events } = this;
    if (events.length === 0) return undefined;
    this.events = [];
    return { pid: events[0].pid, reason: stopReason(events) };
  }

  /** Stops everything, or that process alone. */
  private arrive(process: Process, reason: StopReason): void {
    if (this.threads === "one") {
      this.halt(process, reason);
      return;
    }
    this.standing.setAll(true);
    this.note(process.id, reason);
    this.tell(process.id, reason);
  }

  /** Makes one process stand while the others go on. */
  private halt(process: Process, reason: StopReason): void {
    this.standing.set(process.id, true);
    this.goals.delete(process.id);
    this.note(process.id, reason);
    // Not at once: an instruction may be under way.
    Promise.resolve()
      .then(() => {
        if (this.reasons.get(process.id) !== reason) return;
        void this.host.write(this.run.output.take());
        this.tell(process.id, reason);
      })
      .catch((error) => this.listener.failed(error));
  }

  private note(pid: number, reason: StopReason): void {
    this.reasons.set(pid, reason);
    const process = this.roster.living.get(pid);
    if (reason.kind === "exception") this.passing.set(pid, reason.exception);
    else if (process !== undefined) this.depart(process);
  }

  private tell(pid: number, reason: StopReason): void {
    this.listener.stopped({ pid, name: this.roster.nameOf(pid), reason, all: this.threads === "all" });
  }

  /** What the process is shown at does not stop it again; one that waits goes on somewhere else. */
  private depart(process: Process): void {
    if (process.state === "ready" && process.raised === null) this.departing.add(process.id);
  }

  /** Nobody looks at the process any more. */
  private dismiss(pid: number): void {
    this.reasons.delete(pid);
    if (this.roster.lingering.delete(pid)) this.listener.exited(pid);
  }

  // ---- observing ----

  /** Before an instruction: whether to stop there. */
  private atInstruction(process: Process): boolean {
    if (this.events.length > 0) return true;
    if (this.departing.size > 0 && this.departing.delete(process.id)) {
      this.tracer?.(process);
      return false;
    }
    if (this.breakpoints.isMarked(process.ip) && this.atBreakpoint(process)) return true;
    if (this.goals.size > 0 && this.goals.get(process.id)?.(process)) {
      return this.find(process, { kind: "step" });
    }
    this.tracer?.(process);
    return false;
  }

  private atBreakpoint(process: Process): boolean {
    const hit = this.breakpoints.hit(process);
    return hit !== undefined && this.find(process, { kind: "breakpoint", ...hit });
  }

  private atException(process: Process): boolean {
    const exception = process.raised as ExceptionValue;
    if (exception === this.passing.get(process.id)) {
      this.passing.delete(process.id);
      return false;
    }
    const caught = isCaught(process);
    if (this.exceptionFilter === "none" || (caught && this.exceptionFilter !== "all")) return false;
    return this.find(process, { kind: "exception", exception, caught });
  }

  private find(process: Process, reason: StopReason): true {
    this.found = { pid: process.id, reason };
    if (this.threads === "one") this.halt(process, reason);
    return true;
  }

  /** Something has happened between processes; often in the middle of an instruction. */
  private hear(event: ProcessEvent): void {
    if (event.kind === "spawn") {
      this.roster.add(event.child);
      this.listener.started(event.child);
    }
    const reason =
      this.eventFilters.size > 0 ? eventReason(event, (pid) => this.roster.nameOf(pid)) : undefined;
    const stops = reason !== undefined && this.eventFilters.has(reason.filter);
    if (stops) this.pend(reason);
    if (event.kind === "exit") this.bury(event.pid, stops);
  }

  private pend(reason: EventReason): void {
    const process = this.roster.living.get(reason.pid);
    if (this.threads === "all") {
      this.events.push(reason);
      this.interruption?.abort();
    } else if (process !== undefined) {
      const before = this.reasons.get(reason.pid);
      const earlier = before?.kind === "event" ? before : { texts: [], abnormal: false };
      const texts = [...earlier.texts, reason.text];
      this.halt(process, { kind: "event", texts, abnormal: earlier.abnormal || reason.abnormal });
    }
  }

  /** A process has ended; what it was stays for as long as somebody looks at it. */
  private bury(pid: number, stops: boolean): void {
    this.goals.delete(pid);
    this.departing.delete(pid);
    this.passing.delete(pid);
    const stays = stops || this.reasons.has(pid) || this.events.some((event) => event.pid === pid);
    this.roster.end(pid, stays);
    if (!stays) this.listener.exited(pid);
  }

  private takeModules(tells = true): void {
    const { modules } = this.run.space;
    while (this.loadedModules < modules.length) {
      const module = modules[this.loadedModules++];
      this.breakpoints.load(module);
      if (tells) for (const file of module.program.files) this.listener.loaded(file);
    }
  }
}
