/**
 * The rewrites that passes find in regions, kept from one version of a document to the next: passes do not look again at
 * regions that are the same.
 *
 * Invariant: rewrites are taken for a region alone whose code has been compared and is the same, with the same of its
 * variables read by functions where it is the top level's: so they are exactly those that the passes would find again. What is
 * never reached is no matter of one region, and is not kept.
 *
 * Bounded: the rewrites of the regions of one version, and of the one before it; no Program.
 */
import { frameFacts } from "../facts/frames.ts";
import type { ProgramRegion, RegionIdentity } from "../facts/program-regions.ts";
import { isSameCode, moveBetween, type Placement, type RegionCode } from "../facts/region-code.ts";
import { variableOf } from "../isa/typing.ts";
import { flowGraph } from "../program/flow-graph.ts";
import { isReadByFunctions } from "../program/liveness.ts";
import { type Instruction, operandsByName, type Program } from "../program/program.ts";
import type { BlockSet } from "./changes.ts";
import type { PassName, Rewrite } from "./rewrite.ts";

/** An instruction of a rewrite. */
interface Made {
  /** Where the instruction was that it is, or that it stands for. */
  readonly of: number;
  /** Undefined when it stays as it is. */
  readonly made: Instruction | undefined;
  /** Its operands are those of the instruction that it stands for. */
  readonly hasItsOperands: boolean;
}

interface KeptRewrite extends Omit<Rewrite, "replacement"> {
  readonly replacement: readonly Made[];
}

interface RewrittenRegion {
  readonly code: RegionCode;
  /** The variables of the top level that functions read, if it is the top level. */
  readonly global: ReadonlySet<string>;
  readonly rewrites: readonly KeptRewrite[];
  /** Where the region was when these were found. */
  readonly foundIn: Placement;
  /** The same where they were told last. */
  readonly told: Told;
}

/** Rewrites as they hold for one placement of a region (`ProgramRegion`). */
interface Told {
  readonly placement: RegionIdentity;
  readonly rewrites: readonly Rewrite[];
}

type RewriteGeneration = Map<number, RewrittenRegion>;

/** One for each document, handed to each analysis of it. */
export class RewriteMemory {
  private newest: RewriteGeneration = new Map();
  private former: RewriteGeneration = new Map();
  /** What is kept, by the identities of regions. */
  private readonly known = new WeakMap<RegionIdentity, RewrittenRegion>();

  /** `find` gives what the passes find in a set of blocks: pass by pass, in the order of addresses. */
  rewrites(
    program: Program,
    find: (within: BlockSet) => readonly Rewrite[],
  ): ReadonlyMap<PassName, Rewrite[]> {
    this.former = this.newest;
    this.newest = new Map();
    const regions = frameFacts(program).regionsOfProgram();
    const within = new Uint8Array(flowGraph(program).blocks.length);
    const stale = new Map<ProgramRegion, Rewrite[]>();
    const found = new Map<PassName, Rewrite[]>();
    for (const region of regions.all) {
      const { code } = region;
      const global = globalNames(program, code);
      const known = this.recall(region, global);
      if (known === undefined) {
        stale.set(region, []);
        for (const { index } of region.blocks) within[index] = 1;
        continue;
      }
      const told = toldIn(region, known, program);
      this.keep(region, { ...known, code, told });
      for (const rewrite of told.rewrites) add(found, rewrite);
    }
    if (stale.size > 0) {
      for (const rewrite of this.foundWhileWanted(() => find(within))) {
        const there = regions.at(rewrite.start);
        const own = there === undefined ? undefined : stale.get(there);
        if (own === undefined) continue;
        own.push(rewrite);
        add(found, rewrite);
      }
    }
    for (const [region, own] of stale) {
      const { code, placement } = region;
      const { starts, end } = code;
      const rewrites = own.map((rewrite) => keptRewrite(rewrite, program));
      const global = globalNames(program, code);
      const told = { placement, rewrites: own };
      this.keep(region, { code, global, rewrites, foundIn: { starts, end }, told });
    }
    for (const rewrites of found.values()) rewrites.sort((a, b) => a.start - b.start);
    return found;
  }

