/**
 * What is known while a program is followed: its functions, its globals, and the blocks that wait.
 *
 * Absent by design: following them; that is `solve.ts`, with a step for each instruction.
 */
import type { Code } from "./code.ts";
import { Context, type ContextNode, TOP } from "./context.ts";
import { FunctionValues } from "./function-values.ts";
import { Globals } from "./globals.ts";
import { type Outside, Settled } from "./outside.ts";
import { PriorityQueue } from "./priority-queue.ts";
import type { FlowWatch } from "./program-point.ts";
import { emptyState, type State } from "./state.ts";

/** Who keeps a point or its state copies what it keeps. */
export interface MovingPoint {
  readonly machine: Machine;
  node: ContextNode;
  address: number;
  readonly state: State;
}

/** Where nothing is followed yet. */
const NOWHERE: ContextNode = {
  context: new Context(TOP),
  address: 0,
  state: emptyState(),
  from: -1,
  fromNode: undefined,
  visits: 0,
  queued: false,
};

/** How many instructions may be followed in a program of so many. */
export function workFor(length: number): number {
  return 200_000 + 12 * length;
}

/** All that is known while a program is followed. */
export class Machine {
  readonly contexts = new Map<number, Context>();
  /** Blocks that wait, of the function that is followed; of all frames where these are followed by themselves. */
  queue = new PriorityQueue();
  /** Instructions that may still be followed. */
  work: number;
  watch: FlowWatch | undefined;
  /** The point that is being followed: one for all, since there are as many as instructions. */
  readonly point: MovingPoint;
  outside: Outside;

  constructor(
    readonly code: Code,
    readonly view: "whole" | "frames",
    readonly globals = new Globals(),
    /** Values of functions that instructions have made, in this version of the code or the ones before. */
    readonly values = new FunctionValues(),
  ) {
    this.work = view === "frames" ? Number.POSITIVE_INFINITY : workFor(code.instructions.length);
    this.point = { machine: this, node: NOWHERE, address: 0, state: emptyState() };
    this.outside = new Settled(this.contexts, this.globals, code.holes !== undefined);
  }
}
