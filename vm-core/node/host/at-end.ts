/**
 * What is to be done when a run ends.
 *
 * Absent by design: listeners of the signal itself, for what there may be very many of. It looks through all that it has for each
 * one that is added or taken away.
 */

/** Has `end` called once when the run ends. Returns what takes that back. */
export type AtEnd = (end: () => void) => () => void;

export function atEndOf(closing: AbortSignal): AtEnd {
  const waiting = new Set<() => void>();
  closing.addEventListener("abort", () => {
    for (const end of waiting) end();
  });
  return (end) => {
    waiting.add(end);
    return () => waiting.delete(end);
  };
}
