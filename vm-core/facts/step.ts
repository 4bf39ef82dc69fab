/** What each instruction does to a state, and where it goes from there. */
import type { Instruction } from "../program/program.ts";
import { TYPE } from "../value/type-set.ts";
import type { Value } from "../value/value.ts";
import { applyFunction, callFunction, callLabel, callWith, forgetCall, returnFrom } from "./calls.ts";
import { type Node, reach, TOP } from "./context.ts";
import { closeHandler, fault, openHandler, reachCatch } from "./handlers.ts";
import { ANYTHING, constant, type Known, ofTypes } from "./known.ts";
import { go, type Place } from "./place.ts";
import {
  CALLABLE_TYPES,
  compute,
  constantOf,
  mustMismatch,
  popsOf,
  pushesOf,
  resultOf,
  ruleOf,
} from "./rules.ts";
import type { Machine } from "./solve.ts";
import { assign, drop, openVariables, pop, push, pushMany, remove, type State } from "./state.ts";
import { bind, keepRead, readVariable } from "./variables.ts";

/** Follows a block to its end; the paths that leave it arrive where they go. */
export function followBlock(machine: Machine, node: Node): void {
  const { instructions, leaders } = machine.code;
  const { place } = machine;
  const { state } = place;
  place.node = node;
  assign(state, node.state);
  let address = node.address;
  for (; address < instructions.length; address++) {
    place.address = address;
    machine.work--;
    machine.watch?.instruction(node, address, state);
    if (!step(place, instructions[address])) return;
    if (leaders[address + 1] === 1) break;
  }
  if (instructions.length > node.address) go(place, Math.min(address + 1, instructions.length));
}

/** Changes the state as the instruction does; whether the next instruction can follow. */
export function step(place: Place, instruction: Instruction): boolean {
  const { machine, state } = place;
  const rule = ruleOf(instruction.op);
  const isWhole = machine.view === "whole";
  const needed = rule.pops >= 0 ? rule.pops : popsOf(instruction);
  if (isWhole && needed >= 0 && !takeOperands(place, needed, rule.canFault)) return false;
  const special = SPECIAL.get(instruction.op);
  if (special !== undefined) return special(place, instruction as never);
  if (rule.isComputed || (isWhole && rule.accepted !== undefined)) return operate(place, instruction, needed);
  drop(state, Math.max(0, needed));
  if (rule.isLast) return false;
  pushMany(state, rule.pushes >= 0 ? rule.pushes : pushesOf(instruction), rule.result);
  return true;
}

/** An instruction that does not get on with every operand. */
function operate({ machine, state }: Place, instruction: Instruction, needed: number): boolean {
  const { isLast, pushes } = ruleOf(instruction.op);
  const { op } = instruction;
  const operands = takeValues(state, needed);
  const isWhole = machine.view === "whole";
  if (isLast || (isWhole && mustMismatch(op, operands))) return false;
  const computed = compute(op, operands);
  if (computed === "fault" && isWhole) return false;
  pushMany(
    state,
    pushes >= 0 ? pushes : pushesOf(instruction),
    computed === "fault" ? resultOf(op, operands) : computed,
  );
  return true;
}

/** Notes what an instruction needs and may raise; false when it certainly has too little. */
function takeOperands(place: Place, needed: number, canFault: boolean): boolean {
  const { machine, node, state } = place;
  const isTop = node.context.id === TOP;
  if (needed > 0) reach(machine.queue, node.context, state.low - needed);
  if (state.low < needed || canFault) fault(place, state.low - needed);
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

function pushConstant({ state }: Place, instruction: Instruction): boolean {
  push(state, constant(constantOf(instruction) as Value));
  return true;
}

const SPECIAL_STEPS: Special = {
  PUSH_INT: pushConstant,
  PUSH_FLOAT: pushConstant,
  PUSH_BOOL: pushConstant,
  PUSH_STR: pushConstant,
  TRUE: pushConstant,
  FALSE: pushConstant,
  NULL: pushConstant,
  DUP: ({ state }) => rearrange(state, 1, [0, 0]),
  SWAP: ({ state }) => rearrange(state, 2, [1, 0]),
  OVER: ({ state }) => rearrange(state, 2, [0, 1, 0]),
  ROT: ({ state }) => rearrange(state, 3, [1, 2, 0]),
  STORE: (place, { operands: { name } }) => {
    bind(place, name, pop(place.state));
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
    if (node.context.id === TOP && machine.view === "whole") machine.globals.openAll(machine.queue);
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

const SPECIAL: ReadonlyMap<string, (place: Place, instruction: never) => boolean> = new Map(
  Object.entries(SPECIAL_STEPS) as [string, (place: Place, instruction: never) => boolean][],
);

/** Puts the topmost values in another order; `order` counts from the deepest of them. */
function rearrange(state: State, count: number, order: readonly number[]): boolean {
  const values = takeValues(state, count);
  for (const index of order) push(state, values[index]);
  return true;
}

const FALSY = TYPE.int | TYPE.bool | TYPE.null;

function branch(place: Place, target: number, when: boolean): boolean {
  const value = pop(place.state);
  const falsy = place.machine.view === "whole" ? isFalsy(value) : undefined;
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
  if (machine.view === "frames") {
    forgetCall(place);
    push(state, ofTypes(TYPE.int));
    return true;
  }
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
