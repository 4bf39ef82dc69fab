/** Steps of modules, native functions, and the end of the run. */
import type { Mnemonic } from "../../isa/index.ts";
import { Bytes } from "../../value/bytes.ts";
import { Fault } from "../../value/callable.ts";
import { effort } from "../../value/effort.ts";
import { isInt } from "../../value/int.ts";
import { List } from "../../value/list.ts";
import { mismatch } from "../../value/operators.ts";
import type { Value } from "../../value/value.ts";
import { Work } from "../../value/work.ts";
import { Asking } from "../host.ts";
import { leaveOperation } from "../long-work.ts";
import type { Native } from "../native.ts";
import { continueAt } from "../pace.ts";
import type { Process } from "../process.ts";
import { SIGNAL } from "../signal.ts";
import { BYTES, partBytes, prependedBytes, shallowBytes } from "../sizes.ts";
import type { Handlers, Site, Step } from "../step.ts";
import { lookUp } from "./control.ts";
import type { ValueOperation } from "./operation.ts";

/** One character, byte or item in so many counts where a function does not count itself: then the engine's own loops walk them. */
const WALKED_SHIFT = 4;

/** How much of a value a native function may walk. */
function walked(value: Value): number {
  if (typeof value === "string" || value instanceof List) return value.length >> WALKED_SHIFT;
  return value instanceof Bytes ? value.data.length >> WALKED_SHIFT : 1;
}

/** What the result of a function that shares items has taken, if it has made a list. */
function sharedBytes({ isLonger }: Native, result: Value, items: number): number {
  if (!(result instanceof List)) return 0;
  return isLonger === true ? prependedBytes(result) : partBytes(result) + BYTES.reference * items;
}

/** What a result has taken: a list with the texts in it, which may be new. */
function madeBytes(result: Value): number {
  let bytes = shallowBytes(result);
  if (!(result instanceof List)) return bytes;
  for (let i = 0; i < result.length; i++) {
    const item = result.at(i);
    if (typeof item === "string") bytes += shallowBytes(item);
  }
  return bytes;
}

const OPERATIONS = new WeakMap<Native, ValueOperation>();

/**
 * What a native function of one or two values computes; undefined for one of another number, and for one that does more.
 */
export function nativeOperation(native: Native, name: string): ValueOperation | undefined {
  const { parameters, asks, makesCells, items, isCounted, call } = native;
  const { length: count } = parameters;
  if (asks === true || makesCells === true || (count !== 1 && count !== 2)) return undefined;
  let operation = OPERATIONS.get(native);
  if (operation !== undefined) return operation;
  const apply = (count === 1 ? (a: Value) => call(a) : call) as ValueOperation["compute"];
  const compute: ValueOperation["compute"] =
    items !== undefined || isCounted === true
      ? (a, b) => apply(a, b, null)
      : (a, b) => {
          const before = effort.spent;
          effort.spent += count === 1 ? walked(a) : walked(a) + walked(b);
          const result = apply(a, b, null);
          // An engine that leaves a fault or a work to the interpreter computes twice.
          if (result instanceof Fault) effort.spent = before;
          return result;
        };
  const grown = (result: Value, a: Value, b: Value): number =>
    items === undefined ? madeBytes(result) : sharedBytes(native, result, items(a, b));
  operation = { count, compute, grown, isPaced: true, native: name };
  OPERATIONS.set(native, operation);
  return operation;
}

/** The step of a native function that only computes. */
function computing({ count, compute, grown }: ValueOperation, site: Site): Step {
  const { next, heap } = site;
  const bytesOf = grown as (...values: Value[]) => number;
  return (process) => {
    const { stack } = process;
    const top = stack.length - count;
    if (top < 0) return lacking(process, count);
    const a = stack[top];
    const b = stack[top + 1];
    const result = compute(a, b, null);
    if (result instanceof Work)
      return leaveOperation(process, site, { work: result, top, grown: (made) => bytesOf(made, a, b) });
    if (count === 2) stack.pop();
    if (result instanceof Fault) {
      stack.pop();
      return process.raiseFault(result);
    }
    stack[top] = result;
    return heap.grow(bytesOf(result, a, b)) ? process.collect(next) : continueAt(process, next);
  };
}

function lacking(process: Process, count: number): number {
  return process.raise(
    "NotEnoughItems",
    `Need ${count} stack items but only ${process.stack.length} available`,
  );
}

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
      if (process.importing !== null) {
        const { importing } = process;
        process.importing = { ...importing, exports: importing.exports.with(name, value) };
      }
      return next;
    };
  },
  NATIVE: ({ operands: { name } }, site) => {
    const { native, next, heap, system } = site;
    const found = native(name);
    if (found === undefined) {
      return (process) =>
        process.raise("Unsupported", `Unsupported operation: no native function is called ${name}`);
    }
    const operation = nativeOperation(found, name);
    if (operation !== undefined) return computing(operation, site);
    const count = found.parameters.length;
    const isCounting = found.isCounted !== true;
    return (process) => {
      const { stack } = process;
      if (stack.length < count) return lacking(process, count);
      const values = stack.splice(stack.length - count, count);
      const items = found.items?.(...values);
      const grown = (made: Value): number =>
        items === undefined ? madeBytes(made) : sharedBytes(found, made, items);
      if (found.makesCells === true) system.changing = true;
      if (isCounting && items === undefined) for (const value of values) effort.spent += walked(value);
      const result = found.call(...values);
      if (result instanceof Work) {
        const top = stack.length;
        for (const value of values) stack.push(value);
        return leaveOperation(process, site, { work: result, top, grown });
      }
      if (result instanceof Fault) return process.raiseFault(result);
      if (result instanceof Asking) return process.ask(result.request, next);
      stack.push(result);
      return heap.grow(grown(result)) ? process.collect(next) : continueAt(process, next);
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
