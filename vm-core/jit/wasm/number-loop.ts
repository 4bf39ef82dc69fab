/**
 * Finds loops that compute with numbers alone: those that WebAssembly is generated of.
 *
 * Such a loop is the code that control can get from its start back to it, without leaving the frame, of loads, stores, jumps and operations
 * with forms in `operations.ts`. Whatever else the unit has is outside: the loop is left in front of it.
 */
import { dominates } from "../../program/dominators.ts";
import type { Act } from "../acts.ts";
import type { UnitBlock, UnitGraph } from "../graph.ts";
import { shapeOf, type UnitShape } from "../structure.ts";
import { NUMBER_FORMS } from "./operations.ts";

export interface NumberLoop {
  /** The blocks of the unit; those outside of the loop have no successors. */
  readonly blocks: readonly UnitBlock[];
  readonly shape: UnitShape;
  /** The names of variables that are loaded or stored, each once. */
  readonly names: readonly string[];
  /** Those that are stored. */
  readonly stored: readonly string[];
}

/** The loop that begins at the entry of a unit; undefined where there is none, or it does anything else. */
export function numberLoop({ blocks, taken }: UnitGraph): NumberLoop | undefined {
  if (taken > 0) return undefined;
  const inside = bodyOf(blocks);
  if (inside.size === 0) return undefined;
  const body = blocks.map((block) => ({
    ...block,
    successors: inside.has(block.index) ? block.successors.filter((one) => inside.has(one)) : [],
  }));
  const names = new Set<string>();
  const stored = new Set<string>();
  for (const index of inside) {
    for (const act of blocks[index].acts) {
      if (!isNumeric(act)) return undefined;
      if (act.kind === "load" || act.kind === "store") names.add(act.name);
      if (act.kind === "store") stored.add(act.name);
    }
  }
  const shape = shapeOf(body);
  return isStructured(body, shape)
    ? { blocks: body, shape, names: [...names], stored: [...stored] }
    : undefined;
}

/** The blocks from which control can get back to the first one. */
function bodyOf(blocks: readonly UnitBlock[]): ReadonlySet<number> {
  const predecessors = blocks.map((): number[] => []);
  for (const { index, successors } of blocks) for (const one of successors) predecessors[one].push(index);
  const inside = new Set<number>();
  const waiting = [0];
  for (let block = waiting.pop(); block !== undefined; block = waiting.pop()) {
    for (const before of predecessors[block]) {
      if (inside.has(before)) continue;
      inside.add(before);
      waiting.push(before);
    }
  }
  return inside;
}

export function isNumeric(act: Act): boolean {
  switch (act.kind) {
    case "constant":
    case "load":
    case "store":
    case "rearrange":
    case "jump":
    case "branch":
      return true;
    case "compute":
      return NUMBER_FORMS.has(act.operation.compute);
    default:
      return false;
  }
}

/** Whether all loops in it are entered at their start alone. */
export function isStructured(blocks: readonly UnitBlock[], { rank, headers, dominator }: UnitShape): boolean {
  return blocks.every(({ index, successors }) =>
    successors.every((to) => rank[to] > rank[index] || (headers.has(to) && dominates(dominator, to, index))),
  );
}
