/**
 * Where a unit looks whether what is left of the slice is enough.
 *
 * It looks in front of its entry, of loops, and after calls; there, for the longest way to the next such place. Between these places
 * it only counts.
 *
 * Invariant: no instruction is executed that is not left in the slice. What is too little for the longest way may be enough
 * for the one that is taken: then the unit is left too early, and the interpreter executes the rest.
 */
import { CALLS } from "./acts.ts";
import type { UnitBlock } from "./graph.ts";
import type { UnitShape } from "./structure.ts";

/** Instructions of the longest way between two looks, where blocks are not longer. */
const LONGEST_WAY = 150;

/** For each block: the instructions that have to be left in front of it; 0 where the unit does not look. */
export type FuelPlan = readonly number[];

/** `costs` are the instructions that blocks execute. */
export function fuelPlan(
  blocks: readonly UnitBlock[],
  { order, rank, headers }: UnitShape,
  costs: readonly number[],
): FuelPlan {
  const looks = new Set([0, ...headers]);
  for (const { acts, successors } of blocks) {
    const last = acts[acts.length - 1].kind;
    if (CALLS.includes(last)) for (const successor of successors) looks.add(successor);
  }
  const ways = blocks.map(() => 0);
  for (const block of order.toReversed()) {
    const room = Math.max(0, LONGEST_WAY - costs[block]);
    let longest = 0;
    for (const successor of blocks[block].successors) {
      if (rank[successor] <= rank[block] || looks.has(successor)) continue;
      if (ways[successor] > room) looks.add(successor);
      else longest = Math.max(longest, ways[successor]);
    }
    ways[block] = costs[block] + longest;
  }
  return ways.map((way, block) => (looks.has(block) ? way : 0));
}
