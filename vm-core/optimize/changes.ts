/**
 * Changes: which blocks a pass has to look at, because their region has changed since it last looked.
 *
 * Invariant: of a region all blocks are in such a set, or none. What is known in one region depends on others in few
 * ways: who calls it, what they store with STORE_GLOBAL, and what they load from the top level.
 */
import { variableRoleOf } from "../isa/typing.ts";
import { type Block, flowGraph, reachedInFrame, regionsOf } from "../program/flow-graph.ts";
import { operandsByName, type Program } from "../program/program.ts";
import { walk } from "../text/allowance.ts";
import type { Applied } from "./apply.ts";

/** A set of blocks: 1 for each that is in it. */
export type BlockSet = Uint8Array;

/** The blocks of a set, in order; of no set all that there are. */
export function blocksIn(program: Program, within: BlockSet | undefined): readonly Block[] {
  const { blocks } = flowGraph(program);
  if (within === undefined) return blocks;
  const found: Block[] = [];
  for (let index = within.indexOf(1); index >= 0; index = within.indexOf(1, index + 1))
    found.push(blocks[index]);
  return found;
}

/** When each instruction of a program was changed, in turns of passes. */
export class Changes {
  /** For each address, the first turn that has not seen it as it is. */
  private since: Int32Array;

  constructor({ code }: Program) {
    this.since = new Int32Array(code.length);
  }

  /** What a pass has to look at that looked at everything in an earlier turn. */
  staleBlocks(program: Program, lastTurn: number): BlockSet {
    const graph = flowGraph(program);
    const regions = regionsOf(graph);
    const isStale = new Uint8Array(graph.blocks.length);
    for (const { index, start, end } of graph.blocks) {
      for (let address = start; address < end; address++) {
        walk();
        if (this.since[address] > lastTurn) isStale[regions[index]] = 1;
      }
    }
    const stale = new Uint8Array(regions.length);
    for (let index = 0; index < regions.length; index++) stale[index] = isStale[regions[index]];
    return stale;
  }

  /** Notes what a turn has changed: what was replaced, what is beside it, and where it led. */
  note(before: Program, { program, rewrites, moved }: Applied, turn: number): void {
    const since = new Int32Array(program.code.length);
    for (let address = before.code.length - 1; address >= 0; address--) {
      if (moved[address] < since.length) since[moved[address]] = this.since[address];
    }
    this.since = since;
    const touch = (address: unknown) => {
      if (typeof address === "number" && address >= 0 && address < since.length) since[address] = turn + 1;
    };
    for (const { start, end } of rewrites) {
      for (let address = moved[start] - 1; address <= moved[end]; address++) touch(address);
      for (let address = start; address < end; address++) {
        walk();
        const instruction = before.code[address];
        const { target, end: after } = operandsByName(instruction);
        if (typeof target === "number") touch(moved[target]);
        if (typeof after === "number") touch(moved[after]);
        // Such variables are not followed anywhere.
        if (variableRoleOf(instruction.op) === "write-global") since.fill(turn + 1);
      }
    }
  }

  /** What the top level stores is kept for functions that load it: fewer of them may be left. */
  noteTopLevel(program: Program, turn: number): void {
    const graph = flowGraph(program);
    const topLevel = reachedInFrame(graph, [0]);
    for (const { index, start } of graph.blocks) if (topLevel[index] === 1) this.since[start] = turn + 1;
  }
}
