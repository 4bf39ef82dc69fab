/**
 * Stops at events between processes: collects those that the client asked for until the run has stopped.
 *
 * Events happen in the middle of an instruction; the run stops when that is over, for all of them together.
 */
import type { ProcessEvent } from "../run/events.ts";
import { type EventFilter, type EventReason, eventReason, stopReason } from "./process-events.ts";
import type { StopReason } from "./stop.ts";

export class EventStops {
  filters: ReadonlySet<EventFilter> = new Set();
  private pending: EventReason[] = [];

  /** `nameOf` gives a process's name for a sentence: `process 3 (worker)`. */
  constructor(private readonly nameOf: (pid: number) => string) {}

  /** Why an event stops, if the client asked for its kind. */
  reasonFor(event: ProcessEvent): EventReason | undefined {
    if (this.filters.size === 0) return undefined;
    const reason = eventReason(event, this.nameOf);
    return reason !== undefined && this.filters.has(reason.filter) ? reason : undefined;
  }

  /** Whether the client has asked for any. */
  get areWanted(): boolean {
    return this.filters.size > 0;
  }

  get arePending(): boolean {
    return this.pending.length > 0;
  }

  add(reason: EventReason): void {
    this.pending.push(reason);
  }

  /** Whether an event that has not been reported yet happened to a process. */
  concern(pid: number): boolean {
    return this.pending.some((reason) => reason.pid === pid);
  }

  /** The stop for all that has happened; none is pending after that. */
  take(): { readonly pid: number; readonly reason: StopReason } | undefined {
    const { pending } = this;
    if (pending.length === 0) return undefined;
    this.pending = [];
    return { pid: pending[0].pid, reason: stopReason(pending) };
  }
}
