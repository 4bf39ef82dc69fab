/**
 * The children of a run.
 *
 * Invariant: one is started in a turn of Node's loop at most. The system takes milliseconds for each, in which nothing else happens.
 */
import { Turns } from "./turns.ts";

interface Child {
  /** Ends it and what it has started. */
  end(): void;
  /** Settles when it has ended. */
  readonly status: Promise<unknown>;
}

export class Children {
  private readonly running = new Set<Child>();
  private readonly starts = new Turns();

  /** Resolves when the next one may be started, in the order in which that was asked for. */
  turn(): Promise<void> {
    return this.starts.take(() => new Promise<void>((resolve) => setImmediate(resolve)));
  }

  /** Notes one that has been started, until it has ended. */
  add(child: Child): void {
    this.running.add(child);
    const forget = (): boolean => this.running.delete(child);
    child.status.then(forget, forget);
  }

  /** Ends all. Resolves when they have ended. */
  async end(): Promise<void> {
    const running = [...this.running];
    for (const child of running) child.end();
    await Promise.allSettled(running.map(({ status }) => status));
  }
}
