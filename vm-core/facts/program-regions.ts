/**
 * The regions of a Program with their code, by which what is known of a region is found again in the next version.
 *
 * Invariant: grouped once for each Program; the hash of a region is made when somebody asks for it. Regions with one `identity`
 * have the same code (`isSameCode`), and those with one `placement` the same instructions at the same addresses: so who keeps
 * something of a region for the next version need not compare it again. A region whose code is new has new ones.
 */
import { controlOf, type ProgramControl } from "../program/control.ts";
import { straightCode } from "../program/control-flow.ts";
import { type Block, type FlowGraph, flowGraph, regionsOf } from "../program/flow-graph.ts";
import type { Program } from "../program/program.ts";
import type { Shift } from "../program/shift.ts";
import { walk } from "../text/allowance.ts";
import type { Span } from "../text/span.ts";
import { memoryOf } from "./memory.ts";
import {
  codeOfRegion,
  hashOfCode,
  haveSameValues,
  isSameInPlace,
  isSameMoved,
  moveTo,
  type RegionCode,
  type RegionShape,
} from "./region-code.ts";
import { tally } from "./tally.ts";

/** Told apart from others, and nothing else. */
export type RegionIdentity = Readonly<Record<never, never>>;

/** Blocks that control connects within a frame, and where frames start that run them, both in order. */
export class ProgramRegion {
  private hashed: number | undefined = undefined;
  /** The same for regions that are known to have the same code. */
  identity: RegionIdentity = {};
  /** The same for regions that are known to have the same instructions at the same addresses. */
  placement: RegionIdentity = {};

  constructor(
    readonly blocks: readonly Block[],
    readonly code: RegionCode,
  ) {}

  /** The same for regions of the same code. */
  get hash(): number {
    this.hashed ??= hashOfCode(this.code);
    return this.hashed;
  }

  /** The same region in a version that differs by a shift elsewhere. */
  shifted(shape: RegionShape, program: Program): ProgramRegion {
    const { code } = program;
    const { starts, sizes, entries } = shape;
    const now = new ProgramRegion(this.blocks, {
      code,
      at: starts,
      starts,
      sizes,
      entries,
      end: code.length,
      shared: this.code.shared,
    });
    now.continues(this, starts === this.code.starts);
    return now;
  }

