/**
 * A context: a function as its callers enter it, or the top level; and all that is known about its inside.
 *
 * The summary of a function is what its callers need: how far it reaches into their stack, what it leaves,
 * which of their handlers it may close.
 */

import { NONE, withMember } from "../text/few.ts";
import type { Known } from "./known.ts";
import type { PriorityQueue } from "./priority-queue.ts";
import { copyOf, emptyState, joinStates, type State } from "./state.ts";

/** The context of the top level. */
export const TOP = -1;

/** All code that a hole of a sketch may have led to, where it is called; it is followed in a context for each part of it. */
export const ANYWHERE = -2;

/** The number of the context of a part of the code that a hole may have led to, by the first address of the part. */
export function anywhereId(first: number): number {
  return ANYWHERE - 1 - first;
}

/** The first address of the part of which that is the number. */
export function firstOf(anywhere: number): number {
  return ANYWHERE - 1 - anywhere;
}

/** A block as a context runs it. */
export interface ContextNode {
  readonly context: Context;
  readonly address: number;
  readonly state: State;
  /** The instruction that first led here; −1 where the function is entered. */
  readonly from: number;
  readonly fromNode: ContextNode | undefined;
  visits: number;
  queued: boolean;
}

/** A call that a context makes. */
export interface CallSite {
  /** The context that is called, by its number. */
  readonly callee: number;
  /** The heights that the stack can have once the arguments are taken. */
  readonly low: number;
  readonly high: number;
  /** Whether a handler of the caller may take its faults. */
  readonly isGuarded: boolean;
}

/** What callers need to know of a function. */
export interface Summary {
  /** The lowest height that the stack can have inside: −2 when it takes two values of its caller. */
  readonly depth: number;
  /** What it leaves when it returns; undefined as long as it is not known to. */
  readonly exit: State | undefined;
  /** Targets of handlers of its callers that it may close; −1 is any. */
  readonly closes: ReadonlySet<number>;
}

/** Where a context is first called, or a function is made of it. */
export interface ContextOrigin {
  /** The context there, by its number. */
  readonly context: number;
  readonly address: number;
}

/** Addresses of blocks by the numbers of their contexts. */
export type BlockPlaces = Map<number, Set<number>>;

/** Adds a block; whether it is news. */
export function addPlace(places: BlockPlaces, context: number, address: number): boolean {
  let own = places.get(context);
  if (own === undefined) places.set(context, (own = new Set()));
  const { size } = own;
  return own.add(address).size > size;
}

/** What is known of a function, wherever its code is. */
export interface Solution {
  /** What the verifier has found there last, for itself. */
  seen: object | undefined;
}

/** One for all that make none. */
const NO_CALLS: ReadonlyMap<number, CallSite> = new Map();

function startOf(id: number): number {
  return Math.max(0, id <= ANYWHERE ? firstOf(id) : id);
}

export class Context implements Summary {
  start: number;
  /** How often it was moved on to another version of the code. */
  moves = 0;
  /** It could not be moved on with all that is inside: its code is another. */
  isGone = false;
  readonly nodes = new Map<number, ContextNode>();
  /** Whether values of it exist: anything may call it then. */
  escapes = false;
  exit: State | undefined = undefined;
  exitVisits = 0;
  depth = 0;
  /** What is known when a fault may go to any of its handlers. */
  weak: State | undefined = undefined;
  /** The first program point that calls it or makes a function of it. */
  origin: ContextOrigin | undefined = undefined;
  /** Blocks of it that call it, and those that read variables of the top level; most have none. */
  selfCalls: ReadonlySet<number> = NONE;
  readers: ReadonlySet<number> = NONE;
  /** Whether it has bound names that are not known. */
  hasOpened = false;
  /** Whether its summary is another one than its callers have seen. */
  isNews = false;
  /** Shared by what is known of a function in several versions of a program, if that is the same but for where code is. */
  solution: Solution = { seen: undefined };
  private links: Links | undefined = undefined;

