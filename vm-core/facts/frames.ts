/**
 * Frame facts: what is known before each instruction whoever calls the function that it is in.
 *
 * Invariant: what is known in one region depends on no other region, but for the names that STORE_GLOBAL stores.
 * Regions are followed when somebody asks for them, and kept with their Program. Where the Program has a memory, a region
 * that the Program before it had is not followed again, wherever its code is now.
 */
import { type Block, flowGraph, regionsOf } from "../program/flow-graph.ts";
import type { Instruction, Program } from "../program/program.ts";
import { walk } from "../text/allowance.ts";
import { stopWhenUnwanted } from "../text/wanted.ts";
import { type FramesCode, prepareFrames } from "./code.ts";
import { arrive, Context, type ContextNode, ENTERED, TOP } from "./context.ts";
import { Machine } from "./machine.ts";
import { type FactsMemory, type KeptRegion, memoryOf, movedState } from "./memory.ts";
import { type ProgramRegion, type ProgramRegions, programRegions } from "./program-regions.ts";
import { byItself, type RegionCode } from "./region-code.ts";
import { settle } from "./solve.ts";
import { assign, emptyState, openVariables, type State } from "./state.ts";
import { step } from "./step.ts";
import { tally } from "./tally.ts";

/** Called with each instruction that the frame's code can reach and the state before it, not to be kept. */
export type Visit = (address: number, instruction: Instruction, state: State) => void;

/** What is known in the frames of a Program; made once, since Programs are immutable. */
export function frameFacts(program: Program): FrameFacts {
  let facts = FOUND.get(program);
  if (facts === undefined) FOUND.set(program, (facts = new FrameFacts(program)));
  return facts;
}

const FOUND = new WeakMap<Program, FrameFacts>();

export class FrameFacts {
  private readonly code: FramesCode;
  private readonly machine: Machine;
  /** What is known of each region, where it has been found, and the region's code. */
  private readonly regions: ({ readonly kept: KeptRegion; readonly code: RegionCode } | undefined)[] = [];
  /** Where facts may come from, and where those of this Program are kept for the next one. */
  private readonly memory: FactsMemory | undefined;

  constructor(private readonly program: Program) {
    this.memory = memoryOf(program);
    this.memory?.begin(flowGraph(program).entries.length);
    this.code = prepareFrames(program);
    this.machine = new Machine(this.code, "frames");
  }

  /** Finds what is known in the regions of these blocks (1 for each block that is meant), where it has not been found yet. */
  cover(wanted: Uint8Array): void {
    const { all } = this.regionsOfProgram();
    for (let number = 0; number < all.length; number++) {
      const region = all[number];
      if (this.regions[number] !== undefined || wanted[region.blocks[0].index] === 0) continue;
      stopWhenUnwanted();
      const { code } = region;
      const kept = this.memory === undefined ? this.follow(code) : this.recalled(region, this.memory);
      this.regions[number] = { kept, code };
    }
  }

  private recalled({ code, hash }: ProgramRegion, memory: FactsMemory): KeptRegion {
    const kept = memory.recall(hash, code) ?? this.follow(byItself(code));
    memory.keep(hash, kept);
    return kept;
  }

  private follow(code: RegionCode): KeptRegion {
    const context = this.enter(code.entries);
    settle(this.machine);
    return { code, context };
  }

  private enter(entries: readonly number[]): Context {
    tally.frames++;
    const context = new Context(entries[0] === 0 ? TOP : entries[0]);
    for (const entry of entries) arrive(context, entry, ENTERED, enteredState(), this.machine.queue);
    return context;
  }

  /** The regions of the Program, with their code. */
  regionsOfProgram(): ProgramRegions {
    return programRegions(this.program, this.code.sharedNames);
  }

  /** Visits the instructions of a block up to, but without, an address. */
  visit({ index, start }: Block, end: number, visit: Visit): void {
    const region = this.regions[regionsOf(flowGraph(this.program))[index]];
    if (region === undefined) return;
    const { places } = this.regionsOfProgram();
    const { kept, code } = region;
    const { nodes } = kept.context;
    const then = kept.code.starts[places[index]] - start;
    const { instructions, leaders } = this.code;
    const { point } = this.machine;
    let node: ContextNode | undefined;
    for (let address = start; address < end; address++) {
      walk();
      if (address === start || leaders[address] === 1) {
        node = nodes.get(address + then);
        if (node !== undefined) assign(point.state, movedState(node.state, kept.code, code));
      }
      if (node === undefined) continue;
      visit(address, instructions[address], point.state);
      if (address + 1 >= end || leaders[address + 1] === 1) continue;
      point.node = node;
      point.address = address;
      step(point, instructions[address]);
    }
  }

  /** Changes the state before an instruction inside of a block into the one after it. */
  advance(state: State, address: number): void {
    const { machine } = this;
    step({ machine, node: machine.point.node, address, state }, this.code.instructions[address]);
  }
}

/** A frame starts: of its caller's values and its parameters nothing is known. */
function enteredState(): State {
  const state = emptyState();
  openVariables(state);
  return state;
}
