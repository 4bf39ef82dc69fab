/** What each instruction does to a state, and where it goes from there. */
import { flowOf } from "../isa/index.ts";
import { storesValue, variableOf } from "../isa/typing.ts";
import type { Instruction } from "../program/program.ts";
import { TYPE } from "../value/type-set.ts";
import { Float } from "../value/value.ts";
import { applyFunction, callFunction, callLabel, callWith, forgetCall, returnFrom } from "./calls.ts";
import { canFault } from "./code.ts";
import { type Node, reach, TOP } from "./context.ts";
import { closeHandler, fault, openHandler, reachCatch } from "./handlers.ts";
import type { Machine } from "./interpret.ts";
import { ANYTHING, constant, type Known, ofTypes } from "./known.ts";
import { CALLABLE_TYPES, compute, mustMismatch } from "./operands.ts";
import { go, type Place } from "./place.ts";
import { drop, openVariables, pop, push, remove, type State } from "./state.ts";
import { bind, keepRead, readVariable } from "./variables.ts";

/** Follows a block to its end; the paths that leave it arrive where they go. */
export function followBlock(machine: Machine, node: Node, state: State): void {
  const { instructions, leaders } = machine.code;
  for (let address = node.address; address < instructions.length; address++) {
    if (address > node.address && leaders[address] === 1) {
      go({ machine, node, address: address - 1, state }, address);
      return;
    }
    machine.work--;
    machine.watch?.instruction(node, address, state);
    if (!step({ machine, node, address, state }, instructions[address])) return;
  }
  if (instructions.length > node.address) {
    go({ machine, node, address: instructions.length - 1, state }, instructions.length);
  }
}

/** Changes the state as the instruction does; whether the next instruction can follow. */
function step(place: Place, instruction: Instruction): boolean {
  const { machine, address, state } = place;
  const needed = machine.code.pops[address];
  if (needed >= 0) {
    if (!takeOperands(place, needed, instruction)) return false;
  }
  const special = SPECIAL[instruction.op] ?? (storesValue(instruction.op) ? storeTop : undefined);
  if (special !== undefined) return special(place, instruction as never);
  const operands = takeValues(state, needed);
  if (mustMismatch(instruction.op, operands)) return false;
  const flow = flowOf(instruction.op);
  if (flow === "end" || flow === "throw") return false;
  const pushes = machine.code.pushes[address];
  if (pushes === 1) {
    const result = compute(instruction.op, operands);
    if (result === "fault") return false;
    push(state, result);
  } else {
    for (let i = 0; i < pushes; i++) push(state, ANYTHING);
  }
  return true;
}

/** Notes what an instruction needs and may raise; false when it certainly has too little. */
function takeOperands(place: Place, needed: number, instruction: Instruction): boolean {
  const { machine, node, state } = place;
  const isTop = node.context.id === TOP;
  if (needed > 0) reach(machine.queue, node.context, state.low - needed);
  if (state.low < needed || canFault(instruction)) fault(place, state.low - needed);
  if (!isTop) return true;
  if (state.high < needed) return false;
  // Whoever gets on had what it takes.
  if (state.low < needed) state.low = needed;
  return true;
}

/** The values that an instruction takes, deepest first: as many as matter. */
function takeValues(state: State, count: number): readonly Known[] {
  if (count > 4) {
    drop(state, count);
    return [];
  }
  const taken: Known[] = [];
  for (let i = 0; i < count; i++) taken.unshift(pop(state));
  return taken;
}

type Special = { readonly [M in Instruction["op"]]?: (place: Place, instruction: Instruction<M>) => boolean };

const pushing =
  (value: Known) =>
  ({ state }: Place): boolean => {
    push(state, value);
    return true;
  };

