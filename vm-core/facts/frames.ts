/**
 * Frame facts: what is known before each instruction whoever calls the function that it is in.
 *
 * Invariant: what is known in one region depends on no other region, but for the names that STORE_GLOBAL stores.
 * Regions are followed when somebody asks for them, and kept with their Program.
 */
import { type Block, flowGraph, regionsOf } from "../program/flow-graph.ts";
import type { Instruction, Program } from "../program/program.ts";
import { type Code, prepareFrames } from "./code.ts";
import { arrive, Context, ENTERED, type Node, TOP } from "./context.ts";
import { Machine } from "./machine.ts";
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
  private readonly code: Code;
  private readonly machine: Machine;
  /** The context of each region, where it has been followed. */
  private readonly regions: (Context | undefined)[] = [];

  constructor(private readonly program: Program) {
    this.code = prepareFrames(program);
    this.machine = new Machine(this.code, "frames");
  }

  /** Follows the regions of these blocks (1 for each block that is meant) that have not been followed yet. */
  cover(wanted: Uint8Array): void {
    const graph = flowGraph(this.program);
    const regionOf = regionsOf(graph);
    const fresh = new Set<number>();
    for (const entry of graph.entries) {
      const index = graph.blockAt[entry] ?? -1;
      if (index < 0 || wanted[index] === 0) continue;
      const region = regionOf[index];
      if (this.regions[region] === undefined) {
        fresh.add(region);
        tally.frames++;
        this.regions[region] = new Context(entry === 0 ? TOP : entry, undefined);
      } else if (!fresh.has(region)) continue;
      arrive(this.regions[region] as Context, entry, ENTERED, enteredState(), this.machine.queue);
    }
    settle(this.machine);
  }

  /** Visits the instructions of a block up to, but without, an address. */
  visit({ index, start }: Block, end: number, visit: Visit): void {
    const context = this.regions[regionsOf(flowGraph(this.program))[index]];
    if (context === undefined) return;
    const { instructions, leaders } = this.code;
    const { place } = this.machine;
    let node: Node | undefined;
    for (let address = start; address < end; address++) {
      if (address === start || leaders[address] === 1) {
        node = context.nodes.get(address);
        if (node !== undefined) assign(place.state, node.state);
      }
      if (node === undefined) continue;
      visit(address, instructions[address], place.state);
      if (address + 1 >= end || leaders[address + 1] === 1) continue;
      place.node = node;
      place.address = address;
      step(place, instructions[address]);
    }
  }

  /** Changes the state before an instruction inside of a block into the one after it. */
  advance(state: State, address: number): void {
    const { machine } = this;
    step({ machine, node: machine.place.node, address, state }, this.code.instructions[address]);
  }
}

/** A frame starts: of its caller's values and its parameters nothing is known. */
function enteredState(): State {
  const state = emptyState();
  openVariables(state);
  return state;
}
