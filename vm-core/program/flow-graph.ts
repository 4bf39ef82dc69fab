/**
 * The control-flow graph of a Program: basic blocks of the code that a run can reach.
 *
 * Invariant: an over-approximation, as `control-flow.ts` is. Edges stay within a frame: to the next
 * instruction, to jump targets, from a TRY to its handler, from a structured CATCH to its end.
 */
import { flowOf } from "../isa/index.ts";
import { walk } from "../text/allowance.ts";
import { oncePerControl } from "./control.ts";
import {
  calleeOf,
  childOf,
  fallsThrough,
  reachable,
  straightCode,
  structuredEnd,
  successorsInFrame,
} from "./control-flow.ts";
import type { Instruction, Program } from "./program.ts";

export interface Block {
  readonly index: number;
  /** The addresses from `start` up to but not including `end`; never none. */
  readonly start: number;
  readonly end: number;
  /** Indexes of blocks; the end of the program is none. */
  readonly successors: readonly number[];
  readonly predecessors: readonly number[];
}

export interface FlowGraph {
  /** In the order of their addresses. */
  readonly blocks: readonly Block[];
  /** For each address the index of its block, −1 where no run gets. */
  readonly blockAt: Int32Array;
  /** For each address, the program's end included, whether reachable code names it as a target of any kind. */
  readonly isTarget: Uint8Array;
  /** Where frames start: the entry, callees, function values, children by label. In order, the entry first. */
  readonly entries: readonly number[];
  /** How often it was moved on to the next version of a Program, with its blocks. */
  readonly shifts: number;
}

/** The graph of a Program; made once for all that have the same Control, since Programs are immutable. */
export function flowGraph(program: Program): FlowGraph {
  return SHARED.get(program) ?? graphOf(program);
}

/** Says that a Program has the graph of another: they differ in nothing that control flow depends on. */
export function shareFlowGraph(from: Program, to: Program): void {
  SHARED.set(to, flowGraph(from));
}

const SHARED = new WeakMap<Program, FlowGraph>();

const graphOf = oncePerControl(makeGraph, (before, shift) => shift.graph(before));

function makeGraph(program: Program): FlowGraph {
  const { code } = program;
  const alive = reachable(program);
  const straight = straightCode(program);
  const isTarget = new Uint8Array(code.length + 1);
  const leaders = new Uint8Array(code.length + 1);
  const isEntry = new Uint8Array(code.length + 1);
  isEntry[0] = 1;
  const enter = (address: number | undefined): void => {
    if (address === undefined) return;
    isEntry[address] = 1;
    isTarget[address] = 1;
  };
  leaders[0] = 1;
  for (let address = 0; address < code.length; address++) {
    walk();
    if (alive[address] === 0 || straight[address] === 1) continue;
    const instruction = code[address];
    enter(calleeOf(instruction));
    enter(childOf(program, instruction));
    if (!endsBlock(instruction)) continue;
    leaders[address + 1] = 1;
    for (const successor of jumpsOf(program, address)) isTarget[successor] = 1;
  }
  for (let address = 0; address < code.length; address++) if (isTarget[address] === 1) leaders[address] = 1;
  const { starts, ends, blockAt } = cut(code.length, alive, leaders);
  return {
    blocks: connect(program, starts, ends, blockAt),
    blockAt,
    isTarget,
    entries: addressesWith(isEntry),
    shifts: 0,
  };
}

/** The addresses that have a mark. */
function addressesWith(marks: Uint8Array): readonly number[] {
  const addresses: number[] = [];
  for (let address = 0; address < marks.length; address++) if (marks[address] === 1) addresses.push(address);
  return addresses;
}

/** Whether control can go elsewhere than to the next instruction, in the same frame. */
function endsBlock(instruction: Instruction): boolean {
  const flow = flowOf(instruction.op);
  if (flow === "catch") return structuredEnd(instruction) !== undefined;
  return flow !== "next" && flow !== "call";
}

/** Where control can go from an instruction other than to the next one. */
export function jumpsOf(program: Program, address: number): number[] {
  const successors = successorsInFrame(program, address);
  return fallsThrough(program.code[address]) ? successors.slice(1) : successors;
}

function cut(length: number, alive: Uint8Array, leaders: Uint8Array) {
  const starts: number[] = [];
  const ends: number[] = [];
  const blockAt = new Int32Array(length).fill(-1);
  for (let address = 0; address < length; address++) {
    walk();
    if (alive[address] === 0) continue;
    if (leaders[address] === 1 || address === 0 || alive[address - 1] === 0) starts.push(address);
    blockAt[address] = starts.length - 1;
    ends[starts.length - 1] = address + 1;
  }
  return { starts, ends, blockAt };
}

function connect(
  program: Program,
  starts: readonly number[],
  ends: readonly number[],
  blockAt: Int32Array,
): readonly Block[] {
  const successors = ends.map((end) => blocksOf(successorsInFrame(program, end - 1), blockAt));
  const predecessors: (number[] | undefined)[] = starts.map(() => undefined);
  successors.forEach((following, index) => {
    for (const successor of following) {
      const before = predecessors[successor];
      if (before === undefined) predecessors[successor] = [index];
      else before.push(index);
    }
  });
  return starts.map((start, index) => ({
    index,
    start,
    end: ends[index],
    successors: successors[index],
    predecessors: predecessors[index] ?? NONE,
  }));
}

/** One array for all blocks without: there are many. */
const NONE: readonly number[] = [];

function blocksOf([first, second]: readonly number[], blockAt: Int32Array): readonly number[] {
  // The program's end has no block, and neither has code that no run gets to.
  const [a, b] = [blockAt[first] ?? -1, blockAt[second] ?? -1];
  if (b < 0) return a < 0 ? NONE : [a];
  return a < 0 || a === b ? [b] : [a, b];
}

/** For each block, whether code entered at one of `entries` can get there in the same frame. */
export function reachedInFrame({ blocks, blockAt }: FlowGraph, entries: readonly number[]): Uint8Array {
  const seen = new Uint8Array(blocks.length);
  const pending = entries.filter((entry) => entry < blockAt.length).map((entry) => blockAt[entry]);
  while (pending.length > 0) {
    const index = pending.pop() as number;
    if (seen[index] === 1) continue;
    seen[index] = 1;
    for (const successor of blocks[index].successors) pending.push(successor);
  }
  return seen;
}

/**
 * For each block the number of its region: blocks that control connects within a frame. Code of one region
 * runs in frames of one kind.
 */
export function regionsOf(graph: FlowGraph): Int32Array {
  let regions = REGIONS.get(graph);
  if (regions === undefined) {
    regions = findRegions(graph);
    REGIONS.set(graph, regions);
  }
  return regions;
}

const REGIONS = new WeakMap<FlowGraph, Int32Array>();

function findRegions({ blocks }: FlowGraph): Int32Array {
  const regions = new Int32Array(blocks.length).fill(-1);
  let count = 0;
  for (const { index } of blocks) {
    if (regions[index] >= 0) continue;
    const pending = [index];
    while (pending.length > 0) {
      const at = pending.pop() as number;
      if (regions[at] >= 0) continue;
      regions[at] = count;
      for (const successor of blocks[at].successors) pending.push(successor);
      for (const predecessor of blocks[at].predecessors) pending.push(predecessor);
    }
    count++;
  }
  return regions;
}
