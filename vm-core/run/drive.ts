/**
 * Drives a run: executes slices, hands output and requests to the host.
 *
 * Invariant: the only place that awaits the host. Between slices the thread is free for at least one turn
 * every `TURN_MS`, so signals, timers and a person's stop are served.
 */
import { type ExceptionValue, Fault } from "../value/callable.ts";
import { countGrowth, endWith, execute, executeObserved, type Observer, type Stop } from "./execute.ts";
import type { Host } from "./host.ts";
import type { Run } from "./run.ts";
import { type Deliver, serve } from "./serve.ts";

/** How a run ended. */
export interface Outcome {
  readonly exitCode: number;
  /** The exception that nobody caught. */
  readonly failure: ExceptionValue | null;
}

const SLICE = 20_000;
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
      ? (fuel: number) => execute(run.main, run.space, fuel)
      : (fuel: number) => executeObserved(run.main, run.space, fuel, observer);
  await new Driver(run, host, slice).go(signal);
  return outcomeOf(run);
}

/** Why a driver came back: the run is over, the signal was aborted, or an observer asked for it. */
export type Halt = "ended" | "interrupted" | "observer" | "raised";

export class Driver {
  /** What the waiting process has been promised: an interruption does not ask the host twice. */
  private reply: Promise<Deliver> | undefined;

  constructor(
    private readonly run: Run,
    private readonly host: Host,
    /** Executes at most `fuel` instructions: few enough to take far less than `TURN_MS`. */
    private readonly slice: (fuel: number) => Stop,
  ) {}

  /** Goes on until there is a reason to come back. All output has been written then. */
  async go(signal?: AbortSignal): Promise<Halt> {
    const halt = await this.goOn(signal);
    await this.host.write(this.run.output.take());
    return halt;
  }

  private async goOn(signal?: AbortSignal): Promise<Halt> {
    const { main, output, space } = this.run;
    const { maxInstructions } = this.run.limits;
    let turnEnds = performance.now() + TURN_MS;
    while (main.state !== "ended") {
      if (signal?.aborted) return "interrupted";
      if (main.state === "waiting") {
        await this.host.write(output.take());
        if (!(await this.answer(signal))) return "interrupted";
      } else if (main.instructions >= maxInstructions) {
        endWith(main, space, new Fault("ResourceLimit", "Resource limit reached: instructions"));
      } else {
        const stop = this.slice(Math.min(SLICE, maxInstructions - main.instructions));
        if (stop === "observer" || stop === "raised") return stop;
        if (stop === "fuel") countGrowth(main, space);
      }
      if (performance.now() < turnEnds) continue;
      await this.host.write(output.take());
      await this.host.breathe();
      turnEnds = performance.now() + TURN_MS;
    }
    return "ended";
  }

  /** Waits for the reply and delivers it; false when the signal came first. */
  private async answer(signal?: AbortSignal): Promise<boolean> {
    this.reply ??= serve(this.run.main, this.run, this.host);
    const deliver = await unlessAborted(this.reply, signal);
    if (deliver === undefined) return false;
    this.reply = undefined;
    deliver();
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

export function outcomeOf({ main }: Run): Outcome {
  if (main.exitCode !== null) return { exitCode: main.exitCode, failure: null };
  return { exitCode: main.failure === null ? 0 : 1, failure: main.failure };
}

/** The words for an uncaught exception, as the command line prints them behind `Error: `. */
export function failureText(failure: ExceptionValue): string {
  return failure.kind === "Thrown"
    ? `Parse error on line ${failure.address}: Unhandled exception: ${failure.message}`
    : failure.message;
}

/** The places below the `Error:` line, innermost first, one a line: all of them, or the first `limit`. */
export function failurePlaces(failure: ExceptionValue, limit?: number): readonly string[] {
  return failure.frames(limit).map(({ label, file, line, address }) => {
    const where = line > 0 ? `${file}:${line}` : file;
    return `  at ${label} (${where}, instruction ${address})`;
  });
}
