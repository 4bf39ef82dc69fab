/**
 * What the verifier has found in functions, kept from one version of a document to the next: functions of which the same is
 * known are not looked at again.
 *
 * Invariant: what was found is taken for a function alone of which all that looking at it depends on is the same: one that did
 * not have to be followed again (`facts/follow.ts`), or of which all that is known has been compared (`facts/same-facts.ts`).
 * So it is exactly what looking at it again would find.
 *
 * Bounded: what was not found again in a version is dropped with the next one. It holds the states of the newest version, and
 * of functions of the version before it; no Program and no snapshot.
 */
import type { Context } from "../facts/context.ts";
import type { Base } from "../facts/heights.ts";
import {
  type ProgramRegion,
  type ProgramRegions,
  programRegions,
  type RegionIdentity,
} from "../facts/program-regions.ts";
import { isSameCode, moveBetween, type Placement } from "../facts/region-code.ts";
import {
  isSameFunction,
  type KnownFunction,
  knownFunction,
  type SharedValues,
  seesSame,
  sharedValuesIn,
} from "../facts/same-facts.ts";
import type { Interpretation } from "../facts/solve.ts";
import type { ExaminedFunction, FunctionFindings } from "./findings/facts.ts";

/** What was found in a function, and what that depends on beside its facts. */
interface FunctionRecord {
  readonly base: Base | undefined;
  readonly isCertain: boolean;
  readonly isCalled: boolean;
  readonly shared: SharedValues;
  readonly found: FunctionFindings;
  /** Where its blocks were when that was found. */
  readonly foundIn: Placement;
}

/** The function as it is in a version. */
interface Seen {
  readonly found: FunctionRecord;
  readonly context: Context;
  now(address: number): number;
  /** What is kept of it, and where it was then. */
  kept?: KeptFunction;
  placement?: RegionIdentity;
}

interface KeptFunction {
  known: KnownFunction;
  readonly found: FunctionRecord;
  readonly hash: number;
}

/** All functions of a version that has been looked at. */
export interface ExaminedVersion {
  readonly contexts: ReadonlyMap<number, Context>;
  /** Moved on to the next version. */
  readonly bases: Map<Context, Base>;
  readonly functions: readonly ExaminedFunction[];
}

/** By hashes of the code of their regions. */
type FindingsGeneration = Map<number, KeptFunction[]>;

/** Functions with the same code of which different things are known: so many are kept. */
const MOST_ALIKE = 16;

/** A function that is to be looked at. */
export interface Asked {
  readonly context: Context;
  readonly base: Base | undefined;
  readonly isCertain: boolean;
  /** Its region in a program (`regionsIn`). */
  readonly region: ProgramRegion | undefined;
  /** Finds what is not known. */
  look(): FunctionFindings;
}

/** One for each document, handed to each verification of it. */
export class VerifierMemory {
  private newest: FindingsGeneration = new Map();
  private former: FindingsGeneration = new Map();
  /** Of the newest program and of the newest sketch, by all that is known of their functions. */
  private readonly versions = new WeakMap<ExaminedVersion["contexts"], ExaminedVersion>();

  /** How many instructions the version has that is looked at: of a program or a sketch. */
  private length = 0;
  /** Of a program; and of the one before, while this one is looked at. */
  private regions: ProgramRegions | undefined;
  private regionsBefore: ProgramRegions | undefined;

  /** A version is going to be looked at. */
  beginVersion(length: number, regions: ProgramRegions | undefined): void {
    this.length = length;
    this.regionsBefore = this.regions;
    this.regions = regions;
  }

  /** Says where an address is, from where it was when something was found, whenever the function has been moved. */
  private movesFrom(foundIn: Placement, context: Context): (address: number) => number {
    let move = moveBetween(foundIn, placementOf(context, this.length));
    let { moves } = context;
    return (address) => {
      if (moves !== context.moves) {
        moves = context.moves;
        move = moveBetween(foundIn, placementOf(context, this.length));
      }
      return move(address);
    };
  }

  /**
   * What was known of a function, with its code where that is now, or was in the version before, when it was moved last; nothing where it is
   * nowhere.
   */
  private whereItIs(known: KnownFunction): readonly KnownFunction[] {
    const { context, code, callees } = known;
    if (known.moves === context.moves) return [known];
    if (context.isGone) return [];
    return [this.regions, this.regionsBefore].flatMap((regions) => {
      const now = regions?.at(context.start)?.code;
      if (now === undefined || !isSameCode(code, now)) return [];
      const move = moveBetween(code, now);
      const moved = new Map([...callees].map(([address, callee]) => [move(address), callee]));
      return [{ ...known, code: now, callees: moved, moves: context.moves }];
    });
  }

  /** Another version of a program is going to be verified. */
  begin(): void {
    this.former = this.newest;
    this.newest = new Map();
  }

