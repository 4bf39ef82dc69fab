/** Steps of exceptions, and of output. */

import type { Mnemonic } from "../../isa/index.ts";
import { ExceptionValue } from "../../value/callable.ts";
import { displaying, plainText } from "../../value/display.ts";
import { isFalsy } from "../../value/operators.ts";
import type { Value } from "../../value/value.ts";
import type { Process } from "../process.ts";
import type { Handlers, Site, Step } from "../step.ts";
import { Thrown } from "../thrown.ts";
import { storing } from "./control.ts";
import { afterWriting, writeText } from "./written.ts";

function throwValue(process: Process, value: Value): number {
  return process.raiseFault(value instanceof ExceptionValue ? value : new Thrown(value));
}

function closeNewest(process: Process): void {
  if (process.handlers !== null) process.handlers = process.handlers.previous;
}

/** Closes the newest handler if it leads to `target`. */
function closePaired(process: Process, target: number): void {
  if (process.handlers?.target === target) closeNewest(process);
}

/** Writes the value on the stack, and `end` after it. */
function writing(name: string, stream: "stdout" | "stderr", end: string) {
  return (_: unknown, site: Site): Step => {
    const { output } = site;
    const write = (text: string): void => {
      output.write(stream, text);
      if (end !== "") output.write(stream, end);
    };
    return (process) => {
      const { stack } = process;
      const value = stack.pop();
      if (value === undefined) return process.underflow(name);
      const text = plainText(value);
      if (text === undefined) {
        const top = stack.length;
        stack.push(value);
        return writeText(process, site, { top, making: displaying(value), write });
      }
      write(text);
      return afterWriting(process, site);
    };
  };
}

export const EXCEPTION_HANDLERS = {
  TRY: ({ operands }, site) => {
    const target = site.target(operands.target ?? 0);
    const { next } = site;
    return (process) => {
      process.handlers = {
        target,
        height: process.stack.length,
        depth: process.frame.depth,
        count: process.handlers === null ? 1 : process.handlers.count + 1,
        previous: process.handlers,
      };
      return next;
    };
  },
  CATCH: ({ operands: { name, end } }, site: Site) => {
    const { address, next } = site;
    const store = name === null ? undefined : storing(site, name);
    const after = end === null ? next : site.target(end);
    return (process) => {
      if (process.caught === address) {
        process.caught = -1;
        if (store !== undefined) store(process, process.stack.pop() as Value);
        return next;
      }
      // Reached without an exception: in the structured form the body has ended normally.
      if (end !== null) closePaired(process, address);
      return after;
    };
  },
  END_TRY: ({ operands: { handler } }, site) => {
    const { next } = site;
    if (handler === null) {
      return (process) => {
        closeNewest(process);
        return next;
      };
    }
    const target = site.target(handler);
    return (process) => {
      closePaired(process, target);
      return next;
    };
  },
  THROW: () => (process) => {
    const value = process.stack.pop();
    return value === undefined ? process.underflow("THROW") : throwValue(process, value);
  },
  ASSERT:
    (_, { next }) =>
    (process) => {
      const { stack } = process;
      if (stack.length < 2) return process.underflow("ASSERT");
      const message = stack.pop() as Value;
      const condition = stack.pop() as Value;
      return isFalsy(condition) ? throwValue(process, message) : next;
    },
  PRINT: writing("PRINT", "stdout", "\n"),
  WRITE: writing("WRITE", "stdout", ""),
  WRITE_ERR: writing("WRITE_ERR", "stderr", ""),
  // A debugger stops in front of it.
  BREAKPOINT:
    (_, { next }) =>
    () =>
      next,
} as const satisfies Partial<Handlers<Mnemonic>>;
