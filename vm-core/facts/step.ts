/** What each instruction does to a state, and where it goes from there. */

import { effectsOf, flowOf, MNEMONICS, type Mnemonic, pictureOf, rowOf } from "../isa/index.ts";
import {
  makesFunction,
  namesFunction,
  operandWithRole,
  pushesConstant,
  variableOf,
  variableRoleOf,
} from "../isa/typing.ts";
import { targetOf } from "../program/control-flow.ts";
import { type Instruction, operandsByName } from "../program/program.ts";
import { walk } from "../text/allowance.ts";
import { Fault } from "../value/callable.ts";
import { TYPE } from "../value/type-set.ts";
import { applyFunction, callFunction, callLabel, callWith, forgetCall, returnFrom } from "./calls.ts";
import { type ContextNode, reach, TOP } from "./context.ts";
import { closeHandler, fault, openHandler, reachCatch } from "./handlers.ts";
import { passHole } from "./holes.ts";
import { ANYTHING, type FunctionFact, type Known, ofTypes } from "./known.ts";
import type { Machine } from "./machine.ts";
import { go, type ProgramPoint } from "./program-point.ts";
import {
  CALLABLE_TYPES,
  compute,
  mustMismatch,
  popsOf,
  pushedConstant,
  pushesOf,
  resultOf,
  ruleOf,
} from "./rules.ts";
import { assign, drop, openVariables, pop, push, remove, type State } from "./state.ts";
import { bind, keepRead, readVariable } from "./variables.ts";

/** Follows a block to its end; the paths that leave it arrive where they go. */
export function followBlock(machine: Machine, node: ContextNode): void {
  const { instructions, leaders } = machine.code;
  const { point } = machine;
  const { state } = point;
  point.node = node;
  assign(state, node.state);
  let address = node.address;
  for (; address < instructions.length; address++) {
    walk();
    point.address = address;
    machine.work--;
    machine.watch?.instruction(node, address, state);
    if (!step(point, instructions[address])) return;
    if (leaders[address + 1] === 1) break;
  }
  if (instructions.length > node.address) go(point, Math.min(address + 1, instructions.length));
}

/** Changes the state as the instruction does; whether the next instruction can follow. */
export function step(point: ProgramPoint, instruction: Instruction): boolean {
  const { machine, state } = point;
  if (machine.code.holes?.at.has(point.address)) return passHole(point);
  const rule = ruleOf(instruction.op);
  const isWhole = machine.view === "whole";
  const needed = rule.pops >= 0 ? rule.pops : popsOf(instruction);
  if (isWhole && needed >= 0 && !takeOperands(point, needed, rule.canFault)) return false;
  const special = SPECIAL.get(instruction.op);
  if (special !== undefined) return special(point, instruction as never);
  if (rule.isComputed || (isWhole && rule.isPicky)) return operate(point, instruction, needed);
  drop(state, Math.max(0, needed));
  if (rule.isLast) return false;
  const pushes = rule.pushes >= 0 ? rule.pushes : pushesOf(instruction);
  for (let i = 0; i < pushes; i++) push(state, rule.pushed[i] ?? ANYTHING);
  return true;
}

/** An instruction that looks at its operands. */
function operate({ machine, state }: ProgramPoint, instruction: Instruction, needed: number): boolean {
  const { op } = instruction;
  const { isLast, pushed, pushes, sources, isComputed } = ruleOf(op);
  const operands = takeValues(state, needed);
  const isWhole = machine.view === "whole";
  if (isLast || (isWhole && mustMismatch(instruction, operands))) return false;
  const count = pushes >= 0 ? pushes : pushesOf(instruction);
  if (count === 1 && isComputed && sources[0] < 0) {
    const result = compute(op, operands);
    if (result instanceof Fault && isWhole) return false;
    push(state, result instanceof Fault ? resultOf(op, operands) : result);
  } else {
    for (let i = 0; i < count; i++) push(state, operands[sources[i]] ?? pushed[i] ?? ANYTHING);
  }
  return true;
}

/** Notes what an instruction needs and may raise; false when it certainly has too little. */
function takeOperands(point: ProgramPoint, needed: number, canFault: boolean): boolean {
  const { machine, node, state } = point;
  const isTop = node.context.id === TOP;
  if (needed > 0) reach(machine.queue, node.context, state.low - needed);
  if (state.low < needed || canFault) fault(point, state.low - needed);
  if (!isTop) return true;
  if (state.high < needed) return false;
  // Whoever gets on had what it takes.
  if (state.low < needed) state.low = needed;
  return true;
}