  /** Takes over what holds as long as the code is the same. */
  continues(before: ProgramRegion, isInPlace: boolean): void {
    this.hashed = before.hashed;
    this.identity = before.identity;
    if (isInPlace) this.placement = before.placement;
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
  if (found === undefined) {
    const memory = memoryOf(program);
    const all = regionsOfVersion(program, sharedNames, memory?.regions);
    const graph = flowGraph(program);
    const { shifts } = graph;
    if (memory !== undefined)
      memory.regions = { all, graph, shifts, sharedNames, code: program.code, control: controlOf(program) };
    const regionOf = regionsOf(graph);
    const { places } = partsOf(program);
    found = { all, places, at: (address) => all[regionOf[graph.blockAt[address] ?? -1] ?? -1] };
    FOUND.set(program, found);
  }
  return found;
}

/** The regions of the newest version of a document. */
export interface VersionRegions {
  readonly all: readonly ProgramRegion[];
  readonly graph: FlowGraph;
  /** Of the graph. */
  readonly shifts: number;
  readonly sharedNames: ReadonlySet<string>;
  readonly code: Program["code"];
  readonly control: ProgramControl;
}

function regionsOfVersion(
  program: Program,
  sharedNames: ReadonlySet<string>,
  before: VersionRegions | undefined,
): readonly ProgramRegion[] {
  const graph = flowGraph(program);
  const { shapes } = partsOf(program);
  const regionAs = (shape: RegionShape) =>
    new ProgramRegion(shape.blocks, codeOfRegion(program, shape, sharedNames));
  if (before?.graph === graph && before.sharedNames === sharedNames) {
    const shift = shiftSince(before, program);
    const isStill = before.shifts === graph.shifts;
    if (isStill || shift !== undefined) {
      // All that is not in regions with other instructions is what it was.
      const others = changedRegions(before, program, graph, shift);
      const all = isStill ? before.all.slice() : before.all.map((one, i) => one.shifted(shapes[i], program));
      if (isStill) for (let i = 0; i < all.length; i++) if (!others.has(i)) moveTo(all[i].code, program);
      for (const i of others) all[i] = regionAs(shapes[i]);
      const [own, now] = [before.all, all].map((regions) => [...others].map((i) => regions[i]));
      continueRegions(own, now, straightCode(program));
      return all;
    }
  }
  const all = shapes.map(regionAs);
  continueRegions(before?.all, all, straightCode(program));
  return all;
}

/** The shift by which a version differs from that of the regions. */
function shiftSince({ control, shifts }: VersionRegions, program: Program): Shift | undefined {
  const { shifted } = controlOf(program);
  return shifted?.from === control && flowGraph(program).shifts === shifts + 1 ? shifted.shift : undefined;
}

/** The numbers of the regions that have another instruction; instructions that have moved name others addresses. */
function changedRegions(
  { code: old }: VersionRegions,
  { code }: Program,
  graph: FlowGraph,
  shift: Shift | undefined,
): Set<number> {
  const regionOf = regionsOf(graph);
  const others = new Set<number>();
  const note = (address: number) => {
    const region = regionOf[graph.blockAt[address] ?? -1];
    if (region !== undefined && region >= 0) others.add(region);
  };
  if (shift === undefined) {
    for (let address = 0; address < code.length; address++) {
      walk();
      if (code[address] !== old[address]) note(address);
    }
    return others;
  }
  const { at, removed, added } = shift;
  note(at);
  const by = added - removed;
  for (let address = 0; address < old.length; address++) {
    if (address === at) address += removed;
    const now = address < at ? address : address + by;
    if (address < old.length && old[address] !== code[now] && !haveSameValues(old[address], code[now]))
      note(now);
  }
  return others;
}

interface RegionParts {
  /** For each region. */
  readonly shapes: readonly RegionShape[];
  /** For each block its number among those of its region. */
  readonly places: Int32Array;
}

const PARTS = new WeakMap<FlowGraph, { readonly parts: RegionParts; readonly shifts: number }>();

/** The regions of a graph; found once for all Programs that have it, and moved on with it. */
function partsOf(program: Program): RegionParts {
  const graph = flowGraph(program);
  const { shifts } = graph;
  const known = PARTS.get(graph);
  if (known?.shifts === shifts) return known.parts;
  const { shifted } = controlOf(program);
  const isNext = known?.shifts === shifts - 1 && shifted !== undefined;
  const parts = isNext ? shiftedParts(known.parts, shifted.shift) : findParts(graph);
  PARTS.set(graph, { parts, shifts });
  return parts;
}

function shiftedParts({ shapes, places }: RegionParts, shift: Shift): RegionParts {
  return { shapes: shapes.map((shape) => shiftedShape(shape, shift)), places };
}

function shiftedShape(shape: RegionShape, shift: Shift): RegionShape {
  const { blocks, starts, sizes, entries } = shape;
  const { at } = shift;
  const last = starts.length - 1;
  if (starts[last] + sizes[last] <= at) return shape;
  const isChanged = starts.some((start, i) => start <= at && at < start + sizes[i]);
  const move = (address: number) => shift.address(address);
  return {
    blocks,
    starts: starts.map(move),
    sizes: isChanged ? blocks.map(({ start, end }) => end - start) : sizes,
    entries: entries.map(move),
  };
}

function findParts(graph: FlowGraph): RegionParts {
  const regionOf = regionsOf(graph);
  const blocks: Block[][] = [];
  const entries: number[][] = [];
  const places = new Int32Array(graph.blocks.length);
  for (const block of graph.blocks) {
    const region = regionOf[block.index];
    // Regions are numbered in the order of their first blocks.
    if (region === blocks.length) {
      blocks.push([]);
      entries.push([]);
    }
    places[block.index] = blocks[region].length;
    blocks[region].push(block);
  }
  // The program's end has no block.
  for (const entry of graph.entries) entries[regionOf[graph.blockAt[entry] ?? -1] ?? -1]?.push(entry);
  const shapes = blocks.map((own, region) => ({
    blocks: own,
    starts: own.map(({ start }) => start),
    sizes: own.map(({ start, end }) => end - start),
    entries: entries[region],
  }));
  return { shapes, places };
}

/** Regions that were in the version before are known again by where their first instruction is written. Each is continued once. */
function continueRegions(
  before: readonly ProgramRegion[] | undefined,
  now: readonly ProgramRegion[],
  straight: Uint8Array,
): void {
  if (before === undefined) return;
  const isTaken = new Uint8Array(before.length);
  let known: ReadonlyMap<Span, number> | undefined;
  let by = 0;
  for (let i = 0; i < now.length; i++) {
    const region = now[i];
    const first = firstOf(region);
    let at = i + by;
    if (before[at] === undefined || firstOf(before[at]) !== first) {
      known ??= new Map(before.map((one, index) => [firstOf(one), index]));
      at = known.get(first) ?? -1;
      // Most of those that follow are as many further.
      if (at >= 0) by = at - i;
    }
    const former = isTaken[at] === 0 ? before[at] : undefined;
    const isInPlace = former !== undefined && isSameInPlace(former.code, region.code);
    if (former !== undefined && (isInPlace || isSameMoved(former.code, region.code, straight))) {
      isTaken[at] = 1;
      region.continues(former, isInPlace);
    } else tally.regions++;
  }
}

/** One object in all versions, though instructions that name other addresses are made anew. */
function firstOf({ code: { code, at } }: ProgramRegion): Span {
  return code[at[0]].span;
}
