/**
 * The part of a control-flow graph that is drawn when the whole is too large: what is nearest to a block.
 *
 * Invariant: pure; blocks keep their order, and edges lead between blocks that are drawn.
 */
import type { DrawnChart } from "./fold-functions.ts";

export interface NearChart extends DrawnChart {
  /** How many blocks are left out. */
  readonly left: number;
}

/**
 * At most `most` blocks: the one that is `center` (an index of the program's blocks), then those that the fewest edges
 * lead to from there, in either direction, then the first of the others. Linear in blocks and edges.
 */
export function blocksNear({ blocks, edges }: DrawnChart, center: number, most: number): NearChart {
  if (blocks.length <= most) return { blocks, edges, left: 0 };
  const neighbours: number[][] = blocks.map(() => []);
  for (const { from, to } of edges) {
    neighbours[from].push(to);
    neighbours[to].push(from);
  }
  const start = blocks.findIndex(({ index }) => index === center);
  const chosen = new Set<number>(start < 0 ? [] : [start]);
  for (const block of chosen) {
    for (const neighbour of neighbours[block]) if (chosen.size < most) chosen.add(neighbour);
  }
  for (let block = 0; chosen.size < most; block++) chosen.add(block);
  const shown = [...chosen].sort((a, b) => a - b);
  const place = new Map(shown.map((block, at) => [block, at]));
  return {
    blocks: shown.map((block) => blocks[block]),
    edges: edges.flatMap((edge) => {
      const [from, to] = [place.get(edge.from), place.get(edge.to)];
      return from === undefined || to === undefined ? [] : [{ ...edge, from, to }];
    }),
    left: blocks.length - most,
  };
}
