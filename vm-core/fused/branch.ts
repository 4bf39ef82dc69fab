/** Steps that branch on a comparison. */
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

/** Whether a comparison of Ints holds where the left one is less, both are the same, the left one is greater. */
type Outcomes = readonly [less: boolean, same: boolean, greater: boolean];

const branching =
  (outcomes: Outcomes): Branch =>
  ({ slot: a, evaluate: left }, { slot: b, value, evaluate: right }, compute, holds, fails) => {
    const [less, same, greater] = outcomes.map((outcome) => (outcome ? holds : fails));
    return (process) => {
      const { slots } = process.frame;
      const x = a >= 0 ? slots[a] : left(process, slots);
      const y = b >= 0 ? slots[b] : b === CONSTANT ? value : right(process, slots);
      if (typeof x === "number" && typeof y === "number") return x < y ? less : x === y ? same : greater;
      return decided(otherwise(compute, x, y), holds, fails);
    };
  };

const { LT, GT, EQ, LE, GE } = BINARY_OPERATORS;
const { LESS, GREATER, EQUALS, AT_MOST, AT_LEAST } = DYNAMIC_OPERATORS;
const LESS_THAN = branching([true, false, false]);
const GREATER_THAN = branching([false, false, true]);
const EQUAL = branching([false, true, false]);
const NOT_GREATER = branching([true, true, false]);
const NOT_LESS = branching([false, true, true]);

/** The branches that there are, by what computes the comparison. */
export const BRANCHES: ReadonlyMap<unknown, Branch> = new Map([
  [LT, LESS_THAN],
  [LESS, LESS_THAN],
  [GT, GREATER_THAN],
  [GREATER, GREATER_THAN],
  [EQ, EQUAL],
  [EQUALS, EQUAL],
  [LE, NOT_GREATER],
  [AT_MOST, NOT_GREATER],
  [GE, NOT_LESS],
  [AT_LEAST, NOT_LESS],
]);
