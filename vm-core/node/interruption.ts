/**
 * What ends a run from outside: Ctrl-C and its like, and the time limit.
 *
 * Invariant: the process ends soon after the first of them, even if somebody does not read what is written.
 */
import { writeDuration } from "./amount.ts";

/** Why the run ends. */
export interface Interruption {
  readonly exitCode: number;
  readonly message?: string;
}

/** What is said when the time is over; in milliseconds. */
export function timeoutText(timeout: number): string {
  return `Resource limit reached: timeout of ${writeDuration(timeout)}`;
}

/** By convention, 128 and the number of the signal. */
const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
/** How long the end may take before the process is ended without it. */
const GRACE_MS = 150;

/** Watches until `dispose` is called. */
export class Interruptions {
  /** What has happened, if anything. */
  interruption: Interruption | undefined;
  private readonly controller = new AbortController();
  private readonly timers: NodeJS.Timeout[] = [];
  private readonly listeners: (readonly [NodeJS.Signals, () => void])[];

  constructor(
    timeout: number | undefined,
    /** Says why the run ends. */
    private readonly complain: (message: string) => void = () => undefined,
    /** Milliseconds of the time that have gone already. */
    gone = 0,
  ) {
    this.listeners = Object.entries(SIGNALS).map(([name, exitCode]) => {
      const listener = (): void => this.interrupt({ exitCode });
      process.on(name, listener);
      return [name as NodeJS.Signals, listener] as const;
    });
    if (timeout === undefined) return;
    const message = timeoutText(timeout);
    const left = Math.max(0, timeout - gone);
    this.timers.push(setTimeout(() => this.interrupt({ exitCode: 1, message }), left).unref());
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  dispose(): void {
    for (const timer of this.timers) clearTimeout(timer);
    for (const [name, listener] of this.listeners) process.off(name, listener);
  }

  /** Says why the run ends, if there is something to say. Once. */
  tell(): void {
    const message = this.interruption?.message;
    if (message === undefined || this.hasTold) return;
    this.hasTold = true;
    this.complain(message);
  }

  private hasTold = false;

  private interrupt(interruption: Interruption): void {
    const { exitCode } = interruption;
    // Asked a second time: at once.
    if (this.signal.aborted) process.exit(exitCode);
    this.interruption = interruption;
    this.controller.abort();
    // It keeps the process alive until then, so that it ends with this exit code also where nothing else is under way.
    this.timers.push(
      setTimeout(() => {
        this.tell();
        process.exit(exitCode);
      }, GRACE_MS),
    );
  }
}