/** The values that an instruction takes, deepest first: as many as matter. Overwritten by the next call. */
function takeValues(state: State, count: number): readonly Known[] {
  const taken = TAKEN[count];
  if (taken === undefined) {
    drop(state, count);
    return NONE;
  }
  for (let i = count - 1; i >= 0; i--) taken[i] = pop(state);
  return taken;
}

/** For each number of operands, one list for all instructions: they are many, and nobody keeps one. */
const TAKEN: readonly Known[][] = [0, 1, 2, 3, 4].map((count) => new Array<Known>(count).fill(ANYTHING));
const NONE: readonly Known[] = [];

/** What an instruction does that is more than taking values and pushing others. */
type Special = (point: ProgramPoint, instruction: Instruction) => boolean;

/** The special step of an instruction, by what its row says; undefined when it has none. */
function specialOf(op: Mnemonic): Special | undefined {
  if (pushesConstant(op)) return pushConstant;
  if (makesFunction(op)) return makeFunction;
  if (flowOf(op) === "next") {
    if (effectsOf(op).has("binds-names")) return bindAnything;
    if (operandWithRole(op, "handler") !== undefined) return closeNamedHandler;
    const named = variableStep(op);
    if (named !== undefined) return named;
    if (!pictureOf(op).pops.some(({ open }) => open)) return undefined;
    return effectsOf(op).has("spawns") ? spawnFunction : callNative;
  }
  return flowStep(op);
}

function variableStep(op: Mnemonic): Special | undefined {
  switch (variableRoleOf(op)) {
    case "read":
      return load;
    case "write":
      return storeTop;
    case "capture":
    case "export":
      return (point, instruction) => readVariable(point, nameIn(instruction)) !== undefined;
    case "delete":
      return ({ state }, instruction) => {
        remove(state, nameIn(instruction));
        return true;
      };
    case "child":
      return superviseChild;
    default:
      return undefined;
  }
}

function flowStep(op: Mnemonic): Special | undefined {
  const flow = flowOf(op);
  switch (flow) {
    case "jump":
      return (point, instruction) => {
        go(point, targetOf(instruction) as number);
        return false;
      };
    case "branch":
      return branchStep(op);
    case "handler":
      return (point, instruction) => openHandler(point, targetOf(instruction) ?? 0);
    case "catch":
      return (point, instruction) => reachCatch(point, endOf(instruction));
    case "call":
    case "tail-call":
      return callStep(op, flow === "tail-call");
    case "return":
      return returnFrom;
    default:
      return undefined;
  }
}

function branchStep(op: Mnemonic): Special {
  const condition = rowOf(op).jumps;
  if (condition !== "timeout") {
    return (point, instruction) => branch(point, targetOf(instruction) as number, condition === "falsy");
  }
  return (point, instruction) => {
    go(point, targetOf(instruction) as number);
    push(point.state, ANYTHING);
    return true;
  };
}

/** Calls of a label; of a value with arguments that it, or the instruction, counts; with arguments in a list. */
function callStep(op: Mnemonic, isTail: boolean): Special {
  if (namesFunction(op)) return (point, instruction) => callLabel(point, functionIn(instruction), isTail);
  const { pops } = pictureOf(op);
  if (pops.some(({ open }) => open)) return (point) => callFunction(point, isTail);
  return pops.some(({ times }) => times !== undefined)
    ? (point, instruction) => callWith(point, popsOf(instruction) - 1, isTail)
    : (point) => applyFunction(point, isTail);
}

const SPECIAL: ReadonlyMap<Mnemonic, Special> = new Map(
  MNEMONICS.flatMap((op): readonly (readonly [Mnemonic, Special])[] => {
    const special = specialOf(op);
    return special === undefined ? [] : [[op, special]];
  }),
);

/** The variable that an instruction names. */
function nameIn(instruction: Instruction): string {
  return variableOf(instruction) as string;
}

