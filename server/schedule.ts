/**
 * When documents are looked at: at once after each change, as long as that takes a moment only. A document that takes longer is
 * looked at after a pause, so that typing is never held up.
 *
 * Invariant: for each document one run is planned at most, and one under way; a new change puts it off, for a limited time
 * in all, and one during a run is looked at after it.
 */

/** Milliseconds: a run that takes no longer holds up nobody. */
const SHORT = 20;
const LONGEST_DELAY = 400;
/** What all changes together put a run off by. */
const MAX_WAIT = 150;
/** How many times as long as the last run took. */
const DELAY_FACTOR = 4;
const WAIT_FACTOR = 15;

export interface Schedule {
  /** Runs the task for `uri` soon. */
  plan(uri: string): void;
  cancel(uri: string): void;
  /** Whether the last run for `uri` took long, so that the next one comes after a pause. */
  isSlow(uri: string): boolean;
}

/** `task` gives false when it was given up; `pauses`: whether a document that takes long is looked at after a pause. */
export function createSchedule(task: (uri: string) => unknown, pauses = true): Schedule {
  const planned = new Map<string, { timer: NodeJS.Timeout; since: number }>();
  /** What the last run took, for each document. */
  const took = new Map<string, number>();
  const running = new Set<string>();
  /** Those that have changed since their run began. */
  const behind = new Set<string>();
  const run = async (uri: string) => {
    if (running.has(uri)) {
      behind.add(uri);
      return;
    }
    running.add(uri);
    const start = performance.now();
    const isDone = (await task(uri)) !== false;
    running.delete(uri);
    const time = performance.now() - start;
    // What was given up would have taken longer.
    took.set(uri, isDone ? time : Math.max(time, took.get(uri) ?? 0));
    if (behind.delete(uri)) plan(uri);
  };
  const putOff = (uri: string) => {
    clearTimeout(planned.get(uri)?.timer);
    planned.delete(uri);
  };
  const plan = (uri: string) => {
    const since = planned.get(uri)?.since ?? performance.now();
    putOff(uri);
    const last = took.get(uri) ?? 0;
    const pause = !pauses || last <= SHORT ? 0 : Math.min(last * DELAY_FACTOR, LONGEST_DELAY);
    const wait = Math.max(MAX_WAIT, last * WAIT_FACTOR);
    const delay = Math.max(0, Math.min(pause, since + wait - performance.now()));
    const timer = setTimeout(() => {
      planned.delete(uri);
      void run(uri);
    }, delay);
    planned.set(uri, { timer, since });
  };
  const cancel = (uri: string) => {
    putOff(uri);
    behind.delete(uri);
    took.delete(uri);
  };
  return { plan, cancel, isSlow: (uri) => (took.get(uri) ?? 0) > SHORT };
}
