/** Steps of operations on the topmost values. */
import { Fault } from "../../value/callable.ts";
import type { Value } from "../../value/value.ts";
import type { Site, Step } from "../step.ts";
import { continueAt } from "./pace.ts";
import { settle } from "./settle.ts";

/** The step of an operation on the topmost values, given deepest first. */
export function operation(
  name: string,
  count: 1 | 2 | 3,
  compute: (a: Value, b: Value, c: Value) => Value | Fault,
  grown: (result: Value) => number = nothing,
): (instruction: unknown, site: Site) => Step {
  return (_, { next, heap }) =>
    (process) => {
      const { stack } = process;
      const top = stack.length - count;
      if (top < 0) return process.underflow(name);
      const result = compute(stack[top], stack[top + 1], stack[top + 2]);
      stack.length = top + 1;
      if (result instanceof Fault) return settle(process, top, result, next);
      stack[top] = result;
      return heap.grow(grown(result)) ? process.collect(next) : continueAt(process, next);
    };
}

const nothing = () => 0;
