/**
 * The call tree of a run and which of its nodes was running when, as the profile viewers of browsers and
 * editors show it.
 *
 * Invariant: bounded. Samples are exact while there are few; then those that are closer together than an
 * interval, which doubles as samples grow, belong to the one before. A tree that is deep continues in width.
 */

/** A node of the call tree: a function in one chain of callers. */
export interface CallNode {
  readonly id: number;
  /** Where the function is entered, in the code space; negative for the root. */
  readonly start: number;
  readonly children: CallNode[];
}

/** From `time` on, in milliseconds, `node` was running, until the next sample. */
export interface Sample {
  readonly node: number;
  readonly time: number;
}

interface TimelineNode extends CallNode {
  readonly parent: TimelineNode | null;
  readonly depth: number;
  readonly byStart: Map<number, TimelineNode>;
}

/** Viewers walk the tree by recursion. */
const MAXIMUM_DEPTH = 400;
const EXACT_SAMPLES = 100_000;

export class Timeline {
  readonly samples: Sample[] = [];
  readonly root: CallNode;
  ended: number;
  private nodes = 0;
  private current: TimelineNode;
  /** The nodes to come back to. */
  private readonly callers: TimelineNode[] = [];
  private interval = 0;
  private limit = EXACT_SAMPLES;
  private lastSample = Number.NEGATIVE_INFINITY;
  private since: number;

  constructor(readonly started: number) {
    this.current = this.node(-1, null, 0);
    this.root = this.current;
    this.ended = started;
    this.since = started;
  }

  enter(start: number, now: number): void {
    this.sample(now);
    this.callers.push(this.current);
    const { current } = this;
    const parent = current.depth < MAXIMUM_DEPTH || current.parent === null ? current : current.parent;
    let child = parent.byStart.get(start);
    if (child === undefined) {
      child = this.node(start, parent, parent.depth + 1);
      parent.byStart.set(start, child);
      parent.children.push(child);
    }
    this.current = child;
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
