/**
 * Dominators and loops of a flow graph.
 *
 * Dominators after Cooper, Harvey and Kennedy, "A Simple, Fast Dominance Algorithm" (2001), over a root that
 * is before all entries; natural loops after Aho, Sethi and Ullman (1986).
 */
import type { FlowGraph } from "./flow-graph.ts";

/** A loop: its blocks are those from which control comes back to `header` without leaving through it. */
export interface Loop {
  readonly header: number;
  /** Indexes of blocks, in order; the header is one of them. */
  readonly blocks: readonly number[];
}

/** Stands before all entries, in place of a block. */
export const ROOT = -1;

/** For each block the one that every path to it goes through last, `ROOT` when there is none. */
export function dominators(graph: FlowGraph): Int32Array {
  const order = reversePostorder(graph);
  const rank = new Int32Array(graph.blocks.length).fill(-1);
  order.forEach((block, index) => {
    rank[block] = index;
  });
  const starts = new Set(graph.entries.map((entry) => graph.blockAt[entry] ?? -1));
  const UNKNOWN = -2;
  const dominator = new Int32Array(graph.blocks.length).fill(UNKNOWN);
  const meet = (a: number, b: number): number => {
    let [x, y] = [a, b];
    while (x !== y) {
      if (x === ROOT || y === ROOT) return ROOT;
      if (rank[x] > rank[y]) x = dominator[x];
      else y = dominator[y];
    }
    return x;
  };
  for (let changed = true; changed; ) {
    changed = false;
    for (const block of order) {
      let found = starts.has(block) ? ROOT : UNKNOWN;
      for (const before of graph.blocks[block].predecessors) {
        if (dominator[before] === UNKNOWN) continue;
        found = found === UNKNOWN ? before : meet(found, before);
      }
      if (found === dominator[block]) continue;
      dominator[block] = found;
      changed = true;
    }
  }
  return dominator;
}

function reversePostorder({ blocks, blockAt, entries }: FlowGraph): readonly number[] {
  const seen = new Uint8Array(blocks.length);
  const order: number[] = [];
  for (const entry of entries) {
    if (entry >= blockAt.length || seen[blockAt[entry]] === 1) continue;
    const path = [{ block: blockAt[entry], next: 0 }];
    seen[blockAt[entry]] = 1;
    while (path.length > 0) {
      const at = path[path.length - 1];
      const successor = blocks[at.block].successors[at.next++];
      if (successor === undefined) {
        order.push(at.block);
        path.pop();
      } else if (seen[successor] === 0) {
        seen[successor] = 1;
        path.push({ block: successor, next: 0 });
      }
    }
  }
  return order.reverse();
}

/** Whether every path to block `b` goes through block `a`. */
export function dominates(dominator: Int32Array, a: number, b: number): boolean {
  for (let at = b; at !== ROOT; at = dominator[at]) if (at === a) return true;
  return false;
}

/** The natural loops, by their headers; loops with one header are one. */
export function loopsOf(graph: FlowGraph): readonly Loop[] {
  const dominator = dominators(graph);
  const bodies = new Map<number, Set<number>>();
  for (const { index, successors } of graph.blocks) {
    for (const header of successors) {
      if (!dominates(dominator, header, index)) continue;
      const body = bodies.get(header) ?? new Set([header]);
      bodies.set(header, body);
      const pending = [index];
      while (pending.length > 0) {
        const at = pending.pop() as number;
        if (body.has(at)) continue;
        body.add(at);
        for (const item of graph.blocks[at].predecessors) pending.push(item);
      }
    }
  }
  return [...bodies]
    .sort(([a], [b]) => a - b)
    .map(([header, body]) => ({ header, blocks: [...body].sort((a, b) => a - b) }));
}