const SPECIAL: Special = {
  PUSH_INT: (place, { operands }) => pushing(constant(operands.value))(place),
  PUSH_FLOAT: (place, { operands }) => pushing(constant(new Float(operands.value)))(place),
  PUSH_BOOL: (place, { operands }) => pushing(constant(operands.value))(place),
  PUSH_STR: (place, { operands }) => pushing(constant(operands.value))(place),
  TRUE: pushing(constant(true)),
  FALSE: pushing(constant(false)),
  NULL: pushing(constant(null)),
  DUP: ({ state }) => rearrange(state, 1, [0, 0]),
  SWAP: ({ state }) => rearrange(state, 2, [1, 0]),
  OVER: ({ state }) => rearrange(state, 2, [0, 1, 0]),
  ROT: ({ state }) => rearrange(state, 3, [1, 2, 0]),
  STORE_GLOBAL: ({ state }) => {
    pop(state);
    return true;
  },
  LOAD: (place, { operands: { name } }) => {
    const value = readVariable(place, name);
    if (value === undefined) return false;
    keepRead(place, name);
    push(place.state, value);
    return true;
  },
  CAPTURE: (place, { operands: { name } }) => readVariable(place, name) !== undefined,
  EXPORT: (place, { operands: { name } }) => readVariable(place, name) !== undefined,
  DELETE: ({ state }, { operands: { name } }) => {
    remove(state, name);
    return true;
  },
  IMPORT: ({ machine, node, state }) => {
    openVariables(state);
    if (node.context.id === TOP) machine.globals.openAll(machine.queue);
    return true;
  },
  JMP: (place, { operands }) => {
    go(place, operands.target);
    return false;
  },
  JZ: (place, { operands }) => branch(place, operands.target, true),
  JNZ: (place, { operands }) => branch(place, operands.target, false),
  RECEIVE_TIMEOUT: (place, { operands }) => {
    go(place, operands.target);
    push(place.state, ANYTHING);
    return true;
  },
  TRY: (place, { operands }) => openHandler(place, operands.target ?? 0),
  CATCH: (place, { operands }) => reachCatch(place, operands.end),
  END_TRY: (place, { operands }) => closeHandler(place, operands.handler),
  MAKE_FUNCTION: (place, { operands }) => makeFunction(place, operands, TYPE.function),
  MAKE_LAMBDA: (place, { operands }) => makeFunction(place, operands, TYPE.closure),
  CALL: (place, { operands }) => callLabel(place, operands, false),
  TAIL_CALL: (place, { operands }) => callLabel(place, operands, true),
  CALL_FUNCTION: (place) => callFunction(place, false),
  TAIL_CALL_FUNCTION: (place) => callFunction(place, true),
  CALL_WITH: (place, { operands }) => callWith(place, operands.count, false),
  TAIL_CALL_WITH: (place, { operands }) => callWith(place, operands.count, true),
  APPLY: applyFunction,
  RET: returnFrom,
  SPAWN: spawnFunction,
  SUPERVISE_CHILD: (place, { operands: { name } }) => {
    const { machine, node, address, state } = place;
    const target = machine.code.program.labels.get(name);
    if (target !== undefined) machine.escape(node, address, target, [], false);
    push(state, ofTypes(TYPE.string));
    return true;
  },
  NATIVE: (place) => {
    forgetCall(place);
    push(place.state, ANYTHING);
    place.state.low = Number.NEGATIVE_INFINITY;
    return true;
  },
};

function storeTop(place: Place, instruction: Instruction): boolean {
  bind(place, variableOf(instruction) as string, pop(place.state));
  return true;
}

/** Puts the topmost values in another order; `order` counts from the deepest of them. */
function rearrange(state: State, count: number, order: readonly number[]): boolean {
  const values = takeValues(state, count);
  for (const index of order) push(state, values[index]);
  return true;
}

const FALSY = TYPE.int | TYPE.bool | TYPE.null;

function branch(place: Place, target: number, when: boolean): boolean {
  const falsy = isFalsy(pop(place.state));
  if (falsy === undefined || falsy === when) go(place, target);
  return falsy === undefined || falsy !== when;
}

/** Whether a value is falsy, where that is certain. */
export function isFalsy({ types, constant: value }: Known): boolean | undefined {
  if (value !== undefined) return value === 0 || value === false || value === null;
  if (types === TYPE.null) return true;
  return (types & FALSY) === 0 ? false : undefined;
}

function makeFunction(
  { machine, node, address, state }: Place,
  { target, parameters }: { readonly target: number; readonly parameters: readonly string[] },
  types: number,
): boolean {
  machine.escape(node, address, target, parameters, types === TYPE.closure && machine.code.captures);
  push(state, { types, callee: { target, parameters } });
  return true;
}

/** A process takes its arguments with its function; what else it starts from takes none. */
function spawnFunction(place: Place): boolean {
  const { machine, node, state } = place;
  reach(machine.queue, node.context, state.low - 1);
  fault(place, state.low - 1);
  if (node.context.id === TOP && state.high < 1) return false;
  const target = pop(state);
  if (target.callee !== undefined) {
    const count = target.callee.parameters.length;
    if (count > 0) reach(machine.queue, node.context, state.low - count);
    fault(place, state.low - count);
    if (node.context.id === TOP && state.high < count) return false;
    drop(state, count);
  } else if ((target.types & CALLABLE_TYPES) !== 0) {
    const { high } = state;
    forgetCall(place);
    state.high = high;
  }
  push(state, ofTypes(TYPE.int));
  return true;
}
