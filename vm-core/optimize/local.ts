/** Finds rewrites of a few instructions that stand one after the other in one block. */
import { flowGraph } from "../program/flow-graph.ts";
import type { Instruction, Program } from "../program/program.ts";
import { visitStates } from "./facts.ts";
import type { PassName, Rewrite } from "./rewrite.ts";
import type { State } from "./state.ts";

/** Some instructions of a block, and what is known before the first. */
export interface Place {
  readonly address: number;
  readonly state: State;
  /** The instructions from `address` to the end of the block: nothing jumps in between them. */
  readonly left: number;
  /** The instruction so many behind the first; undefined behind the block. */
  at(offset: number): Instruction | undefined;
}

export interface Match {
  /** How many instructions are replaced. */
  readonly length: number;
  readonly replacement: readonly Instruction[];
  readonly reason: string;
}

export function findLocal(
  program: Program,
  pass: PassName,
  match: (place: Place) => Match | undefined,
): readonly Rewrite[] {
  const { blocks, blockAt } = flowGraph(program);
  const rewrites: Rewrite[] = [];
  let free = 0;
  visitStates(program, (address, _, state) => {
    if (address < free) return;
    const { end } = blocks[blockAt[address]];
    const at = (offset: number) => (address + offset < end ? program.code[address + offset] : undefined);
    const found = match({ address, state, left: end - address, at });
    if (found === undefined) return;
    const { length, replacement, reason } = found;
    free = address + length;
    rewrites.push({ pass, start: address, end: free, replacement, reason });
  });
  return rewrites;
}
