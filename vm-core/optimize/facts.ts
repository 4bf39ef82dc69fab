/** What passes know about a program: the frame facts of the code that they want to look at, seen in one walk by all. */
import { frameFacts, type Visit } from "../facts/frames.ts";
import { type Block, flowGraph, regionsOf } from "../program/flow-graph.ts";
import type { Program } from "../program/program.ts";
import { walk } from "../text/allowance.ts";
import { stopWhenUnwanted } from "../text/wanted.ts";
import { type BlockSet, blocksIn } from "./changes.ts";
import type { Pass, Rewrite } from "./rewrite.ts";

/** Says of an address whether a pass wants to look at it with what is known there; a cheap look at the code is enough. */
export type IsWanted = (code: Program["code"], address: number) => boolean;

/** A pass that is looking at a program. */
export interface Look {
  readonly isWanted: IsWanted;
  /** Sees the `wanted` addresses alone, or of each block `all` up to the last that is wanted. */
  readonly sees: "wanted" | "all";
  readonly visit: Visit;
  /** What it has found, once it has seen everything. */
  found(): readonly Rewrite[];
}

/** A pass that looks at states: by itself it walks alone. */
export function lookingPass(pass: Omit<Pass, "find"> & Required<Pick<Pass, "look">>): Pass {
  return {
    ...pass,
    find(program, within) {
      const look = pass.look(program, within);
      visitStates(program, within, [look]);
      return look.found();
    },
  };
}

/**
 * Shows the reachable instructions of a set of blocks to all who look, in the order of their addresses: following the states
 * costs more than looking at them.
 */
export function visitStates(program: Program, within: BlockSet | undefined, looks: readonly Look[]): void {
  const blocks = blocksIn(program, within);
  const { ends, marks, regions } = wantedBlocks(program, blocks, looks);
  const facts = frameFacts(program);
  facts.cover(regions);
  const visits = looks.map(({ visit }) => visit);
  const show: Visit = (address, instruction, state) => {
    for (let bits = marks[address], i = 0; bits !== 0; bits >>= 1, i++) {
      if ((bits & 1) !== 0) visits[i](address, instruction, state);
    }
  };
  for (const block of blocks) {
    if (ends[block.index] === 0) continue;
    stopWhenUnwanted();
    facts.visit(block, ends[block.index], show);
  }
}

/**
 * For each of these blocks the address after the last that is wanted, 0 without one; for each address who looks at it,
 * a bit for each; and the blocks of the regions that are wanted.
 */
function wantedBlocks(program: Program, blocks: readonly Block[], looks: readonly Look[]) {
  const { code } = program;
  const graph = flowGraph(program);
  const regionOf = regionsOf(graph);
  const ends = new Int32Array(graph.blocks.length);
  const marks = new Uint8Array(code.length);
  const isWantedRegion = new Uint8Array(graph.blocks.length);
  looks.forEach(({ isWanted, sees }, i) => {
    const bit = 1 << i;
    for (const { index, start, end } of blocks) {
      let isSeen = false;
      for (let address = end - 1; address >= start; address--) {
        walk();
        if (!(isSeen && sees === "all") && !isWanted(code, address)) continue;
        marks[address] |= bit;
        if (isSeen) continue;
        isSeen = true;
        if (ends[index] <= address) ends[index] = address + 1;
        isWantedRegion[regionOf[index]] = 1;
      }
    }
  });
  const regions = new Uint8Array(graph.blocks.length);
  for (const { index } of blocks) regions[index] = isWantedRegion[regionOf[index]];
  return { ends, marks, regions };
}
