/**
 * Starts, resumes, steps, pauses and ends a run, and stops processes that have a reason to stop.
 *
 * Invariant: `state` alone says whether anything may change. A stopped process does not change by itself, except that
 * others may end it, and that what it waits for may arrive. After `ended` nothing runs, and `exited` is told once.
 * Absent by design: what the reasons are (`stop-conditions.ts`, `event-stops.ts`).
 */
import { Driver, outcomeOf } from "../run/drive.ts";
import type { ProcessEvent } from "../run/events.ts";
import { executeObserved, type Observer, type Stop } from "../run/execute.ts";
import type { Host } from "../run/host.ts";
import type { Process } from "../run/process.ts";
import type { Run } from "../run/run.ts";
import type { Halt } from "../run/slices.ts";
import { EventAddresses } from "./event-addresses.ts";
import type { EventStops } from "./event-stops.ts";
import type { EventReason } from "./process-events.ts";
import type { DebuggedProcesses } from "./process-table.ts";
import { stepGoal } from "./stepping.ts";
import type { DebuggerListener, RunState, StepKind, StepUnit, StopReason, ThreadMode } from "./stop.ts";
import type { StopConditions } from "./stop-conditions.ts";
import { StoppedSet } from "./stopped-set.ts";

/** Instructions in a slice that are asked about one by one: few enough that a pause comes soon even when each is traced. */
const SLICE = 1_000;

export interface ControlParts {
  readonly run: Run;
  readonly host: Host;
  readonly listener: DebuggerListener;
  readonly processes: DebuggedProcesses;
  readonly conditions: StopConditions;
  readonly events: EventStops;
  readonly threads: ThreadMode;
  /** Called before each slice: the program may have loaded modules. */
  readonly takeModules: () => void;
}

interface FoundStop {
  readonly pid: number;
  readonly reason: StopReason;
}

export class Control {
  private current: RunState = "ready";
  private readonly stopped = new StoppedSet();
  /** Why processes are stopped: those that have a reason of their own. */
  private readonly reasons = new Map<number, StopReason>();
  private readonly driver: Driver;
  private interruption = new AbortController();
  /** Why the observer has stopped the run. */
  private found: FoundStop | undefined;
  /** The process that a pause is to show. */
  private pausing = 1;
  private isTerminating = false;

  constructor(private readonly parts: ControlParts) {
    const { run, threads } = parts;
    this.eventAddresses = new EventAddresses(run.space);
    const { stopped, reasons } = this;
    this.driver = new Driver(
      run,
      parts.host,
      (process, fuel, ahead) => {
        parts.takeModules();
        return this.slice(process, fuel, ahead);
      },
      {
        holds: ({ id }) => stopped.has(id),
        get isUsed() {
          return threads === "one" && reasons.size > 0;
        },
      },
    );
    run.system.events.listen((event) => this.hear(event));
  }

  get state(): RunState {
    return this.current;
  }

  /** Whether a process is stopped, so that it can be inspected. */
  isStopped(pid: number): boolean {
    const { alive, exited } = this.parts.processes;
    return exited.has(pid) || (alive.has(pid) && this.stopped.has(pid));
  }

  /** Why a process is stopped, if it has a reason of its own. */
  reasonOf(pid: number): StopReason | undefined {
    return this.reasons.get(pid);
  }

  /** Starts the run, once: stops before the first instruction, or runs to the first reason to stop. */
  start(stopOnEntry = false): void {
    if (this.current !== "ready") return;
    const { main } = this.parts.run;
    if (!stopOnEntry || main.state === "ended") this.drive();
    else if (this.parts.threads === "one") {
      this.stopOne(main, { kind: "entry" });
      this.drive();
    } else this.stopAll(main.id, { kind: "entry" });
  }

