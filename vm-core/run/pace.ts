/** Steps whose work depends on the size of values end the slice when it was much. */
import { ENOUGH, effort } from "../value/effort.ts";
import type { Process } from "./process.ts";
import { SIGNAL } from "./signal.ts";

/** Where a process continues after a step that may have taken long. */
export function continueAt(process: Process, next: number): number {
  if (effort.spent < ENOUGH || next < 0) return next;
  process.resume = next;
  return SIGNAL.spent;
}
