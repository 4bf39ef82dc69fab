/**
 * Handlers: what is known where one starts, and which are open.
 *
 * A fault may happen wherever an instruction can raise one; the handler then starts with the stack as it was at
 * the TRY, less what was taken from below it since, and the exception.
 */

import { flowOf } from "../isa/index.ts";
import { variableOf } from "../isa/typing.ts";
import { TYPE } from "../value/type-set.ts";
import { arrive, noteClosing, TOP } from "./context.ts";
import { ofTypes } from "./known.ts";
import { go, type ProgramPoint } from "./program-point.ts";
import {
  closeNewest,
  copyOf,
  doubtHandlers,
  forgetStack,
  joinStates,
  type OpenHandler,
  push,
  type State,
} from "./state.ts";
import { bind } from "./variables.ts";

const EXCEPTION = ofTypes(TYPE.exception);
const { NEGATIVE_INFINITY, POSITIVE_INFINITY } = Number;

/** How many open handlers are followed. */
const MOST_OPEN = 100;

export function openHandler(point: ProgramPoint, target: number): boolean {
  const { machine, state } = point;
  if (machine.view === "frames") startAnytime(point, target);
  else noteTry(point, target);
  const { handlers, low, high } = state;
  if (handlers === "unknown") return true;
  const count = (handlers?.count ?? 0) + 1;
  state.handlers = count > MOST_OPEN ? "unknown" : { target, low, high, previous: handlers, count };
  return true;
}

/** The handler may be among those that any fault goes to. */
function noteTry(point: ProgramPoint, target: number): void {
  const { context } = point.node;
  if (context.tries.has(target)) return;
  context.addTry(target);
  if (context.weak !== undefined) start(point, target, copyOf(context.weak));
}

/** A frame by itself: a fault may come at any time, whatever the frame has done by then. */
function startAnytime(point: ProgramPoint, target: number): void {
  const caught = copyOf(point.state);
  forgetStack(caught, NEGATIVE_INFINITY, POSITIVE_INFINITY);
  caught.variables = caught.variables.cleared();
  caught.shared = false;
  doubtHandlers(caught);
  start(point, target, caught);
}

/** Sends a fault to the handler that takes it; `lowest` is how low the stack can be by then. */
export function fault(point: ProgramPoint, lowest: number): void {
  const { machine, state } = point;
  const { handlers } = state;
  if (handlers === null || machine.view === "frames") return;
  // The handlers of a sketch are among its entries, where nothing is known already.
  if (point.node.context.isAnywhere) return;
  if (handlers === "unknown" || state.mayBeClosed) {
    faultAnywhere(point);
    return;
  }
  const caught = copyOf(state);
  cut(caught, handlers, lowest);
  closeNewest(caught);
  start(point, handlers.target, caught);
}

/** Cuts the stack to what is left of it when a handler starts. */
function cut(state: State, handler: OpenHandler, lowest: number): void {
  const isExact = state.low === state.high && handler.low === handler.high && lowest >= handler.low;
  if (isExact) {
    state.values.length = Math.max(0, state.values.length - (state.low - handler.low));
    state.low = handler.low;
    state.high = handler.low;
  } else {
    const high = Math.min(handler.high, state.high);
    forgetStack(state, Math.min(handler.low, lowest, high), high);
  }
}

/** It is not known which handlers are open: any may take the fault. */
function faultAnywhere(point: ProgramPoint): void {
  const { context } = point.node;
  const caught = copyOf(point.state);
  forgetStack(caught, NEGATIVE_INFINITY, POSITIVE_INFINITY);
  if (context.weak === undefined) context.weak = caught;
  else if (!joinStates(context.weak, caught, false)) return;
  for (const target of context.tries) start(point, target, copyOf(context.weak));
}

/** A handler starts: a CATCH with a name takes the exception. */
function start(point: ProgramPoint, target: number, state: State): void {
  const { machine, node, address } = point;
  const first = machine.code.instructions[target];
  if (first === undefined) return;
  if (flowOf(first.op) !== "catch") {
    push(state, EXCEPTION);
    arrive(node.context, target, { from: address, fromNode: node }, state, machine.queue);
    return;
  }
  const name = variableOf(first);
  if (name === undefined) push(state, EXCEPTION);
  else bind({ ...point, state }, name, EXCEPTION);
  arrive(node.context, target + 1, { from: address, fromNode: node }, state, machine.queue);
}

/** CATCH without an exception: the body of a structured TRY has ended. */
export function reachCatch(point: ProgramPoint, end: number | null): boolean {
  if (end === null) return true;
  closePaired(point.state, point.address);
  go(point, end);
  return false;
}

export function closeHandler({ machine, node, state }: ProgramPoint, target: number | null): boolean {
  const { handlers } = state;
  const isSure = handlers !== "unknown" && !state.mayBeClosed;
  if (machine.view === "whole" && node.context.id !== TOP && (handlers === null || !isSure)) {
    noteClosing(machine.queue, node.context, isSure ? (target ?? -1) : -1);
  }
  if (target === null) closeNewest(state);
  else closePaired(state, target);
  return true;
}

function closePaired(state: State, target: number): void {
  const { handlers } = state;
  if (handlers !== null && handlers !== "unknown" && handlers.target === target) closeNewest(state);
}
