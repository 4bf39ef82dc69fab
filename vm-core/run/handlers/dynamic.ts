/** Steps of cells and of checked calls. */
import type { Mnemonic } from "../../isa/index.ts";
import { Closure, Fault, FunctionValue } from "../../value/callable.ts";
import { Cell } from "../../value/cell.ts";
import { List } from "../../value/list.ts";
import { mismatch } from "../../value/operators.ts";
import { firstMatch, type Pattern, parsePattern } from "../../value/pattern.ts";
import type { Value } from "../../value/value.ts";
import { callValue, noFunction, tailCall } from "../calls.ts";
import { ownGlobals, setCell } from "../copy-on-write.ts";
import { continueAt } from "../pace.ts";
import type { Process } from "../process.ts";
import { BYTES } from "../sizes.ts";
import type { Handlers } from "../step.ts";
import { operation } from "./operation.ts";

/** How many of `count` arguments a function takes one by one, the rest as a list; or the fault when they cannot fit. */
function countOneByOne(name: string, callee: Value, count: number): number | Fault {
  if (!(callee instanceof FunctionValue || callee instanceof Closure)) {
    return noFunction(name, callee);
  }
  const { parameters } = callee;
  const wanted = parameters.length;
  const takesRest = wanted > 0 && parameters[wanted - 1].startsWith("...");
  if (!takesRest && wanted === count) return count;
  if (takesRest && count >= wanted - 1) return wanted - 1;
  const wantedFunction = `a function of ${count} argument${count === 1 ? "" : "s"}`;
  const { kind, message } = mismatch(name, wantedFunction, callee);
  return new Fault(kind, message, [], { is: "arguments", callee, got: count });
}

/**
 * Makes `count` values on the stack fit what a function takes: what is left over becomes a list where it takes
 * one. Returns a fault when they cannot fit.
 */
function fitArguments(name: string, process: Process, callee: Value, count: number): Fault | undefined {
  const { stack } = process;
  const taken = countOneByOne(name, callee, count);
  if (taken instanceof Fault) return taken;
  if (taken === (callee as FunctionValue).parameters.length) return undefined;
  if (stack.length < count) {
    return new Fault("NotEnoughItems", `Need ${count} stack items but only ${stack.length} available`);
  }
  const left = count - taken;
  const rest = left === 0 ? List.EMPTY : List.of(stack.splice(stack.length - left, left));
  process.noteHeight();
  stack.push(rest);
  return undefined;
}

/** Puts the items of a list on the stack as the function takes them, which shares the list of the rest. */
function applyTo(name: "APPLY" | "TAIL_APPLY", process: Process): Fault | Value {
  const { stack } = process;
  const callee = stack.pop() as Value;
  const list = stack.pop() as Value;
  if (!(list instanceof List)) return mismatch(name, "a list of arguments", list);
  const taken = countOneByOne(name, callee, list.length);
  if (taken instanceof Fault) return taken;
  for (let index = 0; index < taken; index++) stack.push(list.at(index));
  if (taken < (callee as FunctionValue).parameters.length) stack.push(list.slice(taken, list.length));
  return callee;
}

export const DYNAMIC_HANDLERS = {
  STORE_GLOBAL: ({ operands: { name } }, site) => {
    const { next, globals, layout, system } = site;
    const slot = globals.ensure(name);
    system.changesGlobals = true;
    return (process) => {
      const value = process.stack.pop();
      if (value === undefined) return process.underflow("STORE_GLOBAL");
      const frame =
        process.kept === null ? process.globals[layout.module] : ownGlobals(process, layout.module);
      if (frame !== undefined) frame.slots[slot] = value;
      return next;
    };
  },
  MAKE_CELL:
    (_, { next, heap, system }) =>
    (process) => {
      const { stack } = process;
      if (stack.length === 0) return process.underflow("MAKE_CELL");
      stack.push(new Cell(stack.pop() as Value));
      system.changing = true;
      return heap.grow(BYTES.cell) ? process.collect(next) : next;
    },
  CELL_GET: operation("CELL_GET", 1, (cell) =>
    cell instanceof Cell ? cell.value : mismatch("CELL_GET", "a cell", cell),
  ),
  CELL_SET:
    (_, { next }) =>
    (process) => {
      const { stack } = process;
      if (stack.length < 2) return process.underflow("CELL_SET");
      const value = stack.pop() as Value;
      const cell = stack.pop() as Value;
      if (!(cell instanceof Cell)) return process.raiseFault(mismatch("CELL_SET", "a cell", cell));
      if (process.kept === null) cell.value = value;
      else setCell(process, cell, value);
      return next;
    },
  CALL_WITH:
    ({ operands: { count } }, site) =>
    (process) => {
      const { stack } = process;
      const callee = stack.pop();
      if (callee === undefined) return process.underflow("CALL_WITH");
      const fault = fitArguments("CALL_WITH", process, callee, count);
      return fault === undefined ? callValue(process, "CALL_WITH", callee, site) : process.raiseFault(fault);
    },
  TAIL_CALL_WITH:
    ({ operands: { count } }) =>
    (process) => {
      const { stack } = process;
      const callee = stack.pop();
      if (callee === undefined) return process.underflow("TAIL_CALL_WITH");
      const fault = fitArguments("TAIL_CALL_WITH", process, callee, count);
      if (fault !== undefined) return process.raiseFault(fault);
      return tailCall(process, (back, parent) => callValue(process, "TAIL_CALL_WITH", callee, back, parent));
    },
  APPLY: (_, site) => (process) => {
    if (process.stack.length < 2) return process.underflow("APPLY");
    const callee = applyTo("APPLY", process);
    return callee instanceof Fault ? process.raiseFault(callee) : callValue(process, "APPLY", callee, site);
  },
  TAIL_APPLY: () => (process) => {
    if (process.stack.length < 2) return process.underflow("TAIL_APPLY");
    const callee = applyTo("TAIL_APPLY", process);
    if (callee instanceof Fault) return process.raiseFault(callee);
    return tailCall(process, (back, parent) => callValue(process, "TAIL_APPLY", callee, back, parent));
  },
  MATCH: ({ operands: { patterns } }, { next }) => {
    const parsed = patterns.map(parsePattern).filter((pattern): pattern is Pattern => pattern !== undefined);
    return (process) => {
      const { stack } = process;
      if (stack.length === 0) return process.underflow("MATCH");
      const value = stack[stack.length - 1];
      stack.push(firstMatch(parsed, value));
      return continueAt(process, next);
    };
  },
} as const satisfies Partial<Handlers<Mnemonic>>;
