/**
 * What is known while a program is followed: its functions, its globals, and the blocks that wait.
 *
 * Absent by design: following them; that is `solve.ts`, with a step for each instruction.
 */
import type { Code } from "./code.ts";
import { arrive, Context, ENTERED, entryState, type Node, TOP } from "./context.ts";
import { Globals } from "./globals.ts";
import { ANYTHING, type Known } from "./known.ts";
import { PriorityQueue } from "./priority-queue.ts";
import type { Watch } from "./program-point.ts";
import { emptyState, type State } from "./state.ts";

/** Who keeps a point or its state copies what it keeps. */
export interface MovingPoint {
  readonly machine: Machine;
  node: Node;
  address: number;
  readonly state: State;
}

/** Where nothing is followed yet. */
const NOWHERE: Node = {
  context: new Context(TOP, undefined),
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
  readonly queue = new PriorityQueue();
  readonly globals = new Globals();
  /** Instructions that may still be followed. */
  work: number;
  watch: Watch | undefined;
  /** The point that is being followed: one for all, since there are as many as instructions. */
  readonly point: MovingPoint;

  constructor(
    readonly code: Code,
    readonly view: "whole" | "frames",
  ) {
    this.work = view === "frames" ? Number.POSITIVE_INFINITY : 200_000 + 12 * code.instructions.length;
    this.point = { machine: this, node: NOWHERE, address: 0, state: emptyState() };
  }

  context(id: number, origin: Context["origin"]): Context {
    let context = this.contexts.get(id);
    if (context === undefined) {
      context = new Context(id, origin);
      this.contexts.set(id, context);
    }
    return context;
  }

  /** Enters a function with arguments from a point of the program. */
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
}
