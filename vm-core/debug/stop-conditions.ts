/**
 * What stops a process: breakpoints, the end of a step, exceptions. The trace is written on the way.
 *
 * Invariant: a place or an exception that has been reported does not stop the same process again until it has moved
 * past it.
 */
import type { Process } from "../run/process.ts";
import type { Watcher } from "../run/watch.ts";
import type { ExceptionValue } from "../value/callable.ts";
import type { Breakpoints } from "./breakpoints.ts";
import { isCaught } from "./call-stack.ts";
import type { StepGoal } from "./stepping.ts";
import type { ExceptionFilter, StopReason } from "./stop.ts";

export class StopConditions {
  exceptionFilter: ExceptionFilter = "none";

  /** Where steps end, by process. */
  private readonly steps = new Map<number, StepGoal>();
  /** Processes whose current instruction has been reported. */
  private readonly reported = new Set<number>();
  /** The exceptions that have been reported, by process. */
  private readonly reportedExceptions = new Map<number, ExceptionValue>();

  constructor(
    private readonly breakpoints: Breakpoints,
    private readonly trace: Watcher | undefined,
  ) {}

  /** Asked before each instruction: why the process stops there, if it does. */
  atInstruction(process: Process): StopReason | undefined {
    const reason =
      this.reported.size > 0 && this.reported.delete(process.id) ? undefined : this.find(process);
    if (reason === undefined) this.trace?.(process);
    return reason;
  }

  /** Asked when an exception is raised, before anything is unwound. */
  atException(process: Process): StopReason | undefined {
    const exception = process.raised as ExceptionValue;
    if (exception === this.reportedExceptions.get(process.id)) {
      this.reportedExceptions.delete(process.id);
      return undefined;
    }
    const caught = isCaught(process);
    if (this.exceptionFilter === "none" || (caught && this.exceptionFilter !== "all")) return undefined;
    return { kind: "exception", exception, caught };
  }

  /** Lets a step of a process end where `goal` says. */
  beginStep(pid: number, goal: StepGoal): void {
    this.steps.set(pid, goal);
  }

  endStep(pid: number): void {
    this.steps.delete(pid);
  }

  endSteps(): void {
    this.steps.clear();
  }

  /** What the client is shown of a process does not stop it again; one that waits continues somewhere else. */
  report(process: Process, reason?: StopReason): void {
    if (reason?.kind === "exception") this.reportedExceptions.set(process.id, reason.exception);
    else if (process.state === "ready" && process.raised === null) this.reported.add(process.id);
  }

  /** Forgets a process that has exited. */
  forget(pid: number): void {
    this.steps.delete(pid);
    this.reported.delete(pid);
    this.reportedExceptions.delete(pid);
  }

  private find(process: Process): StopReason | undefined {
    if (this.breakpoints.isMarked(process.ip)) {
      const hit = this.breakpoints.hit(process);
      if (hit !== undefined) return { kind: "breakpoint", ...hit };
    }
    return this.steps.size > 0 && this.steps.get(process.id)?.(process) ? { kind: "step" } : undefined;
  }
}
