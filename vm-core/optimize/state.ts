/**
 * What is known at one place of a program, on every path to it: the topmost values of the stack, variables that
 * are stored in the running frame, and the handlers that the frame may have open.
 *
 * Invariant: everything that a state says holds whenever a run is there. It may say less than is true: at
 * most `MOST_VALUES` values and `MOST_VARIABLES` variables are followed.
 */
import { MNEMONICS, type Mnemonic } from "../isa/index.ts";
import type { Instruction } from "../program/program.ts";
import { fixedEffect, type StackEffect, stackEffect } from "../program/stack-effect.ts";
import { type AbstractValue, join, known, SOME } from "./abstract-value.ts";
import { constantOf, fixedResult, resultOf } from "./effects.ts";
import { KnownVariables } from "./known-variables.ts";

const MOST_VALUES = 64;

export interface State {
  /** The topmost values, deepest first; what lies below them is not known. */
  readonly stack: AbstractValue[];
  /** Variables that certainly have a value in the frame, and what is known about it. */
  readonly variables: KnownVariables;
  /**
   * The targets of the handlers that the frame has opened, oldest first; those that are open are the first of
   * these. Undefined when paths differ.
   */
  handlers: readonly number[] | undefined;
  /** Variables that code of other frames stores to: of their values nothing is known. */
  readonly volatile: ReadonlySet<string>;
}

const NO_HANDLERS: readonly number[] = [];

/** Where a frame starts: its caller's values, and its parameters, may be anything. */
export function entryState(volatile: ReadonlySet<string>): State {
  return { stack: [], variables: new KnownVariables(), handlers: NO_HANDLERS, volatile };
}

export function copyOf({ stack, variables, handlers, volatile }: State): State {
  return { stack: stack.slice(), variables: variables.copy(), handlers, volatile };
}

/** Makes `into` say what `from` says. */
export function assign(into: State, from: State): void {
  into.stack.length = 0;
  for (const value of from.stack) into.stack.push(value);
  into.variables.assign(from.variables);
  into.handlers = from.handlers;
}

/** Keeps in `into` what holds in both; true when it lost something. */
export function meet(into: State, from: State): boolean {
  let changed = meetStacks(into.stack, from.stack);
  if (into.variables.meet(from.variables)) changed = true;
  if (into.handlers !== undefined && !sameHandlers(into.handlers, from.handlers)) {
    into.handlers = undefined;
    changed = true;
  }
  return changed;
}

function meetStacks(into: AbstractValue[], from: readonly AbstractValue[]): boolean {
  const length = Math.min(into.length, from.length);
  let changed = into.length > length;
  if (changed) into.splice(0, into.length - length);
  const offset = from.length - length;
  for (let i = 0; i < length; i++) {
    const joined = join(into[i], from[offset + i]);
    if (joined !== into[i]) changed = true;
    into[i] = joined;
  }
  return changed;
}

function sameHandlers(a: readonly number[], b: readonly number[] | undefined): boolean {
  return a === b || (b !== undefined && a.length === b.length && a.every((target, i) => target === b[i]));
}

/** The state when a handler starts that was opened in `state`: anything may have been stored meanwhile. */
export function handlerState(state: State): State {
  return { ...state, stack: [SOME.exception], variables: new KnownVariables() };
}

/** The values that an instruction takes, deepest first, unknown ones for those below what is known. */
export function takenBy({ stack }: State, count: number): AbstractValue[] {
  const taken = stack.slice(Math.max(0, stack.length - count));
  while (taken.length < count) taken.unshift(SOME.any);
  return taken;
}

/** What an instruction does to a state when it only takes values and pushes what it always pushes. */
interface PlainEffect extends StackEffect {
  readonly result: AbstractValue;
}

const SPECIAL = new Set<Mnemonic>([
  "DUP",
  "OVER",
  "SWAP",
  "ROT",
  "CATCH",
  "TRY",
  "END_TRY",
  "STORE",
  "LOAD",
  "DELETE",
  "IMPORT",
]);

