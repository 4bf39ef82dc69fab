/**
 * The rewrites that passes find in regions, kept from one version of a document to the next: passes do not look again at
 * regions that are the same.
 *
 * Invariant: rewrites are taken for a region alone whose code has been compared and is the same, with the same of its
 * variables read by functions where it is the top level's: so they are exactly those that the passes would find again. What is
 * never reached is no matter of one region, and is not kept.
 *
 * What is kept of a region is moved on in place: the rewrites that were given for the version before are those of the newest one.
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
import { ordered } from "../text/ordered.ts";
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

/** A rewrite, with places as they were when it was found. */
interface FoundRewrite extends Omit<Rewrite, "replacement"> {
  readonly replacement: readonly Made[];
}

/** A rewrite that is kept: it moves in place with its region, and its replacement is made when somebody asks. */
class KeptRewrite implements Rewrite {
  readonly pass: PassName;
  start: number;
  end: number;
  readonly reason: string;
  readonly removes: Rewrite["removes"];
  readonly countsItself: Rewrite["countsItself"];

  constructor(
    readonly found: FoundRewrite,
    private readonly region: RewrittenRegion,
  ) {
    const { pass, start, end, reason, removes, countsItself } = found;
    Object.assign(this, { removes, countsItself });
    [this.pass, this.start, this.end, this.reason] = [pass, start, end, reason];
  }

  get replacement(): readonly Instruction[] {
    const { found, region } = this;
    return found.replacement.length === 0 ? NOTHING : replacementNow(found.replacement, region);
  }

  moveTo(start: number): void {
    this.end += start - this.start;
    this.start = start;
  }
}

const NOTHING: readonly Instruction[] = [];

/** What was found in a region, which is moved on from one version to the next. */
class RewrittenRegion {
  readonly rewrites: readonly KeptRewrite[];

  constructor(
    /** As it is now; it has all code of its Program. */
    public code: RegionCode,
    private placement: RegionIdentity,
    /** Where it was when these were found. */
    readonly foundIn: Placement,
    /** The variables of the top level that functions read, if it is the top level. */
    readonly global: ReadonlySet<string>,
    found: readonly FoundRewrite[],
  ) {
    this.rewrites = found.map((one) => new KeptRewrite(one, this));
  }

  /** Takes the region as it is in the newest version. */
  continueIn({ code, placement }: ProgramRegion): void {
    this.code = code;
    if (placement === this.placement) return;
    this.placement = placement;
    if (this.rewrites.length === 0) return;
    const move = moveBetween(this.foundIn, code);
    for (const rewrite of this.rewrites) rewrite.moveTo(move(rewrite.found.start));
  }

  /** The same in another region with the same code. */
  copyFor({ code }: ProgramRegion): RewrittenRegion {
    const { foundIn, global, rewrites } = this;
    const found = rewrites.map((one) => one.found);
    // Nothing has this placement, so all are moved.
    return new RewrittenRegion(code, {}, foundIn, global, found);
  }
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
  ): ReadonlyMap<PassName, readonly Rewrite[]> {
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
      known.continueIn(region);
      this.keep(region, known);
      for (const rewrite of known.rewrites) add(found, rewrite);
    }
    if (stale.size > 0) {
      for (const rewrite of this.foundWhileWanted(() => find(within))) {
        const there = regions.at(rewrite.start);
        const own = there && stale.get(there);
        if (own !== undefined) own.push(rewrite);
      }
    }
    for (const [region, own] of stale) {
      const { code, placement } = region;
      const rewrites = own.map((rewrite) => foundRewrite(rewrite, program));
      const kept = new RewrittenRegion(code, placement, code, globalNames(program, code), rewrites);
      this.keep(region, kept);
      for (const rewrite of kept.rewrites) add(found, rewrite);
    }
    for (const [pass, rewrites] of found)
      found.set(
        pass,
        ordered(rewrites, ({ start }) => start),
      );
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
    if (this.known.get(region.identity) !== kept) this.known.set(region.identity, kept);
  }

  private recall(region: ProgramRegion, global: ReadonlySet<string>): RewrittenRegion | undefined {
    const same = this.known.get(region.identity);
    if (same !== undefined && isSameSet(same.global, global)) return same;
    const { hash, code } = region;
    for (const generation of [this.newest, this.former]) {
      const kept = generation.get(hash);
      if (kept !== undefined && isSameSet(kept.global, global) && isSameCode(kept.code, code))
        return kept.copyFor(region);
    }
    return undefined;
  }
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

function foundRewrite(rewrite: Rewrite, { code }: Program): FoundRewrite {
  const replacement = rewrite.replacement.map((made): Made => {
    const from = code[made.origin];
    return made === from
      ? { of: made.origin, made: undefined, hasItsOperands: true }
      : { of: made.origin, made, hasItsOperands: made.operands === from.operands };
  });
  return { ...rewrite, replacement };
}

function replacementNow(
  replacement: FoundRewrite["replacement"],
  { code, foundIn }: RewrittenRegion,
): readonly Instruction[] {
  const move = moveBetween(foundIn, code);
  return replacement.map(({ of, made, hasItsOperands }): Instruction => {
    const from = code.code[move(of)];
    if (made === undefined) return from;
    const { span, file, origin } = from;
    const operands = hasItsOperands ? from.operands : movedOperands(made, move);
    return { op: made.op, operands, span, file, origin } as Instruction;
  });
}

/** A target that a pass has put there is in the same region. */
function movedOperands(made: Instruction, move: (address: number) => number): Instruction["operands"] {
  const { target } = operandsByName(made);
  return typeof target === "number" ? { ...made.operands, target: move(target) } : made.operands;
}
