/** Writes texts whose making may take long. */
import { Fault } from "../../value/callable.ts";
import { portionsWithinMemory } from "../../value/memory-limit.ts";
import type { Value } from "../../value/value.ts";
import { begun, type Portions, Work } from "../../value/work.ts";
import { leaveWork } from "../long-work.ts";
import { continueAt } from "../pace.ts";
import type { Process } from "../process.ts";
import { SIGNAL } from "../signal.ts";
import type { Site } from "../step.ts";

/** Where a process continues that has written something: what reads it comes first when much waits. */
export function afterWriting(process: Process, { next, output }: Site): number {
  if (!output.isFull) return continueAt(process, next);
  process.resume = next;
  return SIGNAL.spent;
}

/**
 * Calls `write` with a text once it is made. The operands, which are above `top`, are on the stack until then. Returns where
 * the process continues.
 */
export function writeText(
  process: Process,
  site: Site,
  { top, making, write }: { top: number; making: Portions<string>; write: (text: string) => void },
): number {
  const text = begun(portionsWithinMemory(making));
  if (text instanceof Work) {
    const then = (written: Value): number => {
      write(written as string);
      process.resume = site.next;
      return SIGNAL.spent;
    };
    return leaveWork(site.system, { work: text, top, then });
  }
  process.stack.length = top;
  if (text instanceof Fault) return process.raiseFault(text);
  write(text as string);
  return afterWriting(process, site);
}
