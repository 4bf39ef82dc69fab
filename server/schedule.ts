/**
 * When documents are looked at: a moment after the last change, so that nobody waits while typing.
 *
 * Invariant: for each document one run is planned at most; a new change puts it off, for `MAX_DELAY` in all.
 */

/** Milliseconds: less than between two key strokes that a person sees apart. */
const DELAY = 30;
const MAX_DELAY = 150;

export interface Schedule {
  /** Runs the task for `uri` soon. */
  plan(uri: string): void;
  cancel(uri: string): void;
}

export function createSchedule(task: (uri: string) => void): Schedule {
  const planned = new Map<string, { timer: NodeJS.Timeout; since: number }>();
  const cancel = (uri: string) => {
    clearTimeout(planned.get(uri)?.timer);
    planned.delete(uri);
  };
  const plan = (uri: string) => {
    const since = planned.get(uri)?.since ?? performance.now();
    cancel(uri);
    const delay = Math.max(0, Math.min(DELAY, since + MAX_DELAY - performance.now()));
    const timer = setTimeout(() => {
      planned.delete(uri);
      task(uri);
    }, delay);
    planned.set(uri, { timer, since });
  };
  return { plan, cancel };
}
