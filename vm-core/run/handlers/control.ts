/** Steps of variables, control flow and functions. */

import type { Mnemonic } from "../../isa/index.ts";
import { Closure, FunctionValue } from "../../value/callable.ts";
import { debugFields } from "../../value/display.ts";
import { ObjectValue, type Shape } from "../../value/object.ts";
import { mismatch } from "../../value/operators.ts";
import type { Value } from "../../value/value.ts";
import {
  type EntryPoint,
  Frame,
  getVariable,
  newSlots,
  noteOrder,
  setVariable,
  variablesOf,
} from "../frame.ts";
import { BYTES } from "../heap.ts";
import type { Process } from "../process.ts";
import { SIGNAL } from "../signal.ts";
import type { Handlers, Site, Step } from "../step.ts";

/** The value of a variable as LOAD sees it: the frame's, else the module's. */
export function lookUp(process: Process, site: Site, name: string): Value | undefined {
  const own = getVariable(process.frame, name);
  if (own !== undefined) return own;
  const globals = process.globals[site.layout.module];
  return globals === undefined ? undefined : getVariable(globals, name);
}

function undefinedVariable(process: Process, name: string): number {
  return process.raise("UndefinedVariable", `Undefined variable: ${name}`);
}

/** Binds a variable of the running frame; used where a name is known before the program runs. */
export function storing(site: Site, name: string): (process: Process, value: Value) => void {
  const slot = site.layout.ensure(name);
  if (site.layout.ordered) {
    return ({ frame }, value) => {
      noteOrder(frame, name);
      frame.slots[slot] = value;
    };
  }
  return ({ frame }, value) => {
    frame.slots[slot] = value;
  };
}

function branch(site: Site, target: number, name: string, when: boolean): Step {
  const taken = site.target(target);
  const { next } = site;
  return (process) => {
    const condition = process.stack.pop();
    if (condition === undefined) return process.underflow(name);
    return (condition === 0 || condition === false || condition === null) === when ? taken : next;
  };
}

function notEnough(process: Process, needed: number): number {
  return process.raise(
    "NotEnoughItems",
    `Need ${needed} stack items but only ${process.stack.length} available`,
  );
}

function tooDeep(process: Process): number {
  return process.raise("ResourceLimit", "Resource limit reached: frames");
}

/** Pops arguments into the slots of parameters: with equal names the deepest argument survives. */
function takeArguments(stack: Value[], slots: readonly number[], into: (Value | undefined)[]): void {
  for (let i = slots.length - 1; i >= 0; i--) into[slots[i]] = stack.pop();
}

/** The call that a frame comes from, and where its RET goes on: a site is one. */
interface Return {
  readonly address: number;
  readonly next: number;
}

function enter(
  process: Process,
  entry: EntryPoint,
  slots: (Value | undefined)[],
  parent: Frame,
  back: Return,
): number {
  const frame = new Frame(
    parent,
    parent.depth + 1,
    entry.layout,
    entry.start,
    back.address,
    back.next,
    slots,
  );
  if (entry.layout.ordered) frame.order = [];
  process.frame = frame;
  return entry.start;
}

/** Gives an ordered frame the names of its parameters, in their order. */
function orderParameters(frame: Frame, parameters: readonly string[]): void {
  if (frame.order !== null)
    for (const name of parameters) if (!frame.order.includes(name)) frame.order.push(name);
}

function call(process: Process, entry: EntryPoint, parameters: readonly string[], back: Return): number {
  const { stack, frame } = process;
  if (stack.length < entry.slots.length) return notEnough(process, entry.slots.length);
  if (frame.depth >= process.maxFrames) return tooDeep(process);
  const slots = newSlots(entry.layout);
  takeArguments(stack, entry.slots, slots);
  const next = enter(process, entry, slots, frame, back);
  if (entry.layout.ordered) orderParameters(process.frame, parameters);
  return next;
}

/** Calls a function or closure value; `back` is where its RET goes on. */
export function callValue(process: Process, name: string, callee: Value, back: Return): number {
  if (callee instanceof FunctionValue) {
    return call(process, callee.entry as EntryPoint, callee.parameters, back);
  }
  if (!(callee instanceof Closure)) {
    return process.raiseFault(mismatch(name, "a function or closure", callee));
  }
  const { stack, frame } = process;
  const entry = callee.entry as ClosureEntry;
  if (stack.length < entry.slots.length) return notEnough(process, entry.slots.length);
  if (frame.depth >= process.maxFrames) return tooDeep(process);
  const slots = newSlots(entry.layout);
  const { values } = callee.captured;
  const { capturedSlots } = entry;
  for (let i = 0; i < capturedSlots.length; i++) slots[capturedSlots[i]] = values[i];
  takeArguments(stack, entry.slots, slots);
  const next = enter(process, entry, slots, frame, back);
  if (entry.unnamed) bindUnnamed(process.frame, callee);
  if (entry.layout.ordered) {
    orderParameters(process.frame, [...callee.captured.keys(), ...callee.parameters]);
  }
  return next;
}

/** How a closure is entered, for captured sets of one shape. */
interface ClosureEntry extends EntryPoint {
  /** For each captured value, its slot; empty when `unnamed`. */
  readonly capturedSlots: readonly number[];
  /** Some captured name has no slot, or the set is no small object. */
  readonly unnamed: boolean;
}

function closureEntry(entry: EntryPoint, captured: ObjectValue): ClosureEntry {
  const slots = captured.shape.keys.map((name) => entry.layout.slotOf(name));
  const unnamed = captured.shape.keys.length !== captured.size || slots.includes(undefined);
  return { ...entry, capturedSlots: unnamed ? [] : (slots as number[]), unnamed };
}

