/**
 * Steps of the operators that programs spend their time in, with a fast path for small integers.
 *
 * Each is a function literal of its own: sharing one literal would make every call inside it megamorphic,
 * which costs more than the repetition.
 */
import type { Mnemonic } from "../../isa/index.ts";
import { BINARY_OPERATORS } from "../../value/operators.ts";
import { continueAt } from "../pace.ts";
import type { Handlers } from "../step.ts";
import { settle } from "./settle.ts";

const LIMIT = Number.MAX_SAFE_INTEGER;

export const INTEGER_HANDLERS = {
  ADD:
    (_, { next }) =>
    (process) => {
      const { stack } = process;
      const b = stack.pop();
      const top = stack.length - 1;
      if (b === undefined || top < 0) return process.underflow("ADD");
      const a = stack[top];
      if (typeof a === "number" && typeof b === "number") {
        const result = a + b;
        if (result <= LIMIT && result >= -LIMIT) {
          stack[top] = result;
          return next;
        }
      }
      return settle(process, top, BINARY_OPERATORS.ADD(a, b), next);
    },
  SUB:
    (_, { next }) =>
    (process) => {
      const { stack } = process;
      const b = stack.pop();
      const top = stack.length - 1;
      if (b === undefined || top < 0) return process.underflow("SUB");
      const a = stack[top];
      if (typeof a === "number" && typeof b === "number") {
        const result = a - b;
        if (result <= LIMIT && result >= -LIMIT) {
          stack[top] = result;
          return next;
        }
      }
      return settle(process, top, BINARY_OPERATORS.SUB(a, b), next);
    },
  MUL:
    (_, { next }) =>
    (process) => {
      const { stack } = process;
      const b = stack.pop();
      const top = stack.length - 1;
      if (b === undefined || top < 0) return process.underflow("MUL");
      const a = stack[top];
      if (typeof a === "number" && typeof b === "number") {
        const result = a * b;
        if (result <= LIMIT && result >= -LIMIT) {
          stack[top] = result + 0;
          return next;
        }
      }
      return settle(process, top, BINARY_OPERATORS.MUL(a, b), next);
    },
  LT:
    (_, { next }) =>
    (process) => {
      const { stack } = process;
      const b = stack.pop();
      const top = stack.length - 1;
      if (b === undefined || top < 0) return process.underflow("LT");
      const a = stack[top];
      if (typeof a === "number" && typeof b === "number") {
        stack[top] = a < b ? 1 : 0;
        return next;
      }
      return settle(process, top, BINARY_OPERATORS.LT(a, b), next);
    },
  GT:
    (_, { next }) =>
    (process) => {
      const { stack } = process;
      const b = stack.pop();
      const top = stack.length - 1;
      if (b === undefined || top < 0) return process.underflow("GT");
      const a = stack[top];
      if (typeof a === "number" && typeof b === "number") {
        stack[top] = a > b ? 1 : 0;
        return next;
      }
      return settle(process, top, BINARY_OPERATORS.GT(a, b), next);
    },
  LE:
    (_, { next }) =>
    (process) => {
      const { stack } = process;
      const b = stack.pop();
      const top = stack.length - 1;
      if (b === undefined || top < 0) return process.underflow("LE");
      const a = stack[top];
      if (typeof a === "number" && typeof b === "number") {
        stack[top] = a <= b ? 1 : 0;
        return next;
      }
      return settle(process, top, BINARY_OPERATORS.LE(a, b), next);
    },
  GE:
    (_, { next }) =>
    (process) => {
      const { stack } = process;
      const b = stack.pop();
      const top = stack.length - 1;
      if (b === undefined || top < 0) return process.underflow("GE");
      const a = stack[top];
      if (typeof a === "number" && typeof b === "number") {
        stack[top] = a >= b ? 1 : 0;
        return next;
      }
      return settle(process, top, BINARY_OPERATORS.GE(a, b), next);
    },
  EQ:
    (_, { next }) =>
    (process) => {
      const { stack } = process;
      const b = stack.pop();
      const top = stack.length - 1;
      if (b === undefined || top < 0) return process.underflow("EQ");
      const a = stack[top];
      if (typeof a === "number" && typeof b === "number") {
        stack[top] = a === b ? 1 : 0;
        return next;
      }
      return continueAt(process, settle(process, top, BINARY_OPERATORS.EQ(a, b), next));
    },
  NE:
    (_, { next }) =>
    (process) => {
      const { stack } = process;
      const b = stack.pop();
      const top = stack.length - 1;
      if (b === undefined || top < 0) return process.underflow("NE");
      const a = stack[top];
      if (typeof a === "number" && typeof b === "number") {
        stack[top] = a !== b ? 1 : 0;
        return next;
      }
      return continueAt(process, settle(process, top, BINARY_OPERATORS.NE(a, b), next));
    },
} as const satisfies Partial<Handlers<Mnemonic>>;
