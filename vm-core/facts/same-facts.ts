/**
 * Whether what is known of a function is the same as what was known of it in another version of its program.
 *
 * Invariant: functions that are the same here are the same to whoever looks at each block with what is known in it: the same
 * code with the same states, what they call leaves the same, and the variables that they share have the same values. Where the
 * code is does not count, nor where the functions are that they call or make values of.
 */
import { variableOf, variableRoleOf } from "../isa/typing.ts";
import type { Instruction } from "../program/program.ts";
import { type Context, type ContextNode, type Summary, TOP } from "./context.ts";
import type { Globals } from "./globals.ts";
import { type Known, sameConstant } from "./known.ts";
import { holds, isSameCode, moveBetween, type RegionCode } from "./region-code.ts";
import type { Interpretation } from "./solve.ts";
import type { HandlerState, State, VariableFacts } from "./state.ts";
import type { AddressMap } from "./transcript.ts";

/** A function as it was found to be in a version of a program. */
export interface KnownFunction {
  /** The code of its region, at the addresses of that version. */
  readonly code: RegionCode;
  readonly context: Context;
  /** How often that had been moved then; it is no more what was known once it is moved again. */
  readonly moves: number;
  /** Whether any function of its program was known to call it. */
  readonly isCalled: boolean;
  /** What is known of the functions that it calls. */
  readonly callees: ReadonlyMap<number, Summary>;
}

/** One for all that call none. */
const NO_CALLEES: ReadonlyMap<number, Summary> = new Map();

export function knownFunction(
  code: RegionCode,
  context: Context,
  contexts: ReadonlyMap<number, Context>,
): KnownFunction {
  let callees = NO_CALLEES;
  for (const [address, { callee }] of context.calls) {
    const called = contexts.get(callee);
    if (called === undefined) continue;
    if (callees === NO_CALLEES) callees = new Map();
    (callees as Map<number, Summary>).set(address, called);
  }
  return { code, context, moves: context.moves, isCalled: context.callers.size > 0, callees };
}

/** Variables that a function reads, each with what was known of it at the top level. */
export type SharedValues = ReadonlyMap<string, Known | undefined>;

/** The variables that the blocks of a function name to read them, with what functions see of them. */
export function sharedValuesIn({ nodes }: Context, { code, machine }: Interpretation): SharedValues {
  const { instructions, leaders } = code;
  const found = new Map<string, Known | undefined>();
  for (const start of nodes.keys()) {
    for (let address = start; address < instructions.length; address++) {
      const name = variableRead(instructions[address]);
      if (name !== undefined && !found.has(name)) found.set(name, machine.globals.known(name));
      if (leaders[address + 1] === 1) break;
    }
  }
  return found;
}

function variableRead(instruction: Instruction): string | undefined {
  const role = variableRoleOf(instruction.op);
  return role === "read" || role === "capture" || role === "export" ? variableOf(instruction) : undefined;
}

/** Whether functions see the same of these variables now. */
export function seesSame(values: SharedValues, globals: Globals): boolean {
  for (const [name, value] of values) {
    const now = globals.known(name);
    if (value !== now && (value === undefined || now === undefined || !sameKnown(value, now))) return false;
  }
  return true;
}

export function isSameFunction(before: KnownFunction, now: KnownFunction): boolean {
  const [own, theirs] = [before.context, now.context];
  if ((own.id === TOP) !== (theirs.id === TOP) || own.nodes.size !== theirs.nodes.size) return false;
  if (before.isCalled !== now.isCalled || own.depth !== theirs.depth) return false;
  if (own.calls.size !== theirs.calls.size || !isSameCode(before.code, now.code)) return false;
  const move = moveBetween(before.code, now.code);
  if (move(own.start) !== theirs.start) return false;
  return haveSameNodes(own, theirs, move) && makeSameCalls(before, now, move);
}

function haveSameNodes(before: Context, now: Context, move: AddressMap): boolean {
  const nodes = now.nodes.values();
  for (const own of before.nodes.values()) {
    const theirs = nodes.next().value as ContextNode;
    if (move(own.address) !== theirs.address || !haveSameOrigin(own, theirs, move)) return false;
    if (!isSameState(own.state, theirs.state, move)) return false;
  }
  return true;
}

function haveSameOrigin(own: ContextNode, theirs: ContextNode, move: AddressMap): boolean {
  if ((own.from < 0 ? own.from : move(own.from)) !== theirs.from) return false;
  if (own.fromNode === undefined || theirs.fromNode === undefined) return own.fromNode === theirs.fromNode;
  return move(own.fromNode.address) === theirs.fromNode.address;
}

function makeSameCalls(before: KnownFunction, now: KnownFunction, move: AddressMap): boolean {
  for (const [address, own] of before.callees) {
    const theirs = now.callees.get(move(address));
    if (theirs === undefined || own.depth !== theirs.depth) return false;
    if (!closeTheSame(before.code, own, now.code, theirs, move)) return false;
    const [exit, other] = [own.exit, theirs.exit];
    if (exit === undefined || other === undefined) {
      if (exit !== other) return false;
    } else if (!isSameState(exit, other, move)) return false;
  }
  return true;
}

/** Whether functions may close the same handlers of a caller. Handlers that are not in its code it does not open. */
function closeTheSame(
  code: RegionCode,
  { closes: own }: Summary,
  otherCode: RegionCode,
  { closes: theirs }: Summary,
  move: AddressMap,
): boolean {
  if ((own.size === 0) !== (theirs.size === 0) || own.has(-1) !== theirs.has(-1)) return false;
  const inside = [...own].filter((target) => holds(code, target));
  const others = [...theirs].filter((target) => holds(otherCode, target));
  return inside.length === others.length && inside.every((target) => theirs.has(move(target)));
}

function isSameState(own: State, theirs: State, move: AddressMap): boolean {
  const isSame =
    own.low === theirs.low &&
    own.high === theirs.high &&
    own.isVague === theirs.isVague &&
    own.open === theirs.open &&
    own.mayBeClosed === theirs.mayBeClosed &&
    own.values.length === theirs.values.length;
  if (!isSame) return false;
  for (let i = 0; i < own.values.length; i++) if (!sameKnown(own.values[i], theirs.values[i])) return false;
  return (
    haveSameHandlers(own.handlers, theirs.handlers, move) &&
    own.variables.isLike(theirs.variables, sameVariable)
  );
}

function sameVariable(own: VariableFacts, theirs: VariableFacts): boolean {
  return own.certain === theirs.certain && sameKnown(own.value, theirs.value);
}

function sameKnown(own: Known, theirs: Known): boolean {
  if (own === theirs) return true;
  if (own.types !== theirs.types) return false;
  if (own.constant === undefined || theirs.constant === undefined) {
    if (own.constant !== theirs.constant) return false;
  } else if (!sameConstant(own.constant, theirs.constant)) return false;
  if (own.callee === undefined || theirs.callee === undefined) return own.callee === theirs.callee;
  const [a, b] = [own.callee.parameters, theirs.callee.parameters];
  return a === b || (a.length === b.length && a.every((name, i) => name === b[i]));
}

function haveSameHandlers(own: HandlerState, theirs: HandlerState, move: AddressMap): boolean {
  let [a, b] = [own, theirs];
  while (a !== b) {
    if (a === null || b === null || a === "unknown" || b === "unknown") return false;
    if (move(a.target) !== b.target || a.low !== b.low || a.high !== b.high || a.count !== b.count)
      return false;
    [a, b] = [a.previous, b.previous];
  }
  return true;
}