const PLAIN: ReadonlyMap<Mnemonic, PlainEffect> = new Map(
  MNEMONICS.flatMap((op): readonly (readonly [Mnemonic, PlainEffect])[] => {
    const [effect, result] = [fixedEffect(op), fixedResult(op)];
    return effect === undefined || result === undefined || SPECIAL.has(op)
      ? []
      : [[op, { ...effect, result }]];
  }),
);

/** Changes the state into the one behind an instruction that does not fault and goes on. */
export function advance(state: State, instruction: Instruction): void {
  const { stack } = state;
  const plain = PLAIN.get(instruction.op);
  if (plain !== undefined) {
    drop(stack, plain.pops);
    push(stack, plain.result, plain.pushes);
    return;
  }
  switch (instruction.op) {
    case "DUP":
      push(stack, takenBy(state, 1)[0], 1);
      return;
    case "OVER":
    case "SWAP":
    case "ROT":
      shuffle(state, instruction.op);
      return;
    case "CATCH":
      // Whether there was an exception for it is not known.
      if (instruction.operands.name === null) return;
      stack.length = 0;
      state.variables.delete(instruction.operands.name);
      return;
    case "TRY":
      state.handlers = state.handlers && [...state.handlers, instruction.operands.target ?? -1];
      return;
    case "END_TRY":
      state.handlers = closed(state.handlers, instruction.operands.handler);
      return;
    default:
      advanceVariables(state, instruction);
      advanceStack(state, instruction);
  }
}

function advanceVariables({ stack, variables, volatile }: State, instruction: Instruction): void {
  switch (instruction.op) {
    case "STORE": {
      const { name } = instruction.operands;
      variables.set(name, volatile.has(name) ? SOME.any : (stack.at(-1) ?? SOME.any));
      return;
    }
    case "DELETE":
      variables.delete(instruction.operands.name);
      return;
    case "IMPORT":
      variables.clear();
      return;
  }
}

function advanceStack(state: State, instruction: Instruction): void {
  const { stack, variables } = state;
  if (instruction.op === "LOAD") {
    push(stack, variables.get(instruction.operands.name) ?? SOME.any, 1);
    return;
  }
  const constant = constantOf(instruction);
  if (constant !== undefined) {
    push(stack, known(constant), 1);
    return;
  }
  const effect = stackEffect(instruction);
  if (effect === undefined) {
    stack.length = 0;
    return;
  }
  const result = effect.pushes === 0 ? SOME.any : resultOf(instruction, takenBy(state, effect.pops));
  drop(stack, effect.pops);
  push(stack, result, effect.pushes);
}

/** Values below what is known may be dropped, too. */
function drop(stack: AbstractValue[], count: number): void {
  for (let left = Math.min(count, stack.length); left > 0; left--) stack.pop();
}

function push(stack: AbstractValue[], value: AbstractValue, count: number): void {
  for (let i = 0; i < count; i++) stack.push(value);
  if (stack.length > 2 * MOST_VALUES) stack.splice(0, stack.length - MOST_VALUES);
}

function shuffle(state: State, op: "OVER" | "SWAP" | "ROT"): void {
  const { stack } = state;
  const count = op === "ROT" ? 3 : 2;
  const taken = takenBy(state, count);
  drop(stack, count);
  if (op === "ROT") stack.push(taken[1], taken[2], taken[0]);
  else if (op === "SWAP") stack.push(taken[1], taken[0]);
  else stack.push(taken[0], taken[1], taken[0]);
}

/** The handlers behind an END_TRY or the CATCH at `target`, which closes the newest if it is that one. */
export function closed(
  handlers: readonly number[] | undefined,
  target: number | null,
): readonly number[] | undefined {
  if (handlers === undefined || handlers.length === 0) return handlers;
  return target === null || handlers.at(-1) === target ? handlers.slice(0, -1) : handlers;
}
