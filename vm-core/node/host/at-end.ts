/**
 * What is to be done when a run ends.
 *
 * Absent by design: listeners of the signal itself, for what there may be very many of. It looks through all that it has for each
 * one that is added or taken away.
 */

/** Has `end` called once when the run ends. Returns what takes that back. */
export type AtEnd = (end: () => void) => () => void;

/** For each signal, those who are to be told. */
const ENDINGS = new WeakMap<AbortSignal, Set<() => void>>();

/** What tells of the end that a signal stands for. */
export function atEndOf(closing: AbortSignal): AtEnd {
  const waiting = ENDINGS.get(closing) ?? listening(closing);
  return (end) => {
    waiting.add(end);
    return () => waiting.delete(end);
  };
}

function listening(closing: AbortSignal): Set<() => void> {
  const waiting = new Set<() => void>();
  ENDINGS.set(closing, waiting);
  closing.addEventListener("abort", () => inPortions(waiting, (end) => end()));
  return waiting;
}

/** How many are told in a turn of Node's loop. */
const PORTION = 200;

/** Takes all out of a set and does something with each, so many in a turn, from the next one on: so timers keep their time. */
export function inPortions<T>(all: Set<T>, work: (one: T) => void): void {
  if (all.size === 0) return;
  setImmediate(() => {
    let left = PORTION;
    for (const one of all) {
      if (left-- === 0) break;
      all.delete(one);
      work(one);
    }
    inPortions(all, work);
  });
}
