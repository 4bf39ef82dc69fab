/**
 * Facts: what is known before each instruction, whatever a run does.
 *
 * Forward data flow over basic blocks (Kildall 1973): the state at the start of a block is what holds at the
 * ends of all blocks before it. Iteration starts with what the first path brings and takes away what others
 * contradict, until nothing changes.
 */
import { flowOf } from "../isa/index.ts";
import { targetOf } from "../program/control-flow.ts";
import { type Block, flowGraph, regionsOf } from "../program/flow-graph.ts";
import type { Instruction, Program } from "../program/program.ts";
import type { Scope } from "./scope.ts";
import { advance, assign, closed, copyOf, entryState, handlerState, meet, type State } from "./state.ts";

/** Called with each reachable instruction and the state before it, which it must neither change nor keep. */
export type Visit = (address: number, instruction: Instruction, state: State) => void;

/** Marks the addresses that a pass wants to look at with what is known there; a cheap look at the code is enough. */
export type IsWanted = (code: Program["code"], address: number) => boolean;

/**
 * Visits the reachable instructions of a scope in the order of their addresses: of each block those up to the last
 * that is wanted.
 */
export function visitStates(
  program: Program,
  scope: Scope | undefined,
  isWanted: IsWanted,
  visit: Visit,
): void {
  const { blocks } = flowGraph(program);
  const { ends, regions } = wantedBlocks(program, scope, isWanted);
  const { states, volatile } = factsOf(program, regions);
  const state = entryState(volatile);
  for (const { index, start } of blocks) {
    const known = states[index];
    const end = ends[index];
    if (end === 0 || known === undefined) continue;
    assign(state, known);
    for (let address = start; address < end; address++) {
      const instruction = program.code[address];
      visit(address, instruction, state);
      if (address + 1 < end) advance(state, instruction);
    }
  }
}

/** For each block of a scope the address behind the last that is wanted, 0 without one; and their regions. */
function wantedBlocks(program: Program, scope: Scope | undefined, isWanted: IsWanted) {
  const { code } = program;
  const graph = flowGraph(program);
  const regionOf = regionsOf(graph);
  const ends = new Int32Array(graph.blocks.length);
  const isWantedRegion = new Uint8Array(graph.blocks.length);
  for (const { index, start, end } of graph.blocks) {
    if (scope !== undefined && scope[index] === 0) continue;
    let address = end - 1;
    while (address >= start && !isWanted(code, address)) address--;
    if (address < start) continue;
    ends[index] = address + 1;
    isWantedRegion[regionOf[index]] = 1;
  }
  const regions = new Uint8Array(graph.blocks.length);
  for (let index = 0; index < regions.length; index++) regions[index] = isWantedRegion[regionOf[index]];
  return { ends, regions };
}

interface Facts {
  /** The state at the start of each block, where that has been found. */
  readonly states: (State | undefined)[];
  readonly volatile: ReadonlySet<string>;
}

const FOUND = new WeakMap<Program, Facts>();

function factsOf(program: Program, scope: Scope): Facts {
  let facts = FOUND.get(program);
  if (facts === undefined) {
    const states = flowGraph(program).blocks.map(() => undefined);
    facts = { states, volatile: storedFromOutside(program) };
    FOUND.set(program, facts);
  }
  findStates(program, facts, scope);
  return facts;
}

/** Finds the states in those regions of a scope where that has not been done. */
function findStates(program: Program, { states, volatile }: Facts, scope: Scope): void {
  const { blocks, blockAt, entries } = flowGraph(program);
  const dirty = new Uint8Array(blocks.length);
  let first = blocks.length;
  const reach = (address: number, state: State): void => {
    if (address >= program.code.length) return;
    const index = blockAt[address];
    const known = states[index];
    if (known === undefined) states[index] = copyOf(state);
    else if (!meet(known, state)) return;
    dirty[index] = 1;
    if (index < first) first = index;
  };
  const isWanted = (index: number) => states[index] === undefined && scope[index] === 1;
  // All of a region before the first of its blocks has a state: they are found together.
  const wanted = entries.filter((entry) => entry < blockAt.length && isWanted(blockAt[entry]));
  for (const entry of wanted) reach(entry, entryState(volatile));
  const state = entryState(volatile);
  while (first < blocks.length) {
    const index = first++;
    if (dirty[index] === 0) continue;
    dirty[index] = 0;
    assign(state, states[index] as State);
    flow(program, blocks[index], state, reach);
  }
}

/** The variables of the top level that functions store to. */
function storedFromOutside({ code }: Program): ReadonlySet<string> {
  const names = new Set<string>();
  for (const instruction of code) {
    if (instruction.op === "STORE_GLOBAL") names.add(instruction.operands.name);
  }
  return names;
}

/** Goes through a block and gives each block behind it the state that it is reached with. */
function flow(
  program: Program,
  block: Block,
  state: State,
  reach: (address: number, state: State) => void,
): void {
  const last = block.end - 1;
  for (let address = block.start; address < last; address++) advance(state, program.code[address]);
  const instruction = program.code[last];
  const target = targetOf(instruction);
  switch (flowOf(instruction.op)) {
    case "jump":
      reach(target as number, state);
      return;
    case "branch": {
      const before = instruction.op === "RECEIVE_TIMEOUT" ? copyOf(state) : undefined;
      advance(state, instruction);
      reach(target as number, before ?? state);
      reach(block.end, state);
      return;
    }
    case "handler":
      if (target !== undefined) reach(target, handlerState(state));
      advance(state, instruction);
      reach(block.end, state);
      return;
    case "next":
    case "call":
    case "catch":
      if (instruction.op === "CATCH" && instruction.operands.end !== null) {
        // Without an exception: the body has ended normally.
        reach(instruction.operands.end, { ...state, handlers: closed(state.handlers, last) });
      }
      advance(state, instruction);
      reach(block.end, state);
  }
}
