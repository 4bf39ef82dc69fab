/**
 * The call tree of a run and which of its nodes was running when, as the profile viewers of browsers and
 * editors show it.
 *
 * Invariant: bounded. Samples are exact while there are few; then those that are closer together than an
 * interval, which doubles as samples grow, belong to the one before. A tree that is deep continues in width. Of very many chains
 * of callers, those that come last share a node.
 */

/** A node of the call tree: a function in one chain of callers. */
export interface CallNode {
  readonly id: number;
  /** Where the function is entered, in the code space; `ROOT` for the root, `OTHERS` for all functions in other chains. */
  readonly start: number;
  readonly children: CallNode[];
}

/** From `time` on, in milliseconds, `node` was running, until the next sample. */
export interface Sample {
  readonly node: number;
  readonly time: number;
}

/** The `start` of the root. */
export const ROOT = -1;
/** The `start` of the node of all other chains of callers. */
export const OTHERS = -2;

interface TimelineNode extends CallNode {
  readonly parent: TimelineNode | null;
  readonly depth: number;
  readonly byStart: Map<number, TimelineNode>;
}

/** Viewers walk the tree by recursion. */
const MAXIMUM_DEPTH = 400;
const EXACT_SAMPLES = 100_000;
const MOST_NODES = 20_000;

export class Timeline {
  readonly samples: Sample[] = [];
  readonly root: CallNode;
  ended: number;
  /** Calls in chains that have no node of their own. */
  otherCalls = 0;
  private nodes = 0;
  private readonly top: TimelineNode;
  private others: TimelineNode | undefined;
  private current: TimelineNode;
  /** The nodes to come back to. */
  private readonly callers: TimelineNode[] = [];
  private interval = 0;
  private limit = EXACT_SAMPLES;
  private lastSample = Number.NEGATIVE_INFINITY;
  private since: number;

  constructor(readonly started: number) {
    this.current = this.node(ROOT, null, 0);
    this.top = this.current;
    this.root = this.current;
    this.ended = started;
    this.since = started;
  }

  enter(start: number, now: number): void {
    this.sample(now);
    this.callers.push(this.current);
    const { current } = this;
    const parent = current.depth < MAXIMUM_DEPTH || current.parent === null ? current : current.parent;
    this.current = this.below(parent, start);
  }

  private below(parent: TimelineNode, start: number): TimelineNode {
    const known = parent === this.others ? parent : parent.byStart.get(start);
    const child = known ?? (this.nodes < MOST_NODES ? this.added(parent, start) : this.othersNode());
    if (child === this.others) this.otherCalls++;
    return child;
  }

  private othersNode(): TimelineNode {
    this.others ??= this.added(this.top, OTHERS);
    return this.others;
  }

  private added(parent: TimelineNode, start: number): TimelineNode {
    const child = this.node(start, parent, parent.depth + 1);
    parent.byStart.set(start, child);
    parent.children.push(child);
    return child;
  }

  leave(now: number): void {
    this.sample(now);
    this.current = this.callers.pop() as TimelineNode;
  }

  finish(now: number): void {
    this.ended = now;
  }

  /** Notes what has run since the last change. */
  private sample(now: number): void {
    const { since } = this;
    this.since = now;
    if (now === since || (now - since < this.interval && since - this.lastSample < this.interval)) return;
    this.samples.push({ node: this.current.id, time: since });
    this.lastSample = since;
    if (this.samples.length < this.limit) return;
    this.limit += EXACT_SAMPLES;
    this.interval = Math.max(0.1, this.interval * 2);
  }

  private node(start: number, parent: TimelineNode | null, depth: number): TimelineNode {
    this.nodes++;
    return { id: this.nodes, start, children: [], parent, depth, byStart: new Map() };
  }
}
