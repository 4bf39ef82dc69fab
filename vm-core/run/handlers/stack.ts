/** Steps of the stack group and of the operators. */
import type { Mnemonic } from "../../isa/index.ts";
import { table } from "../../text/table.ts";
import { toBool, toFloat, toInt, toStr, typeOf } from "../../value/convert.ts";
import {
  BINARY_OPERATORS,
  type BinaryOperator,
  UNARY_OPERATORS,
  type UnaryOperator,
} from "../../value/operators.ts";
import { charAt } from "../../value/sequence.ts";
import { Float, type Value } from "../../value/value.ts";
import { Work } from "../../value/work.ts";
import { leaveOperation } from "../long-work.ts";
import { continueAt } from "../pace.ts";
import { BYTES } from "../sizes.ts";
import type { Handlers, Site, Step } from "../step.ts";
import { INTEGER_HANDLERS } from "./integers.ts";
import { nothing, operation, telling } from "./operation.ts";
import { settle } from "./settle.ts";

function push(value: Value): (instruction: unknown, site: Site) => Step {
  return (_, { next }) =>
    (process) => {
      process.stack.push(value);
      return next;
    };
}

/** The steps of operators on two values. */
function binary(name: keyof typeof BINARY_OPERATORS) {
  const operator: BinaryOperator = BINARY_OPERATORS[name];
  // It compares strings of any length.
  const isLong = name === "COMPARE";
  const bind = (_: unknown, { next }: Site): Step => {
    return (process) => {
      const { stack } = process;
      const b = stack.pop();
      const top = stack.length - 1;
      if (b === undefined || top < 0) return process.underflow(name);
      const stop = settle(process, top, operator(stack[top], b), next);
      return isLong ? continueAt(process, stop) : stop;
    };
  };
  const made = { count: 2, compute: operator, isPaced: isLong } as const;
  return telling(bind, () => made);
}

/** The steps of operators on one value. */
function unary(name: string, operator: UnaryOperator) {
  const bind = (_: unknown, { next }: Site): Step => {
    return (process) => {
      const { stack } = process;
      const top = stack.length - 1;
      if (top < 0) return process.underflow(name);
      return continueAt(process, settle(process, top, operator(stack[top]), next));
    };
  };
  const made = { count: 1, compute: operator, isPaced: true } as const;
  return telling(bind, () => made);
}

/** Those with a fast path for small integers are in `integers.ts`. */
type Operators =
  | Exclude<keyof typeof BINARY_OPERATORS, keyof typeof INTEGER_HANDLERS | "CONCAT">
  | keyof typeof UNARY_OPERATORS;

const operators = Object.fromEntries([
  ...Object.keys(BINARY_OPERATORS).map((name) => [name, binary(name as keyof typeof BINARY_OPERATORS)]),
  ...Object.entries(UNARY_OPERATORS).map(([name, operator]) => [name, unary(name, operator)]),
]) as Handlers<Operators>;

/** The engine joins strings without copying: what is new is the joint, and at most the shorter side. */
function joinedBytes(_: Value, a: Value, b: Value): number {
  return BYTES.rope + Math.min((a as string).length, (b as string).length);
}

const CONCATENATION = {
  count: 2,
  compute: BINARY_OPERATORS.CONCAT,
  grown: joinedBytes,
  isPaced: false,
} as const;

function concat(_: unknown, { next, heap }: Site): Step {
  return (process) => {
    const { stack } = process;
    const b = stack.pop();
    const top = stack.length - 1;
    if (b === undefined || top < 0) return process.underflow("CONCAT");
    const a = stack[top];
    const stop = settle(process, top, BINARY_OPERATORS.CONCAT(a, b), next);
    if (stop < 0) return stop;
    return heap.grow(joinedBytes(null, a, b)) ? process.collect(next) : next;
  };
}

const CHARACTER = { count: 2, compute: charAt, isPaced: true } as const;

function charAtStep(_: unknown, site: Site): Step {
  const { next } = site;
  return (process) => {
    const { stack } = process;
    if (stack.length < 2) return process.underflow("CHAR_AT");
    const index = stack.pop() as Value;
    const top = stack.length - 1;
    const result = charAt(stack[top], index);
    if (result instanceof Work) {
      stack.push(index);
      return leaveOperation(process, site, { work: result, top, grown: nothing });
    }
    return continueAt(process, settle(process, top, result, next));
  };
}

export const STACK_HANDLERS = table(operators, INTEGER_HANDLERS, {
  PUSH_INT: ({ operands }, site) => push(operands.value)(null, site),
  PUSH_FLOAT: ({ operands }, site) => push(new Float(operands.value))(null, site),
  PUSH_BOOL: ({ operands }, site) => push(operands.value)(null, site),
  PUSH_STR: ({ operands }, site) => push(operands.value)(null, site),
  TRUE: push(true),
  FALSE: push(false),
  NULL: push(null),
  DUP:
    (_, { next }) =>
    (process) => {
      const { stack } = process;
      const length = stack.length;
      if (length === 0) return process.underflow("DUP");
      stack.push(stack[length - 1]);
      return next;
    },
  POP:
    (_, { next }) =>
    (process) =>
      process.stack.pop() === undefined ? process.underflow("POP") : next,
  SWAP:
    (_, { next }) =>
    (process) => {
      const { stack } = process;
      const top = stack.length - 1;
      if (top < 1) return process.underflow("SWAP");
      const value = stack[top];
      stack[top] = stack[top - 1];
      stack[top - 1] = value;
      return next;
    },
  OVER:
    (_, { next }) =>
    (process) => {
      const { stack } = process;
      if (stack.length < 2) return process.underflow("OVER");
      stack.push(stack[stack.length - 2]);
      return next;
    },
  ROT:
    (_, { next }) =>
    (process) => {
      const { stack } = process;
      const top = stack.length - 1;
      if (top < 2) return process.underflow("ROT");
      const value = stack[top - 2];
      stack[top - 2] = stack[top - 1];
      stack[top - 1] = stack[top];
      stack[top] = value;
      return next;
    },
  CONCAT: telling(concat, () => CONCATENATION),
  CHAR_AT: telling(charAtStep, () => CHARACTER),
  TO_STR: operation("TO_STR", 1, toStr, (text) => (text as string).length),
  TO_INT: unary("TO_INT", toInt),
  TO_FLOAT: unary("TO_FLOAT", toFloat),
  TO_BOOL: unary("TO_BOOL", toBool),
  TYPE_OF: unary("TYPE_OF", typeOf),
} as const satisfies Partial<Handlers<Mnemonic>>);
