/**
 * Variables that a unit gives a value before it reads them.
 *
 * In the frame of a function such a variable has no value yet where the unit is entered for the first time after a call, whatever it had when
 * control was found to come there often. It is expected to have one or not, so the unit is not compiled again for that.
 */
import type { FrameLayout } from "../run/frame.ts";
import type { KnownTypes } from "./atom.ts";
import type { UnitBlock, UnitGraph } from "./graph.ts";
import { FLOAT, UNBOUND } from "./types.ts";

/** What is expected in the frame of a function, by what the process has there. */
export function expectedInFunction(
  { blocks }: UnitGraph,
  layout: FrameLayout,
  known: KnownTypes,
): KnownTypes {
  const variables = new Map(known.variables);
  for (const [slot, type] of variables) {
    // A Float is held as a plain number, which what has no value keeps it from.
    if ((type & (FLOAT | UNBOUND)) !== 0) continue;
    if (isStoredFirst(blocks, layout.names[slot])) variables.set(slot, type | UNBOUND);
  }
  return { stack: known.stack, variables };
}

/** Whether a variable is stored, and never read before it is stored. */
function isStoredFirst(blocks: readonly UnitBlock[], name: string): boolean {
  const seen = new Set([0]);
  let isStored = false;
  for (const index of seen) {
    const first = firstUse(blocks[index], name);
    if (first === "load") return false;
    if (first === "store") isStored = true;
    else for (const successor of blocks[index].successors) seen.add(successor);
  }
  return isStored;
}

function firstUse({ acts }: UnitBlock, name: string): "load" | "store" | undefined {
  for (const act of acts) {
    if ((act.kind === "load" || act.kind === "capture") && act.name === name) return "load";
    if (act.kind === "store" && act.name === name) return "store";
  }
  return undefined;
}