/** Where a function starts that an instruction names, and the arguments that it binds. */
function functionIn(instruction: Instruction): FunctionFact {
  const { parameters } = operandsByName(instruction);
  return { target: targetOf(instruction) as number, parameters: parameters as readonly string[] };
}

function endOf(instruction: Instruction): number | null {
  const name = operandWithRole(instruction.op, "end");
  return name === undefined ? null : (operandsByName(instruction)[name] as number | null);
}

function pushConstant({ state }: ProgramPoint, instruction: Instruction): boolean {
  push(state, pushedConstant(instruction) as Known);
  return true;
}

function storeTop(point: ProgramPoint, instruction: Instruction): boolean {
  bind(point, nameIn(instruction), pop(point.state));
  return true;
}

function load(point: ProgramPoint, instruction: Instruction): boolean {
  const name = nameIn(instruction);
  const value = readVariable(point, name);
  if (value === undefined) return false;
  keepRead(point, name);
  push(point.state, value);
  return true;
}

function bindAnything({ machine, node, state }: ProgramPoint): boolean {
  openVariables(state);
  if (node.context.id === TOP && machine.view === "whole") machine.outside.openAll();
  return true;
}

function closeNamedHandler(point: ProgramPoint, instruction: Instruction): boolean {
  const name = operandWithRole(instruction.op, "handler") as string;
  return closeHandler(point, operandsByName(instruction)[name] as number | null);
}

function superviseChild(point: ProgramPoint, instruction: Instruction): boolean {
  const { machine, state } = point;
  const target = machine.code.program.labels.get(nameIn(instruction));
  if (target !== undefined) letEscape(point, { target, parameters: [] }, false);
  push(state, ruleOf(instruction.op).pushed[0]);
  return true;
}

function callNative(point: ProgramPoint): boolean {
  forgetCall(point);
  push(point.state, ANYTHING);
  point.state.low = Number.NEGATIVE_INFINITY;
  return true;
}

const FALSY = TYPE.int | TYPE.bool | TYPE.null;

function branch(point: ProgramPoint, target: number, when: boolean): boolean {
  const value = pop(point.state);
  const falsy = point.machine.view === "whole" ? isFalsy(value) : undefined;
  if (falsy === undefined || falsy === when) go(point, target);
  return falsy === undefined || falsy !== when;
}

/** Whether a value is falsy, where that is certain. */
export function isFalsy({ types, constant: value }: Known): boolean | undefined {
  if (value !== undefined) return value === 0 || value === false || value === null;
  if (types === TYPE.null) return true;
  return (types & FALSY) === 0 ? false : undefined;
}

function makeFunction(point: ProgramPoint, instruction: Instruction): boolean {
  const { machine, state } = point;
  const [known] = ruleOf(instruction.op).pushed;
  if (machine.view === "frames") {
    // Facts of a frame do not depend on where other functions are.
    push(state, known);
    return true;
  }
  const { types } = known;
  const captures = types === TYPE.closure && machine.code.captures;
  const callee = machine.values.of(functionIn(instruction));
  letEscape(point, callee, captures);
  push(state, { types, callee });
  return true;
}

/** Takes note of a value of a function: anything may call it, with anything. */
function letEscape({ machine, node, address }: ProgramPoint, callee: FunctionFact, open: boolean): void {
  if (machine.view === "frames") return;
  const entry = machine.values.entryOf(callee, open);
  machine.outside.enter(node, { callee: callee.target, address, entry, escapes: true });
}

/** A process takes its arguments with its function; what else it starts from takes none. */
function spawnFunction(point: ProgramPoint): boolean {
  const { machine, node, state } = point;
  if (machine.view === "frames") {
    forgetCall(point);
    push(state, ofTypes(TYPE.int));
    return true;
  }
  reach(machine.queue, node.context, state.low - 1);
  fault(point, state.low - 1);
  if (node.context.id === TOP && state.high < 1) return false;
  const target = pop(state);
  if (target.callee !== undefined) {
    const count = target.callee.parameters.length;
    if (count > 0) reach(machine.queue, node.context, state.low - count);
    fault(point, state.low - count);
    if (node.context.id === TOP && state.high < count) return false;
    drop(state, count);
  } else if ((target.types & CALLABLE_TYPES) !== 0) {
    const { high } = state;
    forgetCall(point);
    state.high = high;
  }
  push(state, ofTypes(TYPE.int));
  return true;
}
