/**
 * What is known in a whole program, kept with it: the verifier and hovers ask about the same one.
 *
 * Invariant: made when somebody asks first, once for each Program, since Programs are immutable.
 */
import type { Program } from "../program/program.ts";
import { stackEffect } from "../program/stack-effect.ts";
import type { Context, ContextNode } from "./context.ts";
import type { Known } from "./known.ts";
import type { MovingPoint } from "./machine.ts";
import { memoryOf } from "./memory.ts";
import { type Interpretation, interpret, type PreviousFacts } from "./solve.ts";
import { assign, type State } from "./state.ts";
import { step } from "./step.ts";
import { readVariable } from "./variables.ts";

const FOUND = new WeakMap<Program, { readonly facts: Interpretation | undefined }>();

/** Programs whose facts were used up for those of a newer version. */
const USED_UP = new WeakSet<Program>();

/** The interpretation of a Program; undefined when it is too much work. */
export function wholeFacts(program: Program): Interpretation | undefined {
  let found = FOUND.get(program);
  if (found === undefined) FOUND.set(program, (found = { facts: interpret(program, keptFor(program)) }));
  return found.facts;
}

/** Of a program that is asked for again when there is a newer version, nothing is kept. */
function keptFor(program: Program): PreviousFacts | undefined {
  const memory = USED_UP.has(program) ? undefined : memoryOf(program)?.whole;
  const asked = new WeakRef(program);
  const release = () => {
    const old = asked.deref();
    if (old === undefined) return;
    FOUND.delete(old);
    USED_UP.add(old);
  };
  return memory && { memory, release };
}

/** How high the stack is around an instruction, counted from the start of the code that it is in. */
export interface Heights {
  readonly context: Context;
  readonly before: number;
  /** Undefined where control does not continue, or only a run can tell. */
  readonly after: number | undefined;
}

/**
 * The heights around the instruction at an address, where they are certain. Undefined where they are not, where no run
 * gets, and in code that several functions share.
 */
export function heightsAt(facts: Interpretation, address: number): Heights | undefined {
  const point = pointBefore(facts, address);
  const before = point && exactHeight(point.state);
  if (point === undefined || before === undefined) return undefined;
  const instruction = facts.code.instructions[address];
  const effect = stackEffect(instruction);
  if (effect !== undefined)
    return { context: point.node.context, before, after: before + effect.pushes - effect.pops };
  const after = step(point, instruction) ? exactHeight(point.state) : undefined;
  return { context: point.node.context, before, after };
}

/** The machine's point in front of an instruction; undefined where no run gets, and in code that several functions share. */
function pointBefore(facts: Interpretation, address: number): MovingPoint | undefined {
  const { machine, code } = facts;
  let start = address;
  while (start > 0 && code.leaders[start] === 0) start--;
  const found = nodesAt(facts, start);
  if (found.length !== 1) return undefined;
  const { point } = machine;
  [point.node] = found;
  assign(point.state, point.node.state);
  for (point.address = start; point.address < address; point.address++) {
    if (!step(point, code.instructions[point.address])) return undefined;
  }
  return point;
}

/** What holds at an instruction. */
export interface AtInstruction {
  readonly address: number;
  readonly context: Context;
  /** The height of the stack before it; undefined where it is not certain. */
  readonly before: number | undefined;
  /** The height after it; undefined where control does not continue, or where it is not certain. */
  readonly after: number | undefined;
  /** Before it: the types that the value on top may have; undefined where the stack may be empty. */
  readonly top: number | undefined;
}

/** What holds at each instruction from one address up to another one, in order, but for code that several functions share. */
export function statesWithin(facts: Interpretation, from: number, to: number): readonly AtInstruction[] {
  const { machine, code } = facts;
  const { point } = machine;
  const { length } = code.instructions;
  const found: AtInstruction[] = [];
  let start = Math.min(from, length);
  while (start > 0 && code.leaders[start] === 0) start--;
  const isLong = to - from > MOST_SEARCHED;
  while (start < to && start < length) {
    let end = start + 1;
    while (end < length && code.leaders[end] === 0) end++;
    const nodes = isLong ? (nodesOf(facts).get(start) ?? []) : nodesAt(facts, start);
    if (nodes.length === 1) {
      [point.node] = nodes;
      assign(point.state, point.node.state);
      for (point.address = start; point.address < Math.min(end, to); point.address++) {
        const { address, node, state } = point;
        const top = state.values.at(-1)?.types;
        const before = exactHeight(state);
        const continues = step(point, code.instructions[address]);
        const after = continues ? exactHeight(state) : undefined;
        if (address >= from) found.push({ address, context: node.context, before, after, top });
        if (!continues) break;
      }
    }
    start = end;
  }
  return found;
}

/** In more instructions than these, blocks are looked up in an index of all. */
const MOST_SEARCHED = 300;

/** The blocks at an address, of all contexts: an index of all blocks would cost far more than one question. */
function nodesAt({ contexts }: Interpretation, address: number): readonly ContextNode[] {
  const found: ContextNode[] = [];
  for (const { nodes } of contexts.values()) {
    const node = nodes.get(address);
    if (node !== undefined) found.push(node);
  }
  return found;
}

/** What is known before an instruction of the topmost values, deepest first, and of a variable that is read there. */
export interface KnownBefore {
  readonly values: readonly Known[];
  /** What a LOAD finds; undefined when it certainly finds nothing. */
  variable(name: string): Known | undefined;
}

/** Undefined where no run gets, and in code that several functions share. What it gives holds until the next question. */
export function knownBefore(facts: Interpretation, address: number): KnownBefore | undefined {
  const point = pointBefore(facts, address);
  return point && { values: point.state.values, variable: (name) => readVariable(point, name) };
}

const NODES = new WeakMap<Interpretation, ReadonlyMap<number, readonly ContextNode[]>>();

/** The blocks of all contexts, by their addresses. */
function nodesOf(facts: Interpretation): ReadonlyMap<number, readonly ContextNode[]> {
  const known = NODES.get(facts);
  if (known !== undefined) return known;
  const nodes = new Map<number, ContextNode[]>();
  for (const context of facts.contexts.values()) {
    for (const [address, node] of context.nodes) {
      const there = nodes.get(address);
      if (there === undefined) nodes.set(address, [node]);
      else there.push(node);
    }
  }
  NODES.set(facts, nodes);
  return nodes;
}

function exactHeight({ low, high }: State): number | undefined {
  return low === high ? low : undefined;
}
