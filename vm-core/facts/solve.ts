/**
 * Follows a program over its paths, without running it: abstract interpretation (Cousot and Cousot 1977) of
 * blocks, until nothing new comes in anywhere.
 *
 * There are two views of what is outside a frame, for the same states and the same steps:
 *
 * - *whole*: calls are followed, with a summary for each function (Sharir and Pnueli 1981, the functional
 *   approach), and faults into their handlers. A place without a state is one that no run gets to.
 * - *frames*: each frame is followed by itself, whatever its callers, callees and handlers may do, on every path
 *   of the flow graph. What this says of a frame stays true when other functions change.
 *
 * Invariant: what a state says of a place holds in every run that gets there. Bounded: a whole program that asks
 * for too much work gets no result.
 */
import type { Program } from "../program/program.ts";
import { type Code, prepareWhole } from "./code.ts";
import { arrive, type Context, ENTERED, entryState, type Node, newContext, TOP } from "./context.ts";
import { Globals } from "./globals.ts";
import { Heap } from "./heap.ts";
import { ANYTHING, type Known } from "./known.ts";
import type { Watch } from "./place.ts";
import { emptyState, type State } from "./state.ts";
import { followBlock } from "./step.ts";

export interface Interpretation {
  readonly code: Code;
  readonly contexts: ReadonlyMap<number, Context>;
  readonly machine: Machine;
}

/** Who keeps a place or its state copies what it keeps. */
interface MovingPlace {
  readonly machine: Machine;
  node: Node;
  address: number;
  readonly state: State;
}

/** Where nothing is followed yet. */
const NOWHERE: Node = {
  context: newContext(TOP, undefined),
  address: 0,
  state: emptyState(),
  from: -1,
  fromNode: undefined,
  visits: 0,
  queued: false,
};

/** All that is known while a program is followed. */
export class Machine {
  readonly contexts = new Map<number, Context>();
  readonly queue = new Heap();
  readonly globals = new Globals();
  /** Instructions that may still be followed. */
  work: number;
  watch: Watch | undefined;
  /** The place that is being followed: one for all, since there are as many as instructions. */
  readonly place: MovingPlace;

  constructor(
    readonly code: Code,
    readonly view: "whole" | "frames",
  ) {
    this.work = view === "frames" ? Number.POSITIVE_INFINITY : 200_000 + 12 * code.instructions.length;
    this.place = { machine: this, node: NOWHERE, address: 0, state: emptyState() };
  }

  context(id: number, origin: Context["origin"]): Context {
    let context = this.contexts.get(id);
    if (context === undefined) {
      context = newContext(id, origin);
      this.contexts.set(id, context);
    }
    return context;
  }

  /** Enters a function with arguments from a place of the program. */
  call(
    node: Node,
    address: number,
    target: number,
    names: readonly string[],
    values: readonly Known[],
  ): Context {
    const callee = this.context(target, { context: node.context, address });
    arrive(callee, target, ENTERED, entryState(names, values, false), this.queue);
    return callee;
  }

  /** Takes note of a value of a function: anything may call it, with anything. */
  escape(node: Node, address: number, target: number, names: readonly string[], open: boolean): void {
    if (this.view === "frames") return;
    const callee = this.context(target, { context: node.context, address });
    callee.escapes = true;
    const values = names.map(() => ANYTHING);
    arrive(callee, target, ENTERED, entryState(names, values, open), this.queue);
  }

  /** Follows all blocks that wait; false when that is too much. */
  settle(): boolean {
    while (!this.queue.isEmpty) {
      const node = this.queue.take();
      node.visits++;
      followBlock(this, node);
      if (this.work < 0) return false;
    }
    return true;
  }
}

/** Follows a whole program; undefined when it is too much. */
export function interpret(program: Program): Interpretation | undefined {
  const machine = new Machine(prepareWhole(program), "whole");
  const top = machine.context(TOP, undefined);
  arrive(top, 0, ENTERED, emptyState(), machine.queue);
  return machine.settle() ? { code: machine.code, contexts: machine.contexts, machine } : undefined;
}

/** Goes through every block once more, as it is in the end. */
export function observe({ machine }: Interpretation, watch: Watch): void {
  machine.watch = watch;
  machine.work = Number.POSITIVE_INFINITY;
  for (const context of machine.contexts.values()) {
    for (const node of context.nodes.values()) followBlock(machine, node);
  }
}
