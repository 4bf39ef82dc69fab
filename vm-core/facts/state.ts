/**
 * What is known at one program point of a function: the stack, the variables of the frame, the open handlers.
 *
 * Invariant: everything that a state says holds in every run that is there. Heights are counted from the stack
 * as the function found it, its arguments taken; below 0 it has taken values of its caller.
 */
import { FrameVariables } from "./frame-variables.ts";
import { ANYTHING, join, type Known } from "./known.ts";

/** How many of the topmost values (sometimes twice as many), and how many variables of a frame, are followed. */
const MOST_VALUES = 64;
const MOST_VARIABLES = 200;

export interface VariableFacts {
  readonly value: Known;
  /** Stored on every path. */
  readonly certain: boolean;
}

/** An open handler of the frame, and the stack when it was opened. */
export interface OpenHandler {
  readonly target: number;
  readonly low: number;
  readonly high: number;
  readonly previous: HandlerState;
  readonly count: number;
}

/** The newest handler, null for none, "unknown" where paths differ. */
export type HandlerState = OpenHandler | null | "unknown";

export interface State {
  /** The least and the greatest height that the stack can have. */
  low: number;
  high: number;
  /** A loop takes values on the way: `low` is lower than any run that counts its turns. */
  isVague: boolean;
  /** The topmost values, deepest first. */
  values: Known[];
  variables: FrameVariables<VariableFacts>;
  /** Whether another state has the same variables. */
  shared: boolean;
  /** Variables that are not listed may be there too. */
  open: boolean;
  handlers: HandlerState;
  /** Something may have closed handlers of those: only some of them may be open. */
  mayBeClosed: boolean;
}

export function emptyState(): State {
  const variables = FrameVariables.empty<VariableFacts>();
  return {
    low: 0,
    high: 0,
    isVague: false,
    values: [],
    variables,
    shared: false,
    open: false,
    handlers: null,
    mayBeClosed: false,
  };
}

export function copyOf(state: State): State {
  state.shared = true;
  // Field by field: much faster than spreading, and this is done at every block.
  return {
    low: state.low,
    high: state.high,
    isVague: state.isVague,
    values: state.values.slice(),
    variables: state.variables,
    shared: true,
    open: state.open,
    handlers: state.handlers,
    mayBeClosed: state.mayBeClosed,
  };
}

/** The same with other handlers. */
export function withHandlers(state: State, handlers: HandlerState): State {
  const copy = copyOf(state);
  copy.handlers = handlers;
  return copy;
}

/** Makes `into` say what `from` says. */
export function assign(into: State, from: State): void {
  from.shared = true;
  into.low = from.low;
  into.high = from.high;
  into.isVague = from.isVague;
  into.values.length = 0;
  for (const value of from.values) into.values.push(value);
  into.variables = from.variables;
  into.shared = true;
  into.open = from.open;
  into.handlers = from.handlers;
  into.mayBeClosed = from.mayBeClosed;
}

export function push(state: State, value: Known): void {
  state.values.push(value);
  if (state.values.length > 2 * MOST_VALUES) state.values.splice(0, state.values.length - MOST_VALUES);
  state.low++;
  state.high++;
}

/** Takes the topmost value. */
export function pop(state: State): Known {
  state.low--;
  state.high--;
  return state.values.pop() ?? ANYTHING;
}

/** Takes any number of values. */
export function drop(state: State, count: number): void {
  state.values.length = Math.max(0, state.values.length - count);
  state.low -= count;
  state.high -= count;
}

/** The value so many below the top. */
export function peek({ values }: State, below: number): Known {
  return values[values.length - 1 - below] ?? ANYTHING;
}

/** The values that an instruction takes, deepest first, unknown ones for those below what is known. */
export function takenBy({ values }: State, count: number): readonly Known[] {
  const taken = values.slice(Math.max(0, values.length - count));
  while (taken.length < count) taken.unshift(ANYTHING);
  return taken;
}

/** Whether the frame certainly has a variable. */
export function isStored({ variables }: State, name: string): boolean {
  return variables.get(name)?.certain === true;
}

/** Forgets the stack: only its height may still be bounded. */
export function forgetStack(state: State, low: number, high: number): void {
  state.values = [];
  state.low = low;
  state.high = high;
}

function writable(state: State): FrameVariables<VariableFacts> {
  if (state.shared) {
    state.variables = state.variables.copy();
    state.shared = false;
  }
  return state.variables;
}

export function store(state: State, name: string, value: Known): void {
  if (state.variables.size >= MOST_VARIABLES && !state.variables.has(name)) state.open = true;
  else writable(state).set(name, value === ANYTHING ? STORED_ANYTHING : { value, certain: true });
}

