/**
 * Drives a run: executes slices, hands output and requests to the host.
 *
 * Invariant: the only place that awaits the host. Between slices the thread is free for at least one turn
 * every `TURN_MS`, so signals, timers and a person's stop are served.
 */
import { type ExceptionValue, Fault } from "../value/callable.ts";
import type { Value } from "../value/value.ts";
import { countGrowth, endWith, execute, executeObserved, type Observer, type Stop } from "./execute.ts";
import type { Host } from "./host.ts";
import type { Process } from "./process.ts";
import type { Run } from "./run.ts";
import { type Deliver, serve } from "./serve.ts";
import { NORMAL } from "./ties.ts";

/** How a run ended. */
export interface Outcome {
  readonly exitCode: number;
  /** The exception that nobody in process 1 caught. */
  readonly failure: ExceptionValue | null;
  /** The reason of the exit signal that ended process 1, if one did. */
  readonly reason: Value;
  /** A line for each process that waited when nothing could wake it any more. */
  readonly waiting: readonly string[];
}

/** Instructions after which another process runs. */
const REDUCTIONS = 1_000;
/** Slices between looks at the clock. */
const SLICES = 16;
const TURN_MS = 10;

/** Drives a run to its end, or until `signal` is aborted. An observer that watches it must not stop it. */
export async function drive(
  run: Run,
  host: Host,
  signal?: AbortSignal,
  observer?: Observer,
): Promise<Outcome> {
  const slice =
    observer === undefined
      ? (process: Process, fuel: number) => execute(process, run.space, fuel)
      : (process: Process, fuel: number) => executeObserved(process, run.space, fuel, observer);
  await new Driver(run, host, slice).go(signal);
  return outcomeOf(run);
}

/** Why a driver came back: the run is over, the signal was aborted, or an observer asked for it. */
export type Halt = "ended" | "interrupted" | "observer" | "raised";

export class Driver {
  /** Replies that have come and are not delivered yet, in order of arrival. */
  private readonly arrived: Deliver[] = [];
  /** Requests that the host works on. */
  private outstanding = 0;
  private notify: () => void = () => undefined;

  constructor(
    private readonly run: Run,
    private readonly host: Host,
    /** Executes at most `fuel` instructions: few enough to take far less than `TURN_MS`. */
    private readonly slice: (process: Process, fuel: number) => Stop,
  ) {}

  /** Goes on until there is a reason to come back. All output has been written then. */
  async go(signal?: AbortSignal): Promise<Halt> {
    const halt = await this.goOn(signal);
    await this.host.write(this.run.output.take());
    return halt;
  }

  private async goOn(signal?: AbortSignal): Promise<Halt> {
    const { system, output } = this.run;
    let turnEnds = performance.now() + TURN_MS;
    for (let slices = 1; system.exitCode === null; slices++) {
      if (signal?.aborted) return "interrupted";
      const process = system.next();
      if (process === undefined) {
        if (this.outstanding === 0 && this.arrived.length === 0 && system.timers.next === undefined) break;
        await this.host.write(output.take());
        if (!(await this.wait(signal))) return "interrupted";
        continue;
      }
      const stop = this.runSlice(process);
      if (stop === "observer" || stop === "raised") return stop;
      if (slices % SLICES !== 0 && this.arrived.length === 0) continue;
      const now = performance.now();
      system.timers.fire(now);
      this.deliverArrived();
      this.releaseLeaked();
      if (now < turnEnds) continue;
      await this.host.write(output.take());
      await this.host.breathe();
      turnEnds = performance.now() + TURN_MS;
    }
    return "ended";
  }

  /** Gives a process its slice and puts it where it belongs afterwards. */
  private runSlice(process: Process): Stop {
    const { system, space, limits } = this.run;
    const left = limits.maxInstructions - this.instructions;
    if (left <= 0) {
      endWith(process, space, new Fault("ResourceLimit", "Resource limit reached: instructions"));
      system.exitCode = 1;
      this.run.main.failure ??= process.failure;
      return "exit";
    }
    const before = process.instructions;
    const stop = this.slice(process, Math.min(system.reductions(REDUCTIONS), left));
    this.instructions += process.instructions - before;
    if (stop === "observer" || stop === "raised") system.ready.unshift(process);
    else if (stop === "waiting") this.ask(process);
    else if (stop === "fuel" || stop === "yield") {
      countGrowth(process, space);
      system.ready.push(process);
    }
    return stop;
  }

  /** Executed by all processes so far. */
  private instructions = 0;

  private ask(process: Process): void {
    this.outstanding++;
    // What was printed before a request is seen before what the request does.
    const written = this.host.write(this.run.output.take());
    const asked =
      written === undefined
        ? serve(process, this.run, this.host)
        : written.then(() => serve(process, this.run, this.host));
    asked.then((deliver) => {
      this.outstanding--;
      this.arrived.push(deliver);
      this.notify();
    });
  }

  private releaseLeaked(): void {
    const leaked = this.run.heap.takeLeaked();
    if (leaked.length > 0) this.host.release(leaked);
  }

  private deliverArrived(): void {
    for (const deliver of this.arrived.splice(0)) deliver();
  }

  /** Waits until somebody can go on; false when the signal came first. */
  private async wait(signal?: AbortSignal): Promise<boolean> {
    const { timers } = this.run.system;
    if (this.arrived.length === 0) {
      const due = timers.next;
      const arrival = new Promise<void>((resolve) => {
        this.notify = resolve;
      });
      const delay = due === undefined ? undefined : Math.max(0, due - performance.now());
      const something =
        delay === undefined ? arrival : Promise.race([arrival, this.host.delay(delay, arrival)]);
      const waited = await unlessAborted(
        something.then(() => true),
        signal,
      );
      this.notify = () => undefined;
      if (waited === undefined) return false;
    }
    timers.fire(performance.now());
    this.deliverArrived();
    return true;
  }
}

function unlessAborted<T>(promise: Promise<T>, signal?: AbortSignal): Promise<T | undefined> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const abort = (): void => resolve(undefined);
    signal.addEventListener("abort", abort);
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

export function outcomeOf({ system, main }: Run): Outcome {
  const waiting = system.exitCode === null ? system.waiting() : [];
  if (system.exitCode !== null)
    return { exitCode: system.exitCode, failure: main.failure, reason: null, waiting };
  const { failure, reason } = main;
  const normal = main.state === "ended" && failure === null && reason === NORMAL;
  const signalled = main.state === "ended" && failure === null && !normal;
  return { exitCode: normal ? 0 : 1, failure, reason: signalled ? reason : null, waiting };
}
