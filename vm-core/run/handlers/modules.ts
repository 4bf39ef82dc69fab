/** Steps of modules, native functions, and the end of the run. */
import type { Mnemonic } from "../../isa/index.ts";
import { Fault } from "../../value/callable.ts";
import { isInt } from "../../value/int.ts";
import { listWork } from "../../value/list.ts";
import { mismatch } from "../../value/operators.ts";
import { grownBytes } from "../heap.ts";
import { Asking } from "../host.ts";
import { SIGNAL } from "../signal.ts";
import type { Handlers } from "../step.ts";
import { lookUp } from "./control.ts";

export const MODULE_HANDLERS = {
  IMPORT: ({ operands: { path } }, { next, file }) => {
    const request = { kind: "import", path, from: file } as const;
    return (process) => process.ask(request, next);
  },
  EXPORT: ({ operands: { name } }, site) => {
    const { next } = site;
    return (process) => {
      const value = lookUp(process, site, name);
      if (value === undefined) return process.raise("UndefinedVariable", `Undefined variable: ${name}`);
      if (process.importing !== null) process.importing.exports = process.importing.exports.with(name, value);
      return next;
    };
  },
  NATIVE: ({ operands: { name } }, { native, next }) => {
    const found = native(name);
    if (found === undefined) {
      return (process) =>
        process.raise("Unsupported", `Unsupported operation: no native function is called ${name}`);
    }
    const count = found.parameters.length;
    return (process) => {
      const { stack } = process;
      if (stack.length < count) {
        return process.raise(
          "NotEnoughItems",
          `Need ${count} stack items but only ${stack.length} available`,
        );
      }
      const { filled } = listWork;
      const result = found.call(...stack.splice(stack.length - count, count));
      if (result instanceof Fault) return process.raiseFault(result);
      if (result instanceof Asking) return process.ask(result.request, next);
      stack.push(result);
      return process.heap.grow(grownBytes(result, filled)) ? process.collect(next) : next;
    };
  },
  EXIT: () => (process) => {
    const code = process.stack.pop();
    if (code === undefined) return process.underflow("EXIT");
    if (!isInt(code)) return process.raiseFault(mismatch("EXIT", "int (exit code)", code));
    process.exitCode = Number(BigInt.asUintN(8, BigInt(code)));
    return SIGNAL.exit;
  },
} as const satisfies Partial<Handlers<Mnemonic>>;
