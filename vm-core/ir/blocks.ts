/**
 * The blocks that the register machine runs, and how many stack values cross their edges in registers.
 *
 * A block ends where control may leave the frame or the process may have to wait, and after `LONGEST` instructions, so that
 * a slice is never left by more than that. How many values are carried is the greatest solution: as many as every edge to the
 * block has in registers, the same for all blocks that an edge of one block leads to (after Ertl 1995, "Stack caching for
 * interpreters": one state for each block). So paths with stacks of different heights may meet: what is not carried is in the
 * memory.
 *
 * Invariant: blocks are what `flowGraph` says can be reached, each cut into one or more.
 */
import { effectsOf, flowOf } from "../isa/index.ts";
import { fallsThrough } from "../program/control-flow.ts";
import { type Block, flowGraph, jumpsOf } from "../program/flow-graph.ts";
import type { Program } from "../program/program.ts";
import { stackEffect } from "../program/stack-effect.ts";
import { isStep, type Layouts } from "./registers.ts";

/** Instructions in a block at most. */
const LONGEST = 60;
/** Values that an edge carries in registers at most. */
export const MOST_CARRIED = 8;

/** A part of the program that is entered at its start alone. */
export interface Cut {
  readonly start: number;
  readonly end: number;
  /** Starts of the blocks that can follow; the program's end is its length. */
  readonly successors: readonly number[];
  readonly carried: number;
}

/** The blocks of a Program, in the order of their addresses. */
export function cutBlocks(program: Program, layouts: Layouts): readonly Cut[] {
  const { blocks, entries } = flowGraph(program);
  const parts = blocks.flatMap((block) => cut(program, block));
  const carried = carriedValues(program, layouts, parts, entries);
  return parts.map((part) => ({ ...part, carried: carried.get(part.start) as number }));
}

type CutPart = Omit<Cut, "carried">;

function cut(program: Program, { start, end }: Block): readonly CutPart[] {
  const parts: CutPart[] = [];
  let from = start;
  for (let address = start; address < end; address++) {
    if (address + 1 < end && address + 1 - from < LONGEST && !mayLeave(program, address)) continue;
    const jumps = jumpsOf(program, address);
    const next = fallsThrough(program.code[address]) ? [address + 1] : [];
    parts.push({ start: from, end: address + 1, successors: [...next, ...jumps] });
    from = address + 1;
  }
  return parts;
}

/** Whether a process may be elsewhere, or have waited, before the next instruction is executed. */
export function mayLeave(program: Program, address: number): boolean {
  const instruction = program.code[address];
  const effects = effectsOf(instruction.op);
  return (
    flowOf(instruction.op) !== "next" ||
    effects.has("waits") ||
    effects.has("receives") ||
    effects.has("runs-code") ||
    stackEffect(instruction) === undefined
  );
}

/** What a block makes of the values in registers: of `n` there are `max(n + change, least)` at its end. */
interface Summary {
  readonly change: number;
  readonly least: number;
}

function summaryOf(program: Program, layouts: Layouts, { start, end }: CutPart): Summary {
  let change = 0;
  let least = 0;
  for (let address = start; address < end; address++) {
    const effect = stackEffect(program.code[address]);
    if (effect === undefined || isStep(program, address, layouts)) {
      change = Number.NEGATIVE_INFINITY;
      least = 0;
      continue;
    }
    change += effect.pushes - effect.pops;
    least = Math.max(least - effect.pops, 0) + effect.pushes;
  }
  return { change, least };
}

/**
 * How many values each block finds in registers, by its start. A number only falls, and each fall has the block and those
 * that lead to it looked at again: at most `MOST_CARRIED` times as many looks as there are edges.
 */
function carriedValues(
  program: Program,
  layouts: Layouts,
  parts: readonly CutPart[],
  entries: readonly number[],
): ReadonlyMap<number, number> {
  const carried = new Map(parts.map(({ start }) => [start, MOST_CARRIED]));
  for (const entry of entries) carried.set(entry, 0);
  // The end is no block.
  carried.set(program.code.length, 0);
  const summaries = parts.map((part) => summaryOf(program, layouts, part));
  const touching = partsByAddress(parts);
  const waiting = new Set(parts.keys());
  for (const index of waiting) {
    waiting.delete(index);
    const { start, successors } = parts[index];
    if (successors.length === 0) continue;
    const { change, least } = summaries[index];
    const own = Math.max((carried.get(start) as number) + change, least);
    const known = successors.map((successor) => carried.get(successor) ?? 0);
    const most = Math.min(own, ...known);
    for (const successor of successors) {
      if (carried.get(successor) === most) continue;
      carried.set(successor, most);
      for (const part of touching.get(successor) as readonly number[]) waiting.add(part);
    }
  }
  return carried;
}

/** The parts that begin at an address or lead to it, by address. */
function partsByAddress(parts: readonly CutPart[]): ReadonlyMap<number, readonly number[]> {
  const touching = new Map<number, number[]>();
  parts.forEach(({ start, successors }, index) => {
    for (const address of [start, ...successors]) {
      const indices = touching.get(address);
      if (indices === undefined) touching.set(address, [index]);
      else indices.push(index);
    }
  });
  return touching;
}
