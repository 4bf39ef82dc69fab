/**
 * Instructions that take longer than a slice may.
 *
 * The step of such an instruction leaves its operands where they are and notes the work here. Whoever executes the process
 * does it portion by portion, and nobody else runs meanwhile. So what runs when does not depend on how long it takes.
 *
 * Invariant: until the work is done, the process is as it was in front of the instruction: the work can be given up, and
 * begins anew when the instruction is executed again.
 */
import { Fault } from "../value/callable.ts";
import { memoryLimit } from "../value/memory-limit.ts";
import type { Value } from "../value/value.ts";
import type { Work } from "../value/work.ts";
import type { Heap } from "./heap.ts";
import type { Process } from "./process.ts";
import { SIGNAL } from "./signal.ts";

export interface LongWork {
  readonly work: Work;
  /** The height of the stack without the operands. */
  readonly top: number;
  /** Does with the result what the instruction does; returns where the process continues, an address or a signal. */
  readonly then: (result: Value) => number;
}

/** Where a work is noted: the system. */
export interface WorkPlace {
  work: LongWork | undefined;
  readonly heap: Heap;
}

/** Leaves a work to whoever executes the process; the step returns the result. */
export function leaveWork(system: WorkPlace, work: LongWork): number {
  system.work = work;
  return SIGNAL.work;
}

/** Leaves a work whose result is pushed on the stack. `grown` are the bytes that it has taken, as far as `work` does not say. */
export function leaveOperation(
  process: Process,
  { next, system }: { readonly next: number; readonly system: WorkPlace },
  {
    work,
    top,
    grown,
  }: { readonly work: Work; readonly top: number; readonly grown: (result: Value) => number },
): number {
  const then = (result: Value): number => {
    process.stack.push(result);
    process.resume = next;
    return system.heap.grow(Math.max(work.bytes, grown(result))) ? SIGNAL.collect : SIGNAL.spent;
  };
  return leaveWork(system, { work, top, then });
}

/** Ends the instruction of a process with the result of its work; returns where the process continues. */
export function endWork(process: Process, system: WorkPlace, result: Value | Fault): number {
  const { top, then } = system.work as LongWork;
  system.work = undefined;
  process.stack.length = top;
  process.noteHeight();
  return result instanceof Fault ? process.raiseFault(result) : then(result);
}

/** Where a process continues after a work whose end has given an address or a signal. */
export function later(process: Process, signal: number): number {
  if (signal < 0) return signal;
  process.resume = signal;
  return SIGNAL.spent;
}

/** Does a work at once, for who has no clock. */
export function workAtOnce(process: Process, system: WorkPlace): number {
  const { work } = system.work as LongWork;
  for (;;) {
    const result = work.advance();
    if (result !== undefined) return endWork(process, system, result);
    if (!system.heap.hasRoomFor(work.bytes)) return endWork(process, system, memoryLimit());
  }
}
