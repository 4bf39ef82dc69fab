/**
 * Watchers: what looks on while a run executes, and never stops it. Several share one observer.
 *
 * Absent by design: any cost for a run that nobody watches.
 */
import type { Observer } from "./execute.ts";
import type { Process } from "./process.ts";

/** Called before each instruction; `process.ip` is its address. */
export type Watcher = (process: Process) => void;

/** The observer that all watchers share, in their order; undefined when there is none. */
export function observerOf(watchers: readonly Watcher[]): Observer | undefined {
  if (watchers.length === 0) return undefined;
  const [only] = watchers;
  const watch: Watcher =
    watchers.length === 1
      ? only
      : (process) => {
          for (const watcher of watchers) watcher(process);
        };
  return {
    instruction(process) {
      watch(process);
      return false;
    },
    raised: () => false,
  };
}
