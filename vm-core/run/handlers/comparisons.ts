/**
 * Steps of the comparisons of any numbers, with a fast path for small integers.
 *
 * Each is a function literal of its own, as in `integers.ts`, and for the same reason.
 */
import type { Mnemonic } from "../../isa/index.ts";
import { DYNAMIC_OPERATORS } from "../../value/dynamic-operators.ts";
import { Work } from "../../value/work.ts";
import { leaveOperation } from "../long-work.ts";
import { continueAt } from "../pace.ts";
import type { Handlers } from "../step.ts";
import { nothing } from "./operation.ts";
import { settle } from "./settle.ts";

export const COMPARISON_HANDLERS = {
  EQUALS: (_, site) => {
    const { next } = site;
    return (process) => {
      const { stack } = process;
      const b = stack.pop();
      const top = stack.length - 1;
      if (b === undefined || top < 0) return process.underflow("EQUALS");
      const a = stack[top];
      if (typeof a === "number" && typeof b === "number") {
        stack[top] = a === b ? 1 : 0;
        return next;
      }
      const result = DYNAMIC_OPERATORS.EQUALS(a, b);
      if (result instanceof Work) {
        stack.push(b);
        return leaveOperation(process, site, { work: result, top, grown: nothing });
      }
      return continueAt(process, settle(process, top, result, next));
    };
  },
  LESS:
    (_, { next }) =>
    (process) => {
      const { stack } = process;
      const b = stack.pop();
      const top = stack.length - 1;
      if (b === undefined || top < 0) return process.underflow("LESS");
      const a = stack[top];
      if (typeof a === "number" && typeof b === "number") {
        stack[top] = a < b ? 1 : 0;
        return next;
      }
      return settle(process, top, DYNAMIC_OPERATORS.LESS(a, b), next);
    },
  GREATER:
    (_, { next }) =>
    (process) => {
      const { stack } = process;
      const b = stack.pop();
      const top = stack.length - 1;
      if (b === undefined || top < 0) return process.underflow("GREATER");
      const a = stack[top];
      if (typeof a === "number" && typeof b === "number") {
        stack[top] = a > b ? 1 : 0;
        return next;
      }
      return settle(process, top, DYNAMIC_OPERATORS.GREATER(a, b), next);
    },
  AT_MOST:
    (_, { next }) =>
    (process) => {
      const { stack } = process;
      const b = stack.pop();
      const top = stack.length - 1;
      if (b === undefined || top < 0) return process.underflow("AT_MOST");
      const a = stack[top];
      if (typeof a === "number" && typeof b === "number") {
        stack[top] = a <= b ? 1 : 0;
        return next;
      }
      return settle(process, top, DYNAMIC_OPERATORS.AT_MOST(a, b), next);
    },
  AT_LEAST:
    (_, { next }) =>
    (process) => {
      const { stack } = process;
      const b = stack.pop();
      const top = stack.length - 1;
      if (b === undefined || top < 0) return process.underflow("AT_LEAST");
      const a = stack[top];
      if (typeof a === "number" && typeof b === "number") {
        stack[top] = a >= b ? 1 : 0;
        return next;
      }
      return settle(process, top, DYNAMIC_OPERATORS.AT_LEAST(a, b), next);
    },
} as const satisfies Partial<Handlers<Mnemonic>>;
