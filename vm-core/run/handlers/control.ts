/** Steps of variables, control flow and functions. */

import type { Mnemonic } from "../../isa/index.ts";
import { Closure, Fault, FunctionValue } from "../../value/callable.ts";
import { debuggingFields } from "../../value/display.ts";
import { ObjectValue, type Shape } from "../../value/object.ts";
import type { Value } from "../../value/value.ts";
import { call, callValue, closureEntry, leave, returns, tailCall } from "../calls.ts";
import { getVariable, noteOrder, variablesOf } from "../frame.ts";
import { continueAt } from "../pace.ts";
import type { Process } from "../process.ts";
import { SIGNAL } from "../signal.ts";
import { BYTES } from "../sizes.ts";
import type { Handlers, Site, Step } from "../step.ts";
import { writeText } from "./written.ts";

/** The value of a variable as LOAD sees it: the frame's, else the module's. */
export function lookUp(process: Process, site: Pick<Site, "layout">, name: string): Value | undefined {
  const own = getVariable(process.frame, name);
  if (own !== undefined) return own;
  const globals = process.globals[site.layout.module];
  return globals === undefined ? undefined : getVariable(globals, name);
}

function undefinedVariable(process: Process, name: string): number {
  const detail = { is: "variable", name } as const;
  return process.raiseFault(new Fault("UndefinedVariable", `Undefined variable: ${name}`, [], detail));
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

export const CONTROL_HANDLERS = {
  STORE: ({ operands: { name } }, site) => {
    const store = storing(site, name);
    const { next } = site;
    if (site.layout.ordered) {
      return (process) => {
        const value = process.stack.pop();
        if (value === undefined) return process.underflow("STORE");
        store(process, value);
        return continueAt(process, next);
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
        output.warn(`tried to DELETE unknown variable '${name}'`);
      }
      frame.slots[slot] = undefined;
      return next;
    };
  },
  DUMP_SCOPE: (_, site) => (process) =>
    writeText(process, site, {
      top: process.stack.length,
      making: debuggingFields(variablesOf(process.frame)),
      write: (fields) => site.output.write("stdout", `Current scope: Some({${fields}})\n`),
    }),
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
    return (process) => tailCall(process, (back, parent) => call(process, entry, parameters, back, parent));
  },
  RET: () => (process) => {
    const { frame } = process;
    const { parent } = frame;
    if (parent === null) {
      return returns(frame) ? SIGNAL.end : process.raise("NoScope", "No variable scope available");
    }
    if (process.handlers !== null && process.handlers.depth >= frame.depth) leave(process, frame);
    process.frame = parent;
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
    return tailCall(process, (back, parent) =>
      callValue(process, "TAIL_CALL_FUNCTION", callee, back, parent),
    );
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
    const { next, heap } = site;
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
      return heap.grow(BYTES.closure + BYTES.object) ? process.collect(next) : next;
    };
  },
} as const satisfies Partial<Handlers<Mnemonic>>;