  /** All functions of a version, which is used up. */
  takeVersion(contexts: ExaminedVersion["contexts"]): ExaminedVersion | undefined {
    const version = this.versions.get(contexts);
    this.versions.delete(contexts);
    return version;
  }

  keepVersion(version: ExaminedVersion): void {
    this.regionsBefore = undefined;
    this.versions.set(version.contexts, version);
  }

  /** The version is given up: what was found in the one before is as good for the next one. */
  giveBack(): void {
    for (const [hash, alike] of this.former) for (const kept of alike) keep(this.newest, hash, kept);
  }

  /** What was found in a function of a program or a sketch. */
  recall(interpretation: Interpretation, asked: Asked): Pick<ExaminedFunction, "found" | "now"> {
    const { context, region } = asked;
    const { globals } = interpretation.machine;
    const before = context.solution.seen as Seen | undefined;
    if (before !== undefined && fits(before.found, asked) && seesSame(before.found.shared, globals)) {
      if (before.context === context) return this.keptAgain(interpretation, region, before);
      const now = this.movesFrom(before.found.foundIn, context);
      return this.kept(interpretation, region, { found: before.found, context, now });
    }
    const found = (region && this.foundAs(region, asked, interpretation)) ?? {
      base: asked.base,
      isCertain: asked.isCertain,
      isCalled: context.callers.size > 0,
      shared: sharedValuesIn(context, interpretation),
      found: asked.look(),
      foundIn: placementOf(context, this.length),
    };
    const now = this.movesFrom(found.foundIn, context);
    return this.kept(interpretation, region, { found, context, now });
  }

  /** A function that is where it was, and has been followed no further. */
  private keptAgain(
    interpretation: Interpretation,
    region: ProgramRegion | undefined,
    seen: Seen,
  ): Pick<ExaminedFunction, "found" | "now"> {
    const { kept, placement, found, now } = seen;
    // What holes lead to is known by what was seen alone.
    if (region === undefined) return { found: found.found, now };
    if (kept === undefined || placement !== region.placement) return this.kept(interpretation, region, seen);
    // Its code is the same; that of the version before is not needed any more.
    kept.known = { ...kept.known, code: region.code, moves: seen.context.moves };
    keep(this.newest, region.hash, kept);
    return { found: found.found, now };
  }

  /** A function is not there any more as it was. */
  forget({ solution }: Context): void {
    const kept = (solution.seen as Seen | undefined)?.kept;
    const alike = kept && this.newest.get(kept.hash);
    if (alike?.includes(kept as KeptFunction)) alike.splice(alike.indexOf(kept as KeptFunction), 1);
  }

  private kept(
    { contexts }: Interpretation,
    region: ProgramRegion | undefined,
    seen: Seen,
  ): Pick<ExaminedFunction, "found" | "now"> {
    const { found, context, now } = seen;
    context.solution.seen = seen;
    if (region !== undefined) {
      seen.kept = { known: knownFunction(region.code, context, contexts), found, hash: region.hash };
      seen.placement = region.placement;
      keep(this.newest, region.hash, seen.kept);
    }
    return { found: found.found, now };
  }

  /** What was found in a function with the same code of which the same was known. */
  private foundAs(
    { hash, code }: ProgramRegion,
    asked: Asked,
    { machine: { globals }, contexts }: Interpretation,
  ): FunctionRecord | undefined {
    const alike = [...(this.newest.get(hash) ?? []), ...(this.former.get(hash) ?? [])];
    if (alike.length === 0) return undefined;
    const now = knownFunction(code, asked.context, contexts);
    return alike.find(({ found, known }) => {
      if (!fits(found, asked) || !seesSame(found.shared, globals)) return false;
      return this.whereItIs(known).some((before) => isSameFunction(before, now));
    })?.found;
  }
}

function fits(found: FunctionRecord, { base, isCertain, context }: Asked): boolean {
  return (
    found.isCertain === isCertain &&
    found.isCalled === context.callers.size > 0 &&
    isSameBase(found.base, base)
  );
}

/** Of a program; what holes lead to is in no region. */
export function regionsIn({ code }: Interpretation): ProgramRegions | undefined {
  if (code.holes !== undefined) return undefined;
  return programRegions(code.program, code.sharedNames as ReadonlySet<string>);
}

/** Where the blocks of a function are. */
function placementOf({ nodes }: Context, end: number): Placement {
  return { starts: [...nodes.keys()].sort((a, b) => a - b), end };
}

function keep(generation: FindingsGeneration, hash: number, kept: KeptFunction): void {
  const alike = generation.get(hash);
  if (alike === undefined) generation.set(hash, [kept]);
  else if (alike.length < MOST_ALIKE && !alike.some(({ found }) => found === kept.found)) alike.push(kept);
}

function isSameBase(a: Base | undefined, b: Base | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.low === b.low && a.high === b.high && a.isGuarded === b.isGuarded && a.isCounted === b.isCounted;
}
