/**
 * Makes functions of expressions.
 *
 * Operators that programs spend their time in have a function literal each, which looks at variables and constants itself: a
 * call costs as much as the operation.
 */
import { ObjectValue } from "../value/object.ts";
import { BINARY_OPERATORS } from "../value/operators.ts";
import { rowOf } from "../value/room.ts";
import type { Value } from "../value/value.ts";
import type { Computation, ReadValue } from "./computation.ts";
import type { QuickCompute } from "./quick.ts";

/** Where variables are. */
export interface VariablePlaces {
  /** The slot of a variable of the frame; undefined where it may be one of the module. */
  slotOf(name: string): number | undefined;
  /** Reads a variable of the frame, else of the module. */
  reading(name: string): ReadValue;
}

/** An operand as operators look at it: the slot of a variable, `CONSTANT`, or `OTHER`. */
export interface OperandPlace {
  readonly slot: number;
  readonly value: Value | undefined;
  readonly evaluate: ReadValue;
}

export const CONSTANT = -1;
const OTHER = -2;
const LIMIT = Number.MAX_SAFE_INTEGER;

export function operandOf(expression: Computation, variables: VariablePlaces): OperandPlace {
  const evaluate = evaluating(expression, variables);
  if (expression.is === "constant") return { slot: CONSTANT, value: expression.value, evaluate };
  const slot = expression.is === "variable" ? variables.slotOf(expression.name) : undefined;
  return { slot: slot ?? OTHER, value: undefined, evaluate };
}

export function evaluating(expression: Computation, variables: VariablePlaces): ReadValue {
  switch (expression.is) {
    case "constant": {
      const { value } = expression;
      return () => value;
    }
    case "variable":
      return readingVariable(expression.name, variables);
    case "closure":
      return capturing(expression, variables);
    case "taken":
      return taking(expression.above + 1);
    default: {
      const { compute, operator, operands } = expression;
      const found = operands.map((operand) => operandOf(operand, variables));
      const form = FORMS.get(operator);
      return form === undefined ? applying(compute, found) : form(found[0], found[1], compute);
    }
  }
}

function readingVariable(name: string, variables: VariablePlaces): ReadValue {
  const slot = variables.slotOf(name);
  return slot === undefined ? variables.reading(name) : (_, slots) => slots[slot];
}

function capturing(
  { captured, make }: Extract<Computation, { is: "closure" }>,
  variables: VariablePlaces,
): ReadValue {
  const found = captured.map((name) => readingVariable(name, variables));
  return (process, slots) => {
    if (process.pending !== ObjectValue.EMPTY) return undefined;
    const values: Value[] = rowOf();
    for (let i = 0; i < found.length; i++) {
      const value = found[i](process, slots);
      if (value === undefined) return undefined;
      values.push(value);
    }
    return make(values);
  };
}

function taking(below: number): ReadValue {
  return ({ stack }) => stack[stack.length - below];
}

function applying(compute: QuickCompute, operands: readonly OperandPlace[]): ReadValue {
  if (operands.length === 0) return () => compute(null, null, null);
  const [{ slot: a, evaluate: left }] = operands;
  if (operands.length === 1) {
    return (process, slots) => {
      const x = a >= 0 ? slots[a] : left(process, slots);
      return x === undefined ? undefined : compute(x, null, null);
    };
  }
  const { slot: b, value, evaluate: right } = operands[1];
  if (operands.length === 2) {
    return (process, slots) => {
      const x = a >= 0 ? slots[a] : left(process, slots);
      const y = b >= 0 ? slots[b] : b === CONSTANT ? value : right(process, slots);
      return x === undefined || y === undefined ? undefined : compute(x, y, null);
    };
  }
  const { evaluate: last } = operands[2];
  return (process, slots) => {
    const x = a >= 0 ? slots[a] : left(process, slots);
    const y = right(process, slots);
    const z = last(process, slots);
    return x === undefined || y === undefined || z === undefined ? undefined : compute(x, y, z);
  };
}

type Form = (left: OperandPlace, right: OperandPlace, compute: QuickCompute) => ReadValue;

/** What is computed of other values than small integers. */
export function otherwise(
  compute: QuickCompute,
  a: Value | undefined,
  b: Value | undefined,
): Value | undefined {
  return a === undefined || b === undefined ? undefined : compute(a, b, null);
}

const add: Form = ({ slot: a, evaluate: left }, { slot: b, value, evaluate: right }, compute) => {
  return (process, slots) => {
    const x = a >= 0 ? slots[a] : left(process, slots);
    const y = b >= 0 ? slots[b] : b === CONSTANT ? value : right(process, slots);
    if (typeof x === "number" && typeof y === "number") {
      const result = x + y;
      if (result <= LIMIT && result >= -LIMIT) return result;
    }
    return otherwise(compute, x, y);
  };
};

const subtract: Form = ({ slot: a, evaluate: left }, { slot: b, value, evaluate: right }, compute) => {
  return (process, slots) => {
    const x = a >= 0 ? slots[a] : left(process, slots);
    const y = b >= 0 ? slots[b] : b === CONSTANT ? value : right(process, slots);
    if (typeof x === "number" && typeof y === "number") {
      const result = x - y;
      if (result <= LIMIT && result >= -LIMIT) return result;
    }
    return otherwise(compute, x, y);
  };
};

const multiply: Form = ({ slot: a, evaluate: left }, { slot: b, value, evaluate: right }, compute) => {
  return (process, slots) => {
    const x = a >= 0 ? slots[a] : left(process, slots);
    const y = b >= 0 ? slots[b] : b === CONSTANT ? value : right(process, slots);
    if (typeof x === "number" && typeof y === "number") {
      const result = x * y;
      if (result <= LIMIT && result >= -LIMIT) return result + 0;
    }
    return otherwise(compute, x, y);
  };
};

const { ADD, SUB, MUL } = BINARY_OPERATORS;

const FORMS: ReadonlyMap<unknown, Form> = new Map([
  [ADD, add],
  [SUB, subtract],
  [MUL, multiply],
]);