  /** Resumes a stopped process: with all others, unless `single` or the mode leaves those as they are. */
  resume(pid = 1, single = false): void {
    if (this.current === "ended") return;
    const { processes, conditions, threads, listener } = this.parts;
    const process = processes.alive.get(pid);
    // Of a process that has exited, only its past is shown.
    const alone = threads === "one" || (single && process !== undefined);
    listener.resuming(pid, !alone);
    if (process !== undefined && threads === "all") conditions.report(process);
    this.dismiss(pid);
    if (alone) {
      this.stopped.set(pid, false);
    } else {
      this.stopped.setAll(false);
      for (const other of [...this.reasons.keys(), ...processes.exited.keys()]) this.dismiss(other);
    }
    this.drive();
  }

  /** Runs a process to the next place; `over` with all that is called here, `out` to the end of the function. */
  step(kind: StepKind, pid = 1, single = false, unit: StepUnit = "form"): void {
    const { run, processes, conditions } = this.parts;
    const process = processes.alive.get(pid);
    if (process !== undefined) conditions.beginStep(pid, stepGoal(run.space, process, kind, unit));
    this.resume(pid, single);
  }

  /** Stops a running process soon: with all others, unless the mode lets those run. */
  pause(pid = 1): void {
    if (this.current !== "running") return;
    if (this.parts.threads === "all") {
      this.pausing = pid;
      this.interruption.abort();
      return;
    }
    const process = this.parts.processes.alive.get(pid);
    if (process === undefined || this.reasons.has(pid)) return;
    const exception = process.raised === null ? undefined : this.parts.conditions.atException(process);
    this.stopOne(process, exception ?? { kind: "pause" });
  }

  /** Ends a process as the exit signal `kill` does, whatever it does: those that are tied to it are told. */
  kill(pid: number): void {
    const process = this.parts.processes.alive.get(pid);
    if (process === undefined || this.current === "ended") return;
    const { run, processes } = this.parts;
    run.system.kill(pid, process);
    // Whom that concerns may wait; and where nobody is left, nobody can be resumed.
    if (this.current === "running" || processes.alive.size === 0) this.drive();
  }

  /** Ends the run soon, wherever it is. */
  terminate(): void {
    if (this.current === "ended" || this.isTerminating) return;
    this.isTerminating = true;
    if (this.current === "running") this.interruption.abort();
    else this.end(false);
  }

  // ---- running ----

  private readonly eventAddresses: EventAddresses;

  private readonly observer: Observer = {
    instruction: (process) =>
      this.parts.events.arePending || this.find(process, this.parts.conditions.atInstruction(process)),
    raised: (process) => this.find(process, this.parts.conditions.atException(process)),
  };

  /** Comes back, too, where each instruction is to be asked about again. */
  private readonly deeperObserver: Observer = {
    instruction: (process) => this.parts.conditions.isBack(process) || this.observer.instruction(process),
    raised: (process) => this.observer.raised(process),
  };

  /** Executes a slice, and asks only where there is something to ask about, as far as the engine can. */
  private slice(process: Process, fuel: number, ahead: number): Stop {
    const { run, conditions, events } = this.parts;
    const { executeWatched, system } = run;
    const asked = executeWatched === undefined ? undefined : conditions.addressesFor(process);
    if (asked === undefined || executeWatched === undefined)
      return executeObserved(process, system, Math.min(fuel, SLICE), this.observer);
    const addresses = events.areWanted ? this.eventAddresses.with(asked) : asked;
    const before = process.instructions;
    const watch = { addresses, observer: this.deeperObserver };
    const stop = executeWatched(process, system, fuel, conditions.isStepping(process) ? 0 : ahead, watch);
    if (stop !== "observer" || !conditions.isBack(process)) return stop;
    const left = fuel - (process.instructions - before);
    return executeObserved(process, system, Math.min(left, SLICE), this.observer);
  }

  private drive(): void {
    const { host, listener } = this.parts;
    if (this.current === "running") {
      this.driver.release();
      return;
    }
    this.current = "running";
    const interruption = new AbortController();
    this.interruption = interruption;
    // Not at once: the request is answered first.
    host
      .breathe()
      .then(() => {
        this.driver.release();
        return this.driver.go(interruption.signal);
      })
      .then((halt) => this.halted(halt))
      .catch((error) => listener.failed(error));
  }

