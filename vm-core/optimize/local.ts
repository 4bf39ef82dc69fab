/** Finds rewrites of a few consecutive instructions of one block. */
import type { Visit } from "../facts/frames.ts";
import type { State } from "../facts/state.ts";
import { flowGraph } from "../program/flow-graph.ts";
import type { Instruction, Program } from "../program/program.ts";
import type { IsWanted, Look } from "./facts.ts";
import type { PassName, Rewrite } from "./rewrite.ts";

/** Some instructions of a block, and what is known before the first. It moves on: nobody may keep it. */
export interface Window {
  readonly address: number;
  readonly state: State;
  /** The instructions from `address` to the end of the block: nothing jumps in between them. */
  readonly left: number;
  /** The instruction so many after the first; undefined after the block. */
  at(offset: number): Instruction | undefined;
}

/** One for all places of a program: there are as many as instructions. */
class MovingWindow implements Window {
  address = 0;
  left = 0;

  constructor(
    private readonly code: Program["code"],
    public state: State,
  ) {}

  at(offset: number): Instruction | undefined {
    return offset < this.left ? this.code[this.address + offset] : undefined;
  }
}

export interface Match {
  /** How many instructions are replaced. */
  readonly length: number;
  readonly replacement: readonly Instruction[];
  readonly reason: string;
  readonly countsItself?: true;
}

/** `isWanted` says where to try at all: everywhere that there may be a match. */
export function lookLocally(
  program: Program,
  pass: PassName,
  isWanted: IsWanted,
  match: (window: Window) => Match | undefined,
): Look {
  const { blocks, blockAt } = flowGraph(program);
  const { code } = program;
  const rewrites: Rewrite[] = [];
  let free = 0;
  let window: MovingWindow | undefined;
  const visit: Visit = (address, _, state) => {
    if (address < free) return;
    window ??= new MovingWindow(code, state);
    window.address = address;
    window.state = state;
    window.left = blocks[blockAt[address]].end - address;
    const found = match(window);
    if (found === undefined) return;
    const { length, ...change } = found;
    free = address + length;
    rewrites.push({ pass, start: address, end: free, ...change });
  };
  return { isWanted, sees: "wanted", visit, found: () => rewrites };
}
