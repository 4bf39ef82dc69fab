/**
 * What has come of the functions of a whole program or a sketch, kept from one version of a document to the next.
 *
 * Invariant: what a version is found to be does not depend on it: it says alone of which functions the code is the same, with
 * what they were entered and what they have seen (`follow.ts`).
 *
 * Bounded: it holds what came of the functions of one version, and the instructions; no Program and no snapshot. What it has is
 * moved on: the interpretation that it came from is used up.
 */
import type { Code } from "./code.ts";
import { changeOfCode, type FormerCode, formerCode } from "./code-change.ts";
import { type CallSite, Context, type Node } from "./context.ts";
import type { Past } from "./follow.ts";
import type { Callee } from "./known.ts";
import { withMovedHandlers } from "./moved-state.ts";
import type { State } from "./state.ts";
import { type Followed, type Move, Mover, NOWHERE } from "./transcript.ts";

/** Function values that are kept, for each instruction that there is. */
const MOST_CALLEES = 2;

export class WholeMemory {
  private code: FormerCode | undefined;
  private readonly functions = new Map<number, Followed>();
  /** Function values in states that are kept: they move in place. */
  private callees = new Set<Callee>();
  private release: () => void = () => undefined;

  /** Gives what it has for the code of the next version; it has nothing then. */
  takeFor(code: Code): Past {
    const change = this.code && changeOfCode(this.code, code);
    const functions = new Map(this.functions);
    this.code = undefined;
    this.functions.clear();
    this.release();
    if (change === undefined) {
      this.callees.clear();
      return () => undefined;
    }
    if (!change.isStill) this.moveCallees(change.move);
    const isChanged = anyOf(change.changed);
    for (const [id, { context }] of functions) if (isChanged(context)) functions.delete(id);
    const mover = new Mover(change.move);
    return (id) => {
      const followed = functions.get(change.moveBack(id));
      return followed === undefined || change.isStill ? followed : moved(followed, mover, change.move);
    };
  }

  /** Keeps what has come of a version; `release` is called once that is used up. */
  keep(code: Code, followed: Iterable<Followed>, callees: Iterable<Callee>, release: () => void): void {
    for (const callee of callees) this.callees.add(callee);
    this.release = release;
    if (this.callees.size > MOST_CALLEES * code.instructions.length) {
      this.callees.clear();
      return;
    }
    this.code = formerCode(code);
    for (const one of followed) this.functions.set(one.context.id, one);
  }

  private moveCallees(move: Move): void {
    const kept = new Set<Callee>();
    for (const callee of this.callees) {
      const target = move(callee.target);
      (callee as { target: number }).target = target === NOWHERE ? Number.NaN : target;
      if (target !== NOWHERE) kept.add(callee);
    }
    this.callees = kept;
  }
}

/** Changed blocks that are looked for one by one. */
const FEW = 16;

/** Says of a function whether it has any of these blocks. */
function anyOf(addresses: readonly number[]): (context: Context) => boolean {
  if (addresses.length <= FEW) return ({ nodes }) => addresses.some((address) => nodes.has(address));
  const among = new Set(addresses);
  return ({ nodes }) => {
    for (const address of nodes.keys()) if (among.has(address)) return true;
    return false;
  };
}

/** A function in another place; undefined when it names what is nowhere now. */
function moved({ context, transcript }: Followed, mover: Mover, move: Move): Followed | undefined {
  const now = mover.transcript(transcript);
  const copy = now && movedContext(context, move);
  return now && copy && { context: copy, transcript: now };
}

function movedContext(context: Context, move: Move): Context | undefined {
  const copy = new Context(move(context.id));
  const handler = (target: number) => (target < 0 ? target : move(target));
  const state = (one: State) => withMovedHandlers(one, handler);
  const nodes = new Map<Node, Node>();
  for (const node of context.nodes.values()) {
    const { from, fromNode, visits } = node;
    const place = { address: move(node.address), from: from < 0 ? from : move(from) };
    const came = fromNode && nodes.get(fromNode);
    const there = {
      context: copy,
      ...place,
      state: state(node.state),
      fromNode: came,
      visits,
      queued: false,
    };
    if (
      place.address === NOWHERE ||
      place.from === NOWHERE ||
      (came === undefined) !== (fromNode === undefined)
    )
      return undefined;
    nodes.set(node, there);
    copy.nodes.set(there.address, there);
  }
  const { exit, exitVisits, depth, weak, hasOpened, solution } = context;
  Object.assign(copy, { exit, exitVisits, depth, weak: weak && state(weak), hasOpened, solution });
  for (const target of context.tries) copy.tries.add(handler(target));
  for (const target of context.closes) copy.closes.add(handler(target));
  for (const [address, site] of context.calls) copy.calls.set(move(address), movedCall(site, move));
  return copy;
}

function movedCall({ callee, low, high, isGuarded }: CallSite, move: Move): CallSite {
  return { callee: move(callee), low, high, isGuarded };
}
