/** How steps end. */
import { Fault } from "../../value/callable.ts";
import type { Value } from "../../value/value.ts";
import type { Process } from "../process.ts";

/** Puts a result at stack position `top`, or raises the fault that it is with the operands gone. */
export function settle(process: Process, top: number, result: Value | Fault, next: number): number {
  if (result instanceof Fault) {
    process.stack.length = top;
    return process.raiseFault(result);
  }
  process.stack[top] = result;
  return next;
}
