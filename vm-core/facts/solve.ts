/**
 * Follows a program over its paths, without running it: abstract interpretation (Cousot and Cousot 1977) of
 * blocks, until nothing new comes in anywhere.
 *
 * There are two views of what is outside a frame, for the same states and the same steps:
 *
 * - *whole*: calls are followed, with a summary for each function (Sharir and Pnueli 1981, the functional
 *   approach), and faults into their handlers. A point without a state is one that no run gets to.
 * - *frames*: each frame is followed by itself, whatever its callers, callees and handlers may do, on every path
 *   of the flow graph. What this says of a frame stays true when other functions change.
 *
 * Invariant: what a state says of a program point holds in every run that gets there. Bounded: a whole program that asks
 * for too much work gets no result.
 */
import type { Program } from "../program/program.ts";
import type { Hole, Sketch } from "../program/sketch.ts";
import { stopWhenUnwanted } from "../text/wanted.ts";
import { type Code, partsOfCode, prepareSketch, prepareWhole } from "./code.ts";
import { anywhereId, type Context, type ContextNode, TOP } from "./context.ts";
import { Follower, type Past } from "./follow.ts";
import type { FunctionValues } from "./function-values.ts";
import { Machine } from "./machine.ts";
import type { FlowWatch } from "./program-point.ts";
import type { FunctionEntry } from "./repeat.ts";
import { emptyState, type State } from "./state.ts";
import { followBlock } from "./step.ts";
import { tally } from "./tally.ts";
import type { Followings, Repeats, Taken, WholeMemory } from "./whole-memory.ts";

export interface Interpretation {
  readonly code: Code;
  readonly contexts: ReadonlyMap<number, Context>;
  readonly machine: Machine;
  /** Where all but a few functions are those of the version before. */
  readonly repeats?: Repeats | undefined;
}

/** Follows all blocks of frames that wait, each by itself. */
export function settle(machine: Machine): void {
  const { queue } = machine;
  while (!queue.isEmpty) {
    const node = queue.take();
    node.visits++;
    followBlock(machine, node);
  }
}

/** What was found of the version before, and what is to be called when what is found of this one is used up. */
export interface PreviousFacts {
  readonly memory: WholeMemory;
  readonly release?: () => void;
}

/** Follows a whole program; undefined when it is too much. */
export function interpret(program: Program, kept?: PreviousFacts): Interpretation | undefined {
  const code = prepareWhole(program);
  stopWhenUnwanted();
  return followFrom(code, kept, [atTop()]);
}

/**
 * Follows a sketch; undefined when it is too much. A hole may lead to each of its entries, from any frame: these are
 * followed in contexts of their own, one for each part of the code, of which nothing is known when it is entered.
 */
export function interpretSketch(sketch: Sketch, memory?: WholeMemory): Interpretation | undefined {
  const mayHandle = sketch.holes.some((address) => (sketch.lines[address] as Hole).opensHandler);
  const code = prepareSketch(sketch, memory?.control);
  const firsts = partsOfCode(code);
  stopWhenUnwanted();
  // Who is entered has variables of its own.
  const entry = anyState(sketch, mayHandle);
  const starts = sketch.entries.map(
    (address): FunctionEntry => ({ id: anywhereId(firsts(address)), address, entry, escapes: true }),
  );
  return followFrom(code, memory && { memory }, [...starts, atTop()]);
}

function atTop(): FunctionEntry {
  return { id: TOP, address: 0, entry: emptyState(), escapes: false };
}

function followFrom(
  code: Code,
  kept: PreviousFacts | undefined,
  starts: readonly FunctionEntry[],
): Interpretation | undefined {
  tally.programs++;
  const before = kept?.memory.takeFor(code, starts);
  const interpretation = before?.repeated() ?? followWhileWanted(code, before, starts, kept?.memory.values);
  if (interpretation === undefined) return undefined;
  const { followed, machine, work, repeats } = interpretation;
  kept?.memory.keep(machine, { starts, followed, work, repeats }, kept.release ?? (() => undefined));
  return { code, contexts: machine.contexts, machine, repeats };
}

/** When it is given up, what was found before is there for the next version, as far as it fits. */
function followWhileWanted(
  code: Code,
  before: Taken | undefined,
  starts: readonly FunctionEntry[],
  values: FunctionValues | undefined,
): Followings | undefined {
  try {
    const machine = new Machine(code, "whole", undefined, values);
    return followAll(machine, before?.past ?? (() => undefined), starts);
  } catch (error) {
    before?.giveBack();
    throw error;
  }
}

function followAll(machine: Machine, past: Past, starts: readonly FunctionEntry[]): Followings | undefined {
  const follower = new Follower(machine, machine.code.holes !== undefined, past);
  for (const start of starts) follower.start(start);
  if (!follower.follow()) return undefined;
  return { machine, followed: follower.followed(), work: machine.work };
}

/** Nothing is known. */
function anyState({ mayStore }: Sketch, mayHandle: boolean): State {
  const state = emptyState();
  state.low = Number.NEGATIVE_INFINITY;
  state.high = Number.POSITIVE_INFINITY;
  state.open = mayStore === undefined;
  if (mayHandle) state.handlers = "unknown";
  return state;
}

/** Goes through every block of a function once more, as it is in the end. */
export function observeFunction(interpretation: Interpretation, context: Context, watch: FlowWatch): void {
  for (const node of context.nodes.values()) observeBlock(interpretation, node, watch);
}

/** Goes through a block once more, as it is in the end. */
export function observeBlock({ machine }: Interpretation, node: ContextNode, watch: FlowWatch): void {
  machine.watch = watch;
  machine.work = Number.POSITIVE_INFINITY;
  followBlock(machine, node);
  machine.watch = undefined;
}
