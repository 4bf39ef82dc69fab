/**
 * Processes that sleep, soonest first.
 *
 * Invariant: those that have ended meanwhile are let go of once they are most of them.
 */
import type { Process } from "./process.ts";
import { Timers } from "./timers.ts";

/** So many are never worth a look at which of them have ended. */
const FEW = 64;

export class Sleepers {
  private readonly timers = new Timers<Process>();
  /** How many there may be before somebody looks. */
  private most = FEW;

  /** `deadline` is a time of the host's clock, in milliseconds. */
  add(process: Process, deadline: number): void {
    if (this.timers.size >= this.most) {
      this.timers.cancelUnless(isAsleep);
      this.most = 2 * this.timers.size + FEW;
    }
    this.timers.set(deadline, process);
  }

  /** When the next one wakes; undefined when there is none. */
  get next(): number | undefined {
    return this.timers.next;
  }

  /** Takes the next one whose time has come, which may have ended meanwhile; undefined when there is none. */
  takeDue(now: number): Process | undefined {
    return this.timers.takeDue(now);
  }

  get size(): number {
    return this.timers.size;
  }
}

function isAsleep({ state }: Process): boolean {
  return state === "waiting";
}