  private halted(halt: Halt): void {
    this.parts.conditions.endSteps();
    if (halt === "ended") this.end(true);
    else if (this.isTerminating) this.end(false);
    else {
      const stop = this.parts.events.take() ?? (halt === "interrupted" ? this.pauseStop() : this.found);
      if (stop === undefined) throw new Error(`the run came back without a reason: ${halt}`);
      this.stopAll(stop.pid, stop.reason);
    }
  }

  private end(byItself: boolean): void {
    this.current = "ended";
    this.stopped.setAll(true);
    const { events, listener, run } = this.parts;
    events.take();
    // Nobody waits for who reads no more: the host has all of it when this returns.
    if (!byItself) this.driver.tellFailures().catch((error) => listener.failed(error));
    listener.exited(byItself ? outcomeOf(run) : undefined);
  }

  private pauseStop(): FoundStop {
    const { processes, run, conditions } = this.parts;
    const process = processes.alive.get(this.pausing) ?? processes.first ?? run.main;
    // A reply has raised a fault, and the pause came before the observer was asked about it.
    const exception = process.raised === null ? undefined : conditions.atException(process);
    return { pid: process.id, reason: exception ?? { kind: "pause" } };
  }

  // ---- stopping ----

  private find(process: Process, reason: StopReason | undefined): boolean {
    if (reason === undefined) return false;
    this.found = { pid: process.id, reason };
    if (this.parts.threads === "one") this.stopOne(process, reason);
    return true;
  }

  private stopAll(pid: number, reason: StopReason): void {
    this.current = "stopped";
    this.stopped.setAll(true);
    this.note(pid, reason);
    this.tell(pid, reason);
  }

  /** Stops one process while the others run. */
  private stopOne(process: Process, reason: StopReason): void {
    const { conditions, host, run, listener } = this.parts;
    this.stopped.set(process.id, true);
    conditions.endStep(process.id);
    this.note(process.id, reason);
    // Not at once: an instruction may be in progress.
    Promise.resolve()
      .then(() => {
        if (this.reasons.get(process.id) !== reason) return;
        void host.write(run.output.take());
        this.tell(process.id, reason);
      })
      .catch((error) => listener.failed(error));
  }

  private note(pid: number, reason: StopReason): void {
    this.reasons.set(pid, reason);
    const process = this.parts.processes.alive.get(pid);
    if (process !== undefined) this.parts.conditions.report(process, reason);
  }

  private tell(pid: number, reason: StopReason): void {
    const { listener, processes, threads } = this.parts;
    listener.stopped({ pid, name: processes.nameOf(pid), reason, all: threads === "all" });
  }

  /** Nobody inspects the process any more. */
  private dismiss(pid: number): void {
    this.reasons.delete(pid);
    if (this.parts.processes.exited.delete(pid)) this.parts.listener.processExited(pid);
  }

  // ---- events between processes ----

  /** Often called in the middle of an instruction. */
  private hear(event: ProcessEvent): void {
    const { processes, listener, events } = this.parts;
    if (event.kind === "spawn") {
      processes.add(event.child);
      listener.processStarted(event.child);
    }
    const reason = events.reasonFor(event);
    if (reason !== undefined) this.stopAtEvent(reason);
    if (event.kind === "exit") this.exit(event.pid, reason !== undefined);
  }

  private stopAtEvent(reason: EventReason): void {
    const { processes, events, threads } = this.parts;
    if (threads === "all") {
      events.add(reason);
      this.interruption.abort();
      return;
    }
    const process = processes.alive.get(reason.pid);
    if (process === undefined) return;
    const before = this.reasons.get(reason.pid);
    const earlier = before?.kind === "event" ? before : { texts: [], abnormal: false };
    const texts = [...earlier.texts, reason.text];
    this.stopOne(process, { kind: "event", texts, abnormal: earlier.abnormal || reason.abnormal });
  }

  /** A process has exited; its last state is kept while it is shown. */
  private exit(pid: number, stops: boolean): void {
    const { conditions, events, processes, listener } = this.parts;
    conditions.forget(pid);
    const staysShown = stops || this.reasons.has(pid) || events.concern(pid);
    processes.exit(pid, staysShown);
    if (!staysShown) listener.processExited(pid);
  }
}
