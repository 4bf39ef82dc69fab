/**
 * A context: a function as its callers enter it, or the top level; and all that is known about its inside.
 *
 * The summary of a function is what its callers need: how far it reaches into their stack, what it leaves,
 * which of their handlers it may close.
 */

import type { Known } from "./known.ts";
import type { PriorityQueue } from "./priority-queue.ts";
import { copyOf, emptyState, joinStates, type State } from "./state.ts";

/** The context of the top level. */
export const TOP = -1;

/** The context of code that a hole of a sketch may have led to. */
export const ANYWHERE = -2;

/** A block as a context runs it. */
export interface Node {
  readonly context: Context;
  readonly address: number;
  readonly state: State;
  /** The instruction that first led here; −1 where the function is entered. */
  readonly from: number;
  readonly fromNode: Node | undefined;
  visits: number;
  queued: boolean;
}

/** A call that a context makes. */
export interface CallSite {
  readonly callee: Context;
  /** The heights that the stack can have once the arguments are taken. */
  readonly low: number;
  readonly high: number;
  /** Whether a handler of the caller may take its faults. */
  readonly isGuarded: boolean;
}

export class Context {
  readonly start: number;
  readonly nodes = new Map<number, Node>();
  /** Whether values of it exist: anything may call it then. */
  escapes = false;
  /** What it leaves when it returns; undefined as long as it is not known to. */
  exit: State | undefined = undefined;
  exitVisits = 0;
  /** The lowest height that the stack can have inside: −2 when it takes two values of its caller. */
  depth = 0;
  /** What is known when a fault may go to any of its handlers. */
  weak: State | undefined = undefined;
  private links: Links | undefined = undefined;

  constructor(
    /** Where it starts; TOP for the top level, which starts at 0. */
    readonly id: number,
    /** The first program point that calls it or makes a function of it. */
    readonly origin: { readonly context: Context; readonly address: number } | undefined,
  ) {
    this.start = Math.max(0, id);
  }

  private get linked(): Links {
    this.links ??= { calls: new Map(), callers: new Set(), closes: new Set(), tries: new Set() };
    return this.links;
  }

  get calls(): Map<number, CallSite> {
    return this.linked.calls;
  }

  /** Blocks that call it. */
  get callers(): Set<Node> {
    return this.linked.callers;
  }

  /** Targets of handlers of its callers that it may close; −1 is any. */
  get closes(): Set<number> {
    return this.linked.closes;
  }

  /** Targets of its TRYs. */
  get tries(): Set<number> {
    return this.linked.tries;
  }
}

/** How a context is connected with others; frames that are followed by themselves have none, and they are many. */
interface Links {
  readonly calls: Map<number, CallSite>;
  readonly callers: Set<Node>;
  readonly closes: Set<number>;
  readonly tries: Set<number>;
}

/** The state in which a function starts with these arguments; of equal names the deepest argument counts. */
export function entryState(names: readonly string[], values: readonly Known[], open: boolean): State {
  const state = emptyState();
  for (let i = names.length - 1; i >= 0; i--)
    state.variables.set(names[i], { value: values[i], certain: true });
  state.open = open;
  return state;
}

/** What is deeper than this is as deep as can be. */
const DEEPEST = -64;

/** Notes how far down a function takes values. */
export function reach(queue: PriorityQueue, context: Context, height: number): void {
  if (height >= context.depth) return;
  context.depth = height < DEEPEST ? Number.NEGATIVE_INFINITY : height;
  requeueCallers(queue, context);
}

export function requeueCallers(queue: PriorityQueue, context: Context): void {
  for (const caller of context.callers) queue.add(caller);
}

/** Handlers that a function may close in its callers: a few by name, else any. */
const MOST_CLOSED = 6;

export function noteClosing(queue: PriorityQueue, context: Context, target: number): void {
  const { closes } = context;
  if (closes.has(-1) || closes.has(target)) return;
  closes.add(closes.size >= MOST_CLOSED ? -1 : target);
  requeueCallers(queue, context);
}

/** Where a function is entered, nothing of it has come before. */
export const ENTERED = { from: -1, fromNode: undefined };

/** How often a block is visited before what keeps growing is taken to grow for ever. */
const PATIENCE = 4;

/** Adds what comes in at an address; queues its block when that is news. */
export function arrive(
  context: Context,
  address: number,
  { from, fromNode }: { readonly from: number; readonly fromNode: Node | undefined },
  state: State,
  queue: PriorityQueue,
): void {
  let node = context.nodes.get(address);
  if (node !== undefined && from >= address && state.low < node.state.low) node.state.isVague = true;
  if (node === undefined) {
    node = { context, address, state: copyOf(state), from, fromNode, visits: 0, queued: false };
    context.nodes.set(address, node);
  } else if (!joinStates(node.state, state, node.visits > PATIENCE)) {
    return;
  }
  queue.add(node);
}

/** Adds a way in which the function returns; whether that is news. */
export function addExit(context: Context, state: State): boolean {
  if (context.exit === undefined) {
    context.exit = copyOf(state);
    return true;
  }
  return joinStates(context.exit, state, context.exitVisits++ > PATIENCE);
}
