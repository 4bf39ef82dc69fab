/**
 * Writes the blocks of a unit with loops and labelled blocks instead of jumps.
 *
 * After Ramsey, "Beyond Relooper: recursive translation of unstructured control flow to structured control flow" (2022): the
 * blocks that a block dominates are written inside of it; one that several lead to comes after a labelled statement that
 * they break out of; a loop continues at its label.
 *
 * An edge back to a block that does not dominate its origin (an irreducible loop) leaves the unit.
 */
import { dominates, dominators } from "../program/dominators.ts";
import type { UnitBlock } from "./graph.ts";

/** How control gets from one block to another. */
export type Edge =
  /** The text of the other block follows. */
  | { readonly kind: "inline"; readonly text: () => string }
  /** A statement that goes there. */
  | { readonly kind: "go"; readonly statement: string }
  /** It is not in the unit, or cannot be reached by structured control flow. */
  | { readonly kind: "leave" };

/** Writes one block; `edge` says how control gets to a successor. It never falls through. */
export type WriteBlock = (block: UnitBlock, edge: (to: number) => Edge) => string;

/** The blocks that edges in the unit lead back to, and the dominators: -1 above the entry. */
export interface UnitShape {
  readonly order: readonly number[];
  readonly rank: readonly number[];
  readonly dominator: Int32Array;
  readonly headers: ReadonlySet<number>;
  /** The blocks of loops. */
  readonly looping: ReadonlySet<number>;
  /** Blocks that several edges lead to forwards. */
  readonly joins: ReadonlySet<number>;
}

export function shapeOf(blocks: readonly UnitBlock[]): UnitShape {
  const order = reversePostorder(blocks);
  const rank = new Array<number>(blocks.length).fill(-1);
  order.forEach((block, index) => {
    rank[block] = index;
  });
  const predecessors = blocks.map((): number[] => []);
  for (const { index, successors } of blocks) {
    if (rank[index] < 0) continue;
    for (const successor of successors) predecessors[successor].push(index);
  }
  const graph = {
    blocks: blocks.map((block) => ({ ...block, predecessors: predecessors[block.index] })),
    // Of addresses only the entry is asked for.
    blockAt: Int32Array.of(0),
    isTarget: new Uint8Array(1),
    entries: [0],
    shifts: 0,
  };
  const dominator = dominators(graph);
  const headers = new Set<number>();
  const looping = new Set<number>();
  const joins = new Set<number>();
  for (const block of order) {
    const forward = predecessors[block].filter((from) => rank[from] < rank[block]);
    const back = predecessors[block].filter(
      (from) => rank[from] >= rank[block] && dominates(dominator, block, from),
    );
    if (back.length > 0) headers.add(block);
    for (const from of back) addLoop(block, from, predecessors, looping);
    if (forward.length > 1) joins.add(block);
  }
  return { order, rank, dominator, headers, looping, joins };
}

/** Adds the blocks of the loop that an edge leads back in: those that lead to its origin without its header. */
function addLoop(
  header: number,
  from: number,
  predecessors: readonly (readonly number[])[],
  looping: Set<number>,
): void {
  const inside = new Set([header]);
  const waiting = [from];
  for (let block = waiting.pop(); block !== undefined; block = waiting.pop()) {
    if (inside.has(block)) continue;
    inside.add(block);
    waiting.push(...predecessors[block]);
  }
  for (const block of inside) looping.add(block);
}

function reversePostorder(blocks: readonly UnitBlock[]): readonly number[] {
  const seen = new Set([0]);
  const order: number[] = [];
  const path = [{ block: 0, next: 0 }];
  while (path.length > 0) {
    const at = path[path.length - 1];
    const successor = blocks[at.block].successors[at.next++];
    if (successor === undefined) {
      order.push(at.block);
      path.pop();
    } else if (!seen.has(successor)) {
      seen.add(successor);
      path.push({ block: successor, next: 0 });
    }
  }
  return order.reverse();
}

/** The text of a unit's blocks. */
export function structured(blocks: readonly UnitBlock[], shape: UnitShape, write: WriteBlock): string {
  const { rank, dominator, headers, joins } = shape;
  const inside = blocks.map((): number[] => []);
  for (const block of shape.order) if (joins.has(block)) inside[dominator[block]]?.push(block);

  const edgeFrom =
    (from: number) =>
    (to: number): Edge => {
      if (!blocks[from].successors.includes(to)) return { kind: "leave" };
      if (rank[to] <= rank[from]) {
        return headers.has(to) && dominates(dominator, to, from)
          ? { kind: "go", statement: `continue L${to};` }
          : { kind: "leave" };
      }
      if (joins.has(to)) return { kind: "go", statement: `break B${to};` };
      return { kind: "inline", text: () => tree(to) };
    };
  const tree = (block: number): string => {
    // The last one in the order is the outermost: those before it are inside of its labelled statement.
    let text = write(blocks[block], edgeFrom(block));
    for (const join of inside[block]) text = `B${join}: {\n${text}}\n${tree(join)}`;
    return headers.has(block) ? `L${block}: for (;;) {\n${text}}\n` : text;
  };
  return tree(0);
}