  constructor(
    /** Where it starts; TOP for the top level, which starts at 0; for code that holes lead to see `anywhereId`. */
    public id: number,
  ) {
    this.start = startOf(id);
  }

  /** It has another number now. */
  moveTo(id: number): void {
    this.id = id;
    this.start = startOf(id);
    this.moves++;
    this.selfCalls = NONE;
    this.readers = NONE;
  }

  private get linked(): Links {
    this.links ??= { calls: NO_CALLS, callers: new Map(), closes: NONE, tries: NONE };
    return this.links;
  }

  /** Whether it is code that a hole may have led to. */
  get isAnywhere(): boolean {
    return this.id <= ANYWHERE;
  }

  get calls(): ReadonlyMap<number, CallSite> {
    return this.links?.calls ?? NO_CALLS;
  }

  /** Blocks that call it. */
  get callers(): BlockPlaces {
    return this.linked.callers;
  }

  get closes(): ReadonlySet<number> {
    return this.links?.closes ?? NONE;
  }

  /** Targets of its TRYs. */
  get tries(): ReadonlySet<number> {
    return this.links?.tries ?? NONE;
  }

  /** Notes a call, by the address of its instruction. */
  addCall(address: number, site: CallSite): void {
    const { linked } = this;
    if (linked.calls === NO_CALLS) linked.calls = new Map();
    (linked.calls as Map<number, CallSite>).set(address, site);
  }

  /** Notes that one of its blocks calls it. */
  addSelfCall(address: number): void {
    this.selfCalls = withMember(this.selfCalls, address);
  }

  /** Notes that one of its blocks reads a variable of the top level. */
  addReader(address: number): void {
    this.readers = withMember(this.readers, address);
  }

  addClosed(target: number): void {
    this.linked.closes = withMember(this.closes, target);
  }

  addTry(target: number): void {
    this.linked.tries = withMember(this.tries, target);
  }

  /** Takes over by whom it is called, and how it came about. */
  enterAs({ escapes, origin, callers }: Context): void {
    this.escapes = escapes;
    this.origin = origin;
    this.linked.callers = callers;
  }

  /** Nobody is known to call it. */
  leaveAll(): void {
    this.escapes = false;
    this.origin = undefined;
    if (this.links !== undefined) this.links.callers = new Map();
  }
}

/** What callers need to know of it as it is now: it may change later. */
export function summaryOf({ depth, exit, closes }: Context): Summary {
  return { depth, exit: exit && copyOf(exit), closes: closes.size === 0 ? NONE : new Set(closes) };
}

/** How a context is connected with others; frames that are followed by themselves have none, and they are many. */
interface Links {
  calls: ReadonlyMap<number, CallSite>;
  callers: BlockPlaces;
  closes: ReadonlySet<number>;
  tries: ReadonlySet<number>;
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

/** The summary is another one: blocks of the function that call it are followed again, and those of others once it is done. */
export function requeueCallers(queue: PriorityQueue, context: Context): void {
  context.isNews = true;
  queueAll(queue, context, context.selfCalls);
}

export function queueAll(queue: PriorityQueue, { nodes }: Context, addresses: Iterable<number>): void {
  for (const address of addresses) queue.add(nodes.get(address) as ContextNode);
}

/** Handlers that a function may close in its callers: a few by name, else any. */
const MOST_CLOSED = 6;

export function noteClosing(queue: PriorityQueue, context: Context, target: number): void {
  const { closes } = context;
  if (closes.has(-1) || closes.has(target)) return;
  context.addClosed(closes.size >= MOST_CLOSED ? -1 : target);
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
  { from, fromNode }: { readonly from: number; readonly fromNode: ContextNode | undefined },
  state: State,
  queue: PriorityQueue,
): void {
  let node = context.nodes.get(address);
  if (node !== undefined && from >= address && state.low < node.state.low) node.state.isVague = true;
  if (node === undefined) {
    node = { context, address, state: copyOf(state), from, fromNode, visits: 0, queued: false };
    // What comes from outside may be kept, and says the same for ever.
    if (fromNode === undefined) node.state.variables = state.variables.detached();
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
