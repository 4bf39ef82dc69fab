/**
 * Steps of operations on the topmost values, and what such an operation is apart from any stack: engines that keep values
 * elsewhere compute with the same.
 */
import { Fault } from "../../value/callable.ts";
import type { Value } from "../../value/value.ts";
import { Work } from "../../value/work.ts";
import { leaveOperation } from "../long-work.ts";
import { continueAt } from "../pace.ts";
import type { Site, Step } from "../step.ts";
import { settle } from "./settle.ts";

/** What computes a value of one to three values, given deepest first. */
type Compute = (a: Value, b: Value, c: Value) => Value | Fault;

/** An instruction that only computes a value of the values that it takes. */
export interface ValueOperation {
  readonly count: 1 | 2 | 3;
  readonly compute: Compute;
  /** The bytes that a result has taken; absent where the heap is told of none. */
  readonly grown?: (result: Value, a: Value, b: Value) => number;
  /** It may walk much of its values: its slice ends then. */
  readonly isPaced: boolean;
  /** The name of the native function that it calls, if it does. */
  readonly native?: string;
  /** The field of an object that it reads, or gives another value. */
  readonly access?: { readonly is: "read" | "write"; readonly key: string };
}

/** A handler that tells which operation it binds. */
interface Telling<I> {
  readonly operationOf: (instruction: I) => ValueOperation;
}

/** A handler with what tells of its operation. */
export function telling<I, H extends (instruction: I, site: Site) => Step>(
  handler: H,
  operationOf: (instruction: I) => ValueOperation,
): H & Telling<I> {
  return Object.assign(handler, { operationOf });
}

/**
 * The step of an operation on the topmost values, given deepest first. `grown` are the bytes that a result has taken, `worked`
 * those of one that took long, where the work does not say.
 */
export function operation(
  name: string,
  count: 1 | 2 | 3,
  compute: Compute,
  grown: (result: Value) => number = nothing,
  worked?: (result: Value) => number,
) {
  const made = { count, compute, grown, isPaced: true };
  return telling(
    (_: unknown, site: Site) => stepOf(name, { ...made, worked }, site),
    () => made,
  );
}

/** The step of an operation that its instruction names a field for. */
export function fieldOperation(
  name: string,
  count: 1 | 2,
  computing: (field: string) => Compute,
  { grown = nothing, is }: { grown?: (result: Value) => number; is?: "read" | "write" } = {},
) {
  const made = ({ operands: { field } }: OnField) => ({
    count,
    compute: computing(field),
    grown,
    isPaced: true,
    access: is === undefined ? undefined : { is, key: field },
  });
  return telling((instruction: OnField, site: Site) => stepOf(name, made(instruction), site), made);
}

interface OnField {
  readonly operands: { readonly field: string };
}

interface Bound {
  readonly count: number;
  readonly compute: Compute;
  readonly grown: (result: Value) => number;
  /** The bytes that the result of a work has taken, as far as the work does not say; `grown` when absent. */
  readonly worked?: (result: Value) => number;
}

function stepOf(name: string, { count, compute, grown, worked }: Bound, site: Site): Step {
  const { next, heap } = site;
  return (process) => {
    const { stack } = process;
    const top = stack.length - count;
    if (top < 0) return process.underflow(name);
    const result = compute(stack[top], stack[top + 1], stack[top + 2]);
    if (result instanceof Work)
      return leaveOperation(process, site, { work: result, top, grown: worked ?? grown });
    // Taking items off is faster than setting the length.
    for (let extra = count; extra > 1; extra--) stack.pop();
    if (result instanceof Fault) return settle(process, top, result, next);
    stack[top] = result;
    return heap.grow(grown(result)) ? process.collect(next) : continueAt(process, next);
  };
}

/** What an operation grows by that makes nothing new: the heap is asked whether it is due all the same. */
export const nothing = (): number => 0;
