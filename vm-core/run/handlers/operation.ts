/** Steps of operations on the topmost values. */
import { Fault } from "../../value/callable.ts";
import { listWork } from "../../value/list.ts";
import type { Value } from "../../value/value.ts";
import type { Site, Step } from "../step.ts";
import { settle } from "./settle.ts";

/**
 * The step of an operation on the topmost values, given deepest first. `grown` says what it has taken in bytes, from its
 * result and from `listWork.filled` before it.
 */
export function operation(
  name: string,
  count: 1 | 2 | 3,
  compute: (a: Value, b: Value, c: Value) => Value | Fault,
  grown: (result: Value, filledBefore: number) => number = nothing,
): (instruction: unknown, site: Site) => Step {
  return (_, { next }) =>
    (process) => {
      const { stack } = process;
      const top = stack.length - count;
      if (top < 0) return process.underflow(name);
      const { filled } = listWork;
      const result = compute(stack[top], stack[top + 1], stack[top + 2]);
      stack.length = top + 1;
      if (result instanceof Fault) return settle(process, top, result, next);
      stack[top] = result;
      return process.heap.grow(grown(result, filled)) ? process.collect(next) : next;
    };
}

const nothing = () => 0;