/** What most stores store. */
const STORED_ANYTHING: VariableFacts = { value: ANYTHING, certain: true };

export function remove(state: State, name: string): void {
  if (state.variables.has(name)) writable(state).delete(name);
}

/** After something has bound names that are not known, perhaps over those that are. */
export function openVariables(state: State): void {
  for (const [name, { value, certain }] of state.variables.entries()) {
    if (value !== ANYTHING) writable(state).set(name, { value: ANYTHING, certain });
  }
  state.open = true;
}

/** After something may have stored and deleted all variables that are known. */
export function forgetValues(state: State): void {
  for (const [name] of state.variables.entries())
    writable(state).set(name, { value: ANYTHING, certain: false });
}

/** Widens `into` until it holds for `from` too; whether it changed. */
export function joinStates(into: State, from: State, widen: boolean): boolean {
  let changed = joinStacks(into, from, widen);
  if (joinVariables(into, from)) changed = true;
  if (joinHandlers(into, from)) changed = true;
  return changed;
}

function joinStacks(into: State, from: State, widen: boolean): boolean {
  let changed = from.isVague && !into.isVague;
  into.isVague ||= from.isVague;
  if (from.low < into.low) {
    into.low = widen ? Number.NEGATIVE_INFINITY : from.low;
    changed = true;
  }
  if (from.high > into.high) {
    into.high = widen ? Number.POSITIVE_INFINITY : from.high;
    changed = true;
  }
  const length = Math.min(into.values.length, from.values.length);
  if (length < into.values.length) {
    into.values.splice(0, into.values.length - length);
    changed = true;
  }
  const offset = from.values.length - length;
  for (let i = 0; i < length; i++) {
    const joined = join(into.values[i], from.values[offset + i]);
    if (joined === into.values[i]) continue;
    into.values[i] = joined;
    changed = true;
  }
  return changed;
}

function joinVariables(into: State, from: State): boolean {
  if (into.variables === from.variables) return openToo(into, from);
  let changed = false;
  for (const [name, own, theirs] of into.variables.differences(from.variables)) {
    if (own !== undefined) {
      const joined = joinVariable(own, theirs, from.open);
      if (joined === own) continue;
      writable(into).set(name, joined);
    } else if (theirs !== undefined) {
      // It is one of those that may be there.
      if (into.open) continue;
      if (into.variables.size >= MOST_VARIABLES) into.open = true;
      else writable(into).set(name, { value: theirs.value, certain: false });
    }
    changed = true;
  }
  return openToo(into, from) || changed;
}

function openToo(into: State, from: State): boolean {
  if (!from.open || into.open) return false;
  into.open = true;
  return true;
}

function joinVariable(a: VariableFacts, b: VariableFacts | undefined, open: boolean): VariableFacts {
  if (b === undefined) {
    const value = open ? ANYTHING : a.value;
    return !a.certain && value === a.value ? a : { value, certain: false };
  }
  const value = join(a.value, b.value);
  const certain = a.certain && b.certain;
  return value === a.value && certain === a.certain ? a : { value, certain };
}

function joinHandlers(into: State, from: State): boolean {
  if (into.handlers === "unknown") return false;
  const joined = joinLists(into.handlers, from.handlers);
  const mayBeClosed = joined !== null && (into.mayBeClosed || from.mayBeClosed);
  if (joined === into.handlers && mayBeClosed === into.mayBeClosed) return false;
  into.handlers = joined;
  into.mayBeClosed = mayBeClosed;
  return true;
}

/** After something that may have closed any of the frame's handlers. */
export function doubtHandlers(state: State): void {
  if (state.handlers !== null) state.mayBeClosed = true;
}

/** The frame is gone, with its handlers. */
export function dropHandlers(state: State): void {
  state.handlers = null;
  state.mayBeClosed = false;
}

/** Takes the newest handler away. */
export function closeNewest(state: State): void {
  const { handlers } = state;
  if (handlers === null || handlers === "unknown") return;
  state.handlers = handlers.previous;
  // None is exactly none.
  if (state.handlers === null) state.mayBeClosed = false;
}

/** The handlers that are open on both paths; those of one TRY may have been opened at several heights. */
function joinLists(a: HandlerState, b: HandlerState): HandlerState {
  if (a === b) return a;
  if (a === null || b === null || a === "unknown" || b === "unknown") return "unknown";
  if (a.target !== b.target || a.count !== b.count) return "unknown";
  const previous = joinLists(a.previous, b.previous);
  if (previous === "unknown") return previous;
  if (previous === a.previous && a.low <= b.low && a.high >= b.high) return a;
  return { ...a, low: Math.min(a.low, b.low), high: Math.max(a.high, b.high), previous };
}
