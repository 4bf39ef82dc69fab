/**
 * The regions of a Program with their code, by which what is known of a region is found again in the next version.
 *
 * Invariant: grouped once for each Program; the code of a region and its hash are made when somebody asks for them.
 */
import { type Block, flowGraph, regionsOf } from "../program/flow-graph.ts";
import type { Program } from "../program/program.ts";
import { codeOfRegion, hashOfCode, type RegionCode } from "./region-code.ts";

/** Blocks that control connects within a frame, and where frames start that run them, both in order. */
export class ProgramRegion {
  readonly blocks: Block[] = [];
  readonly entries: number[] = [];
  private known: RegionCode | undefined = undefined;
  private hashed: number | undefined = undefined;

  constructor(
    private readonly program: Program,
    private readonly sharedNames: ReadonlySet<string>,
  ) {}

  get code(): RegionCode {
    this.known ??= codeOfRegion(this.program, this.blocks, this.entries, this.sharedNames);
    return this.known;
  }

  /** The same for regions of the same code. */
  get hash(): number {
    this.hashed ??= hashOfCode(this.code);
    return this.hashed;
  }
}

export interface ProgramRegions {
  /** By their numbers in `regionsOf`. */
  readonly all: readonly ProgramRegion[];
  /** For each block of the flow graph, its number among those of its region. */
  readonly places: Int32Array;
  /** The region of the code at an address; undefined for the end of the program, and where no run gets. */
  at(address: number): ProgramRegion | undefined;
}

const FOUND = new WeakMap<Program, ProgramRegions>();

/** `sharedNames` are the variables of the Program that any code may store. */
export function programRegions(program: Program, sharedNames: ReadonlySet<string>): ProgramRegions {
  let found = FOUND.get(program);
  if (found === undefined) FOUND.set(program, (found = findRegions(program, sharedNames)));
  return found;
}

function findRegions(program: Program, sharedNames: ReadonlySet<string>): ProgramRegions {
  const graph = flowGraph(program);
  const regionOf = regionsOf(graph);
  const all: ProgramRegion[] = [];
  const places = new Int32Array(graph.blocks.length);
  for (const block of graph.blocks) {
    const region = regionOf[block.index];
    // Regions are numbered in the order of their first blocks.
    if (region === all.length) all.push(new ProgramRegion(program, sharedNames));
    places[block.index] = all[region].blocks.length;
    all[region].blocks.push(block);
  }
  // The program's end has no block.
  const numberAt = (address: number) => regionOf[graph.blockAt[address] ?? -1] ?? -1;
  for (const entry of graph.entries) all[numberAt(entry)]?.entries.push(entry);
  return { all, places, at: (address) => all[numberAt(address)] };
}
