/**
 * Drives a run to its end: executes slices, hands output and requests to the host.
 *
 * Invariant: the only place that awaits the host. Between slices the thread is free for at least one turn
 * every `TURN_MS`, so signals, timers and a person's stop are served.
 */
import type { ExceptionValue } from "../value/callable.ts";
import { execute } from "./execute.ts";
import type { Host } from "./host.ts";
import type { Run } from "./run.ts";
import { serve } from "./serve.ts";

/** How a run ended. */
export interface Outcome {
  readonly exitCode: number;
  /** The exception that nobody caught. */
  readonly failure: ExceptionValue | null;
}

const SLICE = 20_000;
const TURN_MS = 10;

export async function drive(run: Run, host: Host, signal?: AbortSignal): Promise<Outcome> {
  const { main, space, output } = run;
  let turnEnds = performance.now() + TURN_MS;
  while (main.state !== "ended" && !signal?.aborted) {
    const stop = execute(main, space, SLICE);
    if (stop === "waiting") {
      await host.write(output.take());
      await serve(main, run, host);
    } else if (stop === "fuel" && performance.now() >= turnEnds) {
      await host.write(output.take());
      await host.breathe();
      turnEnds = performance.now() + TURN_MS;
    }
  }
  await host.write(output.take());
  return outcomeOf(run);
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

/** The places below the `Error:` line, innermost first, one a line. */
export function failurePlaces(failure: ExceptionValue): readonly string[] {
  return failure.frames().map(({ label, file, line, address }) => {
    const where = line > 0 ? `${file}:${line}` : file;
    return `  at ${label} (${where}, instruction ${address})`;
  });
}
