/** Steps that branch on a comparison: each a function literal of its own, as in `evaluate.ts`. */
import { SIGNAL } from "../run/signal.ts";
import type { Step } from "../run/step.ts";
import { DYNAMIC_OPERATORS } from "../value/dynamic-operators.ts";
import { BINARY_OPERATORS } from "../value/operators.ts";
import type { Value } from "../value/value.ts";
import { CONSTANT, type OperandPlace, otherwise } from "./evaluate.ts";
import type { QuickCompute } from "./quick.ts";

/** A step that goes to one address where a comparison holds, to another where it does not. */
type Branch = (
  left: OperandPlace,
  right: OperandPlace,
  compute: QuickCompute,
  holds: number,
  fails: number,
) => Step;

/** Where control goes for a condition; nothing has been done where there is none. */
export function decided(condition: Value | undefined, holds: number, fails: number): number {
  if (condition === undefined) return SIGNAL.undone;
  return condition === 0 || condition === false || condition === null ? fails : holds;
}

const less: Branch = (
  { slot: a, evaluate: left },
  { slot: b, value, evaluate: right },
  compute,
  holds,
  fails,
) => {
  return (process) => {
    const { slots } = process.frame;
    const x = a >= 0 ? slots[a] : left(process, slots);
    const y = b >= 0 ? slots[b] : b === CONSTANT ? value : right(process, slots);
    if (typeof x === "number" && typeof y === "number") return x < y ? holds : fails;
    return decided(otherwise(compute, x, y), holds, fails);
  };
};

const greater: Branch = (
  { slot: a, evaluate: left },
  { slot: b, value, evaluate: right },
  compute,
  holds,
  fails,
) => {
  return (process) => {
    const { slots } = process.frame;
    const x = a >= 0 ? slots[a] : left(process, slots);
    const y = b >= 0 ? slots[b] : b === CONSTANT ? value : right(process, slots);
    if (typeof x === "number" && typeof y === "number") return x > y ? holds : fails;
    return decided(otherwise(compute, x, y), holds, fails);
  };
};

const equal: Branch = (
  { slot: a, evaluate: left },
  { slot: b, value, evaluate: right },
  compute,
  holds,
  fails,
) => {
  return (process) => {
    const { slots } = process.frame;
    const x = a >= 0 ? slots[a] : left(process, slots);
    const y = b >= 0 ? slots[b] : b === CONSTANT ? value : right(process, slots);
    if (typeof x === "number" && typeof y === "number") return x === y ? holds : fails;
    return decided(otherwise(compute, x, y), holds, fails);
  };
};

const atMost: Branch = (
  { slot: a, evaluate: left },
  { slot: b, value, evaluate: right },
  compute,
  holds,
  fails,
) => {
  return (process) => {
    const { slots } = process.frame;
    const x = a >= 0 ? slots[a] : left(process, slots);
    const y = b >= 0 ? slots[b] : b === CONSTANT ? value : right(process, slots);
    if (typeof x === "number" && typeof y === "number") return x <= y ? holds : fails;
    return decided(otherwise(compute, x, y), holds, fails);
  };
};

const atLeast: Branch = (
  { slot: a, evaluate: left },
  { slot: b, value, evaluate: right },
  compute,
  holds,
  fails,
) => {
  return (process) => {
    const { slots } = process.frame;
    const x = a >= 0 ? slots[a] : left(process, slots);
    const y = b >= 0 ? slots[b] : b === CONSTANT ? value : right(process, slots);
    if (typeof x === "number" && typeof y === "number") return x >= y ? holds : fails;
    return decided(otherwise(compute, x, y), holds, fails);
  };
};

const { LT, GT, EQ, LE, GE } = BINARY_OPERATORS;
const { LESS, GREATER, EQUALS, AT_MOST, AT_LEAST } = DYNAMIC_OPERATORS;

/** The branches that there are, by what computes the comparison. */
export const BRANCHES: ReadonlyMap<unknown, Branch> = new Map([
  [LT, less],
  [LESS, less],
  [GT, greater],
  [GREATER, greater],
  [EQ, equal],
  [EQUALS, equal],
  [LE, atMost],
  [AT_MOST, atMost],
  [GE, atLeast],
  [AT_LEAST, atLeast],
]);
