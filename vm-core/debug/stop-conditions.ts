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
import { depthOf, isCaught } from "./call-stack.ts";
import { comesBackAt, type StepGoal } from "./stepping.ts";
import type { ExceptionFilter, StopReason } from "./stop.ts";

/** A step of a process, on its way. */
interface OngoingStep {
  readonly goal: StepGoal;
  /** While deeper frames run: the addresses to ask at, with the breakpoints that are among them. */
  deeper: { readonly addresses: ReadonlySet<number>; readonly breakpoints: ReadonlySet<number> } | undefined;
}

export class StopConditions {
  exceptionFilter: ExceptionFilter = "none";

  /** Where steps end, by process. */
  private readonly steps = new Map<number, OngoingStep>();
  /** Processes whose current instruction has been reported. */
  private readonly reported = new Set<number>();
  /** The exceptions that have been reported, by process. */
  private readonly reportedExceptions = new Map<number, ExceptionValue>();

  constructor(
    private readonly breakpoints: Breakpoints,
    private readonly trace: Watcher | undefined,
  ) {}

  /** The only addresses at which a process is to be asked about; undefined where it is at each instruction. */
  addressesFor(process: Process): ReadonlySet<number> | undefined {
    const { addresses } = this.breakpoints;
    if (this.trace !== undefined) return undefined;
    const step = this.steps.get(process.id);
    if (step === undefined) return addresses;
    if (step.goal.deepest === undefined || !isDeeper(process, step)) {
      step.deeper = undefined;
      return undefined;
    }
    if (step.deeper?.breakpoints === addresses) return step.deeper.addresses;
    const back = comesBackAt(process, step.goal.deepest);
    if (back === undefined) return undefined;
    step.deeper = { addresses: new Set([...addresses, ...back]), breakpoints: addresses };
    return step.deeper.addresses;
  }

  isStepping({ id }: Process): boolean {
    return this.steps.has(id);
  }

  /** Whether a process has come back from the deeper frames of a step: each instruction is to be asked about again. */
  isBack(process: Process): boolean {
    const step = this.steps.get(process.id);
    return step?.deeper !== undefined && !isDeeper(process, step);
  }

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
    this.steps.set(pid, { goal, deeper: undefined });
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
    const step = this.steps.size > 0 ? this.steps.get(process.id) : undefined;
    return step !== undefined && !isDeeper(process, step) && step.goal.endsAt(process)
      ? { kind: "step" }
      : undefined;
  }
}

function isDeeper(process: Process, { goal: { deepest } }: OngoingStep): boolean {
  return deepest !== undefined && depthOf(process) > deepest;
}
