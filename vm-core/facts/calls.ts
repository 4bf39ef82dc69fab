/** Calls: how a function is entered and what is known once it has returned. */

import { TYPE } from "../value/type-set.ts";
import { ANYWHERE, addExit, entryState, noteClosing, reach, requeueCallers, TOP } from "./context.ts";
import { FrameVariables } from "./frame-variables.ts";
import { fault } from "./handlers.ts";
import { ANYTHING, type Known } from "./known.ts";
import type { ProgramPoint } from "./program-point.ts";
import { doubtHandlers, drop, dropHandlers, forgetStack, pop, type State } from "./state.ts";

const { NEGATIVE_INFINITY, POSITIVE_INFINITY } = Number;

export function callLabel(
  point: ProgramPoint,
  { target, parameters }: { readonly target: number; readonly parameters: readonly string[] },
  isTail: boolean,
): boolean {
  const { machine, node, address, state } = point;
  if (isTail && node.context.id === TOP) return false;
  if (machine.view === "frames") return callAnything(point, isTail);
  const values = argumentsOf(state, parameters.length);
  drop(state, parameters.length);
  const entry = entryState(parameters, values, false);
  machine.outside.enter(node, { callee: target, address, entry, escapes: false });
  return call(point, target, isTail);
}

/** The topmost values, deepest first. */
function argumentsOf({ values }: State, count: number): readonly Known[] {
  const found = values.slice(Math.max(0, values.length - count));
  return found.length === count ? found : [...new Array(count - found.length).fill(ANYTHING), ...found];
}

/** A call of which nothing is known but that it takes and leaves values. */
function callAnything(point: ProgramPoint, isTail: boolean): boolean {
  if (isTail) dropHandlers(point.state);
  forgetCall(point);
  return isTail ? leave(point) : true;
}

export function callFunction(point: ProgramPoint, isTail: boolean): boolean {
  const { machine, node, state } = point;
  if (machine.view === "frames") return callAnything(point, isTail);
  reach(machine.queue, node.context, state.low - 1);
  fault(point, state.low - 1);
  if (node.context.id === TOP && state.high < 1) return false;
  const { callee, types } = pop(state);
  if ((isTail && node.context.id === TOP) || (types & CALLABLE) === 0) return false;
  if (callee === undefined) return callAnything(point, isTail);
  const count = callee.parameters.length;
  if (count > 0) reach(machine.queue, node.context, state.low - count);
  if (node.context.id === TOP && state.high < count) return false;
  drop(state, count);
  return call(point, callee.target, isTail);
}

/** Whether a function takes so many arguments; a last parameter with dots takes all that are left over. */
export function takesArguments(parameters: readonly string[], count: number): boolean {
  const takesRest = parameters.at(-1)?.startsWith("...") === true;
  return takesRest ? count >= parameters.length - 1 : count === parameters.length;
}

/** A call that says how many arguments it passes. */
export function callWith(point: ProgramPoint, count: number, isTail: boolean): boolean {
  const { machine, node, state } = point;
  if (machine.view === "frames") return callAnything(point, isTail);
  const { callee, types } = pop(state);
  if ((isTail && node.context.id === TOP) || (types & CALLABLE) === 0) return false;
  if (callee === undefined) return callAnything(point, isTail);
  if (!takesArguments(callee.parameters, count)) return false;
  drop(state, count);
  return call(point, callee.target, isTail);
}

/** A call whose arguments lie in a list. */
export function applyFunction(point: ProgramPoint, isTail: boolean): boolean {
  const { machine, node, state } = point;
  if (machine.view === "frames") return callAnything(point, isTail);
  const { callee, types } = pop(state);
  const list = pop(state);
  if ((isTail && node.context.id === TOP) || (types & CALLABLE) === 0) return false;
  if ((list.types & TYPE.list) === 0) return false;
  return callee === undefined ? callAnything(point, isTail) : call(point, callee.target, isTail);
}

const CALLABLE = TYPE.function | TYPE.closure;

/** After something that may have taken and left anything. */
export function forgetCall(point: ProgramPoint): void {
  const { machine, node, state } = point;
  if (machine.view === "whole") {
    leadAnywhere(point);
    reach(machine.queue, node.context, NEGATIVE_INFINITY);
    fault(point, NEGATIVE_INFINITY);
    noteClosing(machine.queue, node.context, -1);
  }
  doubtHandlers(state);
  forgetStack(state, NEGATIVE_INFINITY, POSITIVE_INFINITY);
}

/** A function that a hole has made may be called, and a hole may lead to any of its entries. */
function leadAnywhere({ machine, node, address, state }: ProgramPoint): void {
  if (!machine.outside.leadsAnywhere) return;
  const isGuarded = state.handlers !== null;
  const site = { callee: ANYWHERE, low: NEGATIVE_INFINITY, high: POSITIVE_INFINITY, isGuarded };
  node.context.addCall(address, site);
}

/** Calls a function whose arguments have been taken. */
function call(point: ProgramPoint, target: number, isTail: boolean): boolean {
  const { machine, node, address, state } = point;
  const { context } = node;
  const isGuarded = state.handlers !== null && !isTail;
  const low = state.isVague ? NEGATIVE_INFINITY : state.low;
  context.addCall(address, { callee: target, low, high: state.high, isGuarded });
  const callee = machine.outside.call(node, target);
  if (isTail) dropHandlers(state);
  reach(machine.queue, context, state.low + callee.depth);
  fault(point, state.low + callee.depth);
  for (const handler of callee.closes) closeFrom(point, handler);
  if (callee.exit === undefined) return false;
  combine(state, callee.exit, callee.depth);
  return isTail ? leave(point) : true;
}

/** The callee may have closed the newest handler that leads to `target`. */
function closeFrom({ machine, node, state }: ProgramPoint, target: number): void {
  noteClosing(machine.queue, node.context, target);
  const { handlers } = state;
  if (handlers !== null && handlers !== "unknown" && (target < 0 || handlers.target === target)) {
    doubtHandlers(state);
  }
}

/** The stack of a caller once a function has returned. */
function combine(state: State, exit: State, depth: number): void {
  const isExact = state.low === state.high && exit.low === exit.high && Number.isFinite(state.low);
  const gap = exit.low - exit.values.length - Math.min(0, depth);
  if (isExact && gap >= 0 && gap <= 24) {
    const kept = Math.max(0, state.values.length + Math.min(0, depth));
    state.values.length = Math.min(kept, state.values.length);
    for (let i = 0; i < gap; i++) state.values.push(ANYTHING);
    for (const item of exit.values) state.values.push(item);
  } else {
    state.values = exit.values.slice();
  }
  state.isVague ||= exit.isVague;
  state.low += exit.low;
  state.high += exit.high;
}

export function returnFrom(point: ProgramPoint): boolean {
  if (point.node.context.id !== TOP) return leave(point);
  fault(point, point.state.low);
  return false;
}

/** The function returns with the stack as it is. */
export function leave({ machine, node, address, state }: ProgramPoint): false {
  if (machine.view === "frames") return false;
  machine.watch?.exit(node.context, address, state);
  const exit: State = {
    ...state,
    variables: NOTHING,
    shared: true,
    open: false,
    handlers: null,
    mayBeClosed: false,
  };
  if (addExit(node.context, exit)) requeueCallers(machine.queue, node.context);
  return false;
}

const NOTHING: State["variables"] = FrameVariables.empty();