/** Binds captured variables by name, where parameters have not taken their place. */
function bindUnnamed(frame: Frame, closure: Closure): void {
  for (const [name, value] of closure.captured.entries()) {
    if (!closure.parameters.includes(name)) setVariable(frame, name, value);
  }
}

/** Leaves the current frame. */
function leave(process: Process, frame: Frame, parent: Frame): void {
  while (process.handlers !== null && process.handlers.depth >= frame.depth) {
    process.handlers = process.handlers.previous;
  }
  process.frame = parent;
}

/** Runs a call with the caller's frame already gone; puts it back when the call faults. */
function tailCall(process: Process, run: (back: Return) => number): number {
  const { frame, handlers } = process;
  const { parent } = frame;
  if (parent === null) {
    return process.raise("NoScope", "No variable scope available");
  }
  leave(process, frame, parent);
  const next = run({ address: frame.callAddress, next: frame.returnAddress });
  if (next === SIGNAL.fault) {
    process.frame = frame;
    process.handlers = handlers;
  }
  return next;
}

export const CONTROL_HANDLERS = {
  STORE: ({ operands: { name } }, site) => {
    const store = storing(site, name);
    const { next } = site;
    if (site.layout.ordered) {
      return (process) => {
        const value = process.stack.pop();
        if (value === undefined) return process.underflow("STORE");
        store(process, value);
        return next;
      };
    }
    const slot = site.layout.ensure(name);
    return (process) => {
      const value = process.stack.pop();
      if (value === undefined) return process.underflow("STORE");
      process.frame.slots[slot] = value;
      return next;
    };
  },
  LOAD: ({ operands: { name } }, site) => {
    const slot = site.layout.ensure(name);
    const { next } = site;
    return (process) => {
      let value = process.frame.slots[slot];
      if (value === undefined) {
        value = lookUp(process, site, name);
        if (value === undefined) return undefinedVariable(process, name);
      }
      process.stack.push(value);
      return next;
    };
  },
  DELETE: ({ operands: { name } }, site) => {
    const slot = site.layout.ensure(name);
    const { next, output } = site;
    return ({ frame }) => {
      if (frame.slots[slot] === undefined) {
        output.write("stderr", `Warning: tried to DELETE unknown variable '${name}'\n`);
      }
      frame.slots[slot] = undefined;
      return next;
    };
  },
  DUMP_SCOPE:
    (_, { next, output }) =>
    ({ frame }) => {
      output.write("stdout", `Current scope: Some({${debugFields(variablesOf(frame))}})\n`);
      return next;
    },
  JMP: ({ operands }, site) => {
    const target = site.target(operands.target);
    return () => target;
  },
  JZ: ({ operands }, site) => branch(site, operands.target, "JZ", true),
  JNZ: ({ operands }, site) => branch(site, operands.target, "JNZ", false),
  CALL: ({ operands: { target, parameters } }, site) => {
    const entry = site.entry(target, parameters);
    return (process) => call(process, entry, parameters, site);
  },
  TAIL_CALL: ({ operands: { target, parameters } }, site) => {
    const entry = site.entry(target, parameters);
    return (process) => tailCall(process, (back) => call(process, entry, parameters, back));
  },
  RET: () => (process) => {
    const { frame } = process;
    const { parent } = frame;
    if (parent === null) return process.raise("NoScope", "No variable scope available");
    if (process.handlers !== null && process.handlers.depth >= frame.depth) leave(process, frame, parent);
    else process.frame = parent;
    return frame.returnAddress;
  },
  HALT: () => () => SIGNAL.end,
  MAKE_FUNCTION: ({ operands: { target, parameters } }, site) => {
    const value = new FunctionValue(site.displayed(target), parameters, site.entry(target, parameters));
    const { next } = site;
    return (process) => {
      process.stack.push(value);
      return next;
    };
  },
  CALL_FUNCTION: (_, site) => (process) => {
    const callee = process.stack.pop();
    if (callee === undefined) return process.underflow("CALL_FUNCTION");
    return callValue(process, "CALL_FUNCTION", callee, site);
  },
  TAIL_CALL_FUNCTION: () => (process) => {
    const callee = process.stack.pop();
    if (callee === undefined) return process.underflow("TAIL_CALL_FUNCTION");
    return tailCall(process, (back) => callValue(process, "TAIL_CALL_FUNCTION", callee, back));
  },
  CAPTURE: ({ operands: { name } }, site) => {
    const slot = site.layout.ensure(name);
    const { next } = site;
    return (process) => {
      const own = process.frame.slots[slot];
      const value = own === undefined ? lookUp(process, site, name) : own;
      if (value === undefined) return undefinedVariable(process, name);
      process.pending = process.pending.with(name, value);
      return next;
    };
  },
  MAKE_LAMBDA: ({ operands: { target, parameters } }, site) => {
    const base = site.entry(target, parameters);
    const address = site.displayed(target);
    const { next } = site;
    let shape: Shape | undefined;
    let entry = closureEntry(base, ObjectValue.EMPTY);
    return (process) => {
      const captured = process.pending;
      if (captured.shape !== shape || captured.size !== captured.values.length) {
        shape = captured.shape;
        entry = closureEntry(base, captured);
      }
      process.pending = ObjectValue.EMPTY;
      process.stack.push(new Closure(address, parameters, captured, entry));
      return process.heap.grow(BYTES.closure + BYTES.object) ? process.collect(next) : next;
    };
  },
} as const satisfies Partial<Handlers<Mnemonic>>;