  /** When looking is given up, what was found in the version before stays. */
  private foundWhileWanted(find: () => readonly Rewrite[]): readonly Rewrite[] {
    try {
      return find();
    } catch (error) {
      for (const [hash, kept] of this.former) if (!this.newest.has(hash)) this.newest.set(hash, kept);
      throw error;
    }
  }

  private keep(region: ProgramRegion, kept: RewrittenRegion): void {
    this.newest.set(region.hash, kept);
    this.known.set(region.identity, kept);
  }

  private recall(region: ProgramRegion, global: ReadonlySet<string>): RewrittenRegion | undefined {
    const same = this.known.get(region.identity);
    if (same !== undefined && isSameSet(same.global, global)) return same;
    const { hash, code } = region;
    for (const generation of [this.newest, this.former]) {
      const kept = generation.get(hash);
      if (kept !== undefined && isSameSet(kept.global, global) && isSameCode(kept.code, code)) return kept;
    }
    return undefined;
  }
}

/** The rewrites of a region as it is now. */
function toldIn(
  { placement, code }: ProgramRegion,
  { told, rewrites, foundIn }: RewrittenRegion,
  program: Program,
): Told {
  if (told.placement === placement || rewrites.length === 0) return told;
  const move = moveBetween(foundIn, code);
  return { placement, rewrites: rewrites.map((rewrite) => movedRewrite(rewrite, program, move)) };
}

function add(found: Map<PassName, Rewrite[]>, rewrite: Rewrite): void {
  const known = found.get(rewrite.pass);
  if (known === undefined) found.set(rewrite.pass, [rewrite]);
  else known.push(rewrite);
}

const NONE: ReadonlySet<string> = new Set();

/** Of the variables that the top level names, those that functions read. */
function globalNames(program: Program, { code, at, sizes, entries }: RegionCode): ReadonlySet<string> {
  if (entries[0] !== 0) return NONE;
  const found = new Set<string>();
  for (let block = 0; block < sizes.length; block++) {
    for (let i = at[block]; i < at[block] + sizes[block]; i++) {
      const name = variableOf(code[i]);
      if (name !== undefined && !found.has(name) && isReadByFunctions(program, name)) found.add(name);
    }
  }
  return found;
}

function isSameSet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  if (a.size !== b.size) return false;
  for (const one of a) if (!b.has(one)) return false;
  return true;
}

function keptRewrite(rewrite: Rewrite, { code }: Program): KeptRewrite {
  const replacement = rewrite.replacement.map((made): Made => {
    const from = code[made.origin];
    return made === from
      ? { of: made.origin, made: undefined, hasItsOperands: true }
      : { of: made.origin, made, hasItsOperands: made.operands === from.operands };
  });
  return { ...rewrite, replacement };
}

function movedRewrite(rewrite: KeptRewrite, { code }: Program, move: (address: number) => number): Rewrite {
  const start = move(rewrite.start);
  const replacement = rewrite.replacement.map(({ of, made, hasItsOperands }): Instruction => {
    const from = code[move(of)];
    if (made === undefined) return from;
    const { span, file, origin } = from;
    const operands = hasItsOperands ? from.operands : movedOperands(made, move);
    return { op: made.op, operands, span, file, origin } as Instruction;
  });
  return { ...rewrite, start, end: start + rewrite.end - rewrite.start, replacement, identity: rewrite };
}

/** A target that a pass has put there is in the same region. */
function movedOperands(made: Instruction, move: (address: number) => number): Instruction["operands"] {
  const { target } = operandsByName(made);
  return typeof target === "number" ? { ...made.operands, target: move(target) } : made.operands;
}
