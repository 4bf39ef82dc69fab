/**
 * Moves what has come of functions on to another version of their code, in place: the version that it came from is used up. Most
 * functions are only elsewhere, and making all of them anew would cost more than finding out what an edit has changed.
 *
 * Invariant: what cannot be moved is not to be used any more. Which blocks read a variable is asked for while functions
 * are followed alone, where it is told again: so that is not moved. No state that functions are entered with, or leave, has handlers.
 */
import type { BlockPlaces, CallSite, Context, ContextNode, Summary } from "./context.ts";
import { withMovedHandlers } from "./moved-state.ts";
import {
  type AddressMap,
  type Followed,
  NOWHERE,
  type SeenFunction,
  type TaskTurn,
  type Told,
} from "./transcript.ts";

/** What is moved in place. */
type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export class Mover {
  /** Each summary is one object for all who see it. */
  private readonly summaries = new Map<Summary, Summary>();
  private isLost = false;
  /** Some function came about where nothing is now. */
  hasLostOrigins = false;

  constructor(private readonly to: AddressMap) {}

  /** Moves a function; false when something that it names is nowhere now. */
  moves(followed: Followed): boolean {
    const isThere = this.movesOutside(followed);
    this.moveInside(followed.context);
    return isThere && !this.isLost;
  }

  /** Moves of a function that has changed how others see it; false when something of that is nowhere now. */
  movesOutside({ context, transcript }: Followed): boolean {
    this.isLost = false;
    for (const turn of transcript) this.moveTurn(turn);
    context.moveTo(this.move(context.id));
    const { origin, calls } = context;
    if (origin !== undefined) {
      // Where it came about is told again, unless all is as it was.
      const [caller, address] = [this.to(origin.context), this.to(origin.address)];
      context.origin = { context: caller, address };
      if (caller === NOWHERE || address === NOWHERE) this.hasLostOrigins = true;
    }
    this.moveCallers(context.callers);
    if (calls.size > 0) this.moveCalls(calls as Map<number, CallSite>);
    return !this.isLost;
  }

  private move(address: number): number {
    const there = this.to(address);
    if (there === NOWHERE) this.isLost = true;
    return there;
  }

  private moveTurn({ stimuli, seen, told }: TaskTurn): void {
    for (const one of stimuli as readonly { address: number }[]) one.address = this.move(one.address);
    for (const one of seen.summaries as Mutable<SeenFunction>[]) {
      one.id = this.move(one.id);
      one.summary = this.summary(one.summary);
    }
    for (const one of told) this.moveTold(one);
  }

  private moveTold(told: Mutable<Told>): void {
    switch (told.is) {
      case "enters": {
        const entering = told.entering as Mutable<typeof told.entering>;
        entering.callee = this.move(entering.callee);
        entering.address = this.move(entering.address);
        break;
      }
      case "calls":
        told.block = this.move(told.block);
        told.callee = this.move(told.callee);
        break;
      case "reads":
        told.block = this.move(told.block);
        break;
      case "changes":
        told.summary = this.summary(told.summary);
        break;
      default:
    }
  }

  private summary(summary: Summary): Summary {
    const { closes } = summary;
    if (closes.size === 0) return summary;
    let moved = this.summaries.get(summary);
    // One that was lost is lost for all.
    if (moved === undefined) {
      const targets = new Set([...closes].map((target) => (target < 0 ? target : this.to(target))));
      this.summaries.set(summary, (moved = { ...summary, closes: targets }));
    }
    if (moved.closes.has(NOWHERE)) this.isLost = true;
    return moved;
  }

  private moveInside(context: Context): void {
    const { weak, tries, closes } = context;
    const handler = (target: number) => (target < 0 ? target : this.move(target));
    let isStill = true;
    for (const node of context.nodes.values() as Iterable<Mutable<ContextNode>>) {
      const there = this.move(node.address);
      if (there !== node.address) isStill = false;
      node.address = there;
      if (node.from >= 0) node.from = this.move(node.from);
      node.state = withMovedHandlers(node.state, handler);
    }
    if (!isStill) {
      const nodes = [...context.nodes.values()];
      context.nodes.clear();
      for (const node of nodes) context.nodes.set(node.address, node);
    }
    if (weak !== undefined) context.weak = withMovedHandlers(weak, handler);
    if (tries.size > 0) moveMembers(tries as Set<number>, handler);
    if (closes.size > 0) moveMembers(closes as Set<number>, handler);
  }

  /** Who calls it is told again, too. */
  private moveCallers(callers: BlockPlaces): void {
    for (const blocks of callers.values()) {
      moveMembers(blocks, this.to);
      if (blocks.has(NOWHERE)) this.hasLostOrigins = true;
    }
    if (isStill(callers, this.to)) return;
    const places = [...callers];
    callers.clear();
    for (const [id, blocks] of places) {
      const there = this.to(id);
      if (there === NOWHERE) this.hasLostOrigins = true;
      callers.set(there, blocks);
    }
  }

  private moveCalls(calls: Map<number, CallSite>): void {
    for (const site of calls.values() as Iterable<Mutable<CallSite>>) site.callee = this.move(site.callee);
    if (isStill(calls, this.to)) return;
    const sites = [...calls];
    calls.clear();
    for (const [address, site] of sites) calls.set(this.move(address), site);
  }
}

/** Whether all keys of a map, or members of a set, are where they were. */
function isStill(all: ReadonlyMap<number, unknown> | ReadonlySet<number>, move: AddressMap): boolean {
  for (const key of all.keys()) if (key === NOWHERE || move(key) !== key) return false;
  return true;
}

function moveMembers(set: Set<number>, move: AddressMap): void {
  if (isStill(set, move)) return;
  const members = [...set];
  set.clear();
  for (const member of members) set.add(move(member));
}
