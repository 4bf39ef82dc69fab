/**
 * What a text may take of the process: an engine whose heap is full ends it without a word that a person understands.
 *
 * Absent by design: what a run may take, which has a limit of its own.
 */
import { boundAll } from "../index.ts";

/** There is no room for what is being read or compiled. */
export class TooLarge extends Error {}

/** Bytes that nobody looks after: they fit into any process. */
const FREE = 2 ** 28;
/** Bytes between two looks at the heap. */
const LOOK = 2 ** 24;
/** How much of the heap may be used: an engine that has less left collects garbage most of the time. */
const SHARE = 0.9;

/** Has reading and compiling end with a `TooLarge` where the heap is about to be full. */
export function boundByProcess(): void {
  let left = FREE;
  boundAll({
    take: (bytes) => {
      left -= bytes;
      if (left >= 0) return;
      left = LOOK;
      const statistics = process.getBuiltinModule?.("node:v8").getHeapStatistics();
      if (statistics === undefined) return;
      if (statistics.used_heap_size > SHARE * statistics.heap_size_limit) throw new TooLarge();
    },
  });
}
