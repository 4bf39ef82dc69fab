/**
 * What the verifier has found in functions, kept from one version of a document to the next: functions of which the same is
 * known are not looked at again.
 *
 * Invariant: what was found is taken for a function alone of which all that looking at it depends on has been compared and is
 * the same (`facts/same-facts.ts`): so it is exactly what looking at it again would find.
 *
 * Bounded: what was not found again in a version is dropped with the next one. It holds the states of the newest version, and
 * of functions of the version before it; no Program and no snapshot.
 */
import type { Context } from "../facts/context.ts";
import type { Base } from "../facts/heights.ts";
import { type ProgramRegion, type ProgramRegions, programRegions } from "../facts/program-regions.ts";
import { moveBetween, type Placement } from "../facts/region-code.ts";
import {
  isSameFunction,
  type KnownFunction,
  type SharedValues,
  seesSame,
  sharedValuesIn,
} from "../facts/same-facts.ts";
import type { Interpretation } from "../facts/solve.ts";
import type { ExaminedFunction, FunctionFindings } from "./findings/facts.ts";

interface KeptFunction extends KnownFunction {
  readonly base: Base | undefined;
  readonly shared: SharedValues;
  readonly found: FunctionFindings;
  /** Where the region was when that was found. */
  readonly foundIn: Placement;
}

/** By hashes of the code of their regions. */
type Generation = Map<number, KeptFunction[]>;

/** Functions with the same code of which different things are known: so many are kept. */
const MOST_ALIKE = 16;

/** One for each document, handed to each verification of it. */
export class VerifierMemory {
  private newest: Generation = new Map();
  private former: Generation = new Map();

  /** Another version is going to be verified. */
  begin(): void {
    this.former = this.newest;
    this.newest = new Map();
  }

  /** What was found in a function; `examine` finds it where it is not known. */
  recall(
    interpretation: Interpretation,
    context: Context,
    base: Base | undefined,
    examine: () => FunctionFindings,
  ): Pick<ExaminedFunction, "found" | "now"> {
    const region = regionsIn(interpretation).at(context.start);
    if (region === undefined) return { found: examine(), now: (address) => address };
    const { globals } = interpretation.machine;
    const { code } = region;
    const known = this.knownAs({ code, context }, region, base, interpretation);
    const kept: KeptFunction =
      known === undefined
        ? {
            code,
            context,
            base,
            shared: sharedValuesIn(code, globals),
            found: examine(),
            foundIn: placeOf(code),
          }
        : { ...known, code, context };
    keep(this.newest, region.hash, kept);
    return { found: kept.found, now: moveBetween(kept.foundIn, code) };
  }

  private knownAs(
    now: KnownFunction,
    { hash }: ProgramRegion,
    base: Base | undefined,
    { machine: { globals } }: Interpretation,
  ): KeptFunction | undefined {
    const isSame = (kept: KeptFunction) =>
      isSameBase(kept.base, base) && seesSame(kept.shared, globals) && isSameFunction(kept, now);
    return this.newest.get(hash)?.find(isSame) ?? this.former.get(hash)?.find(isSame);
  }
}

function regionsIn({ code }: Interpretation): ProgramRegions {
  return programRegions(code.program, code.sharedNames as ReadonlySet<string>);
}

/** Without the code. */
function placeOf({ starts, end }: Placement): Placement {
  return { starts, end };
}

function keep(generation: Generation, hash: number, kept: KeptFunction): void {
  const alike = generation.get(hash);
  if (alike === undefined) generation.set(hash, [kept]);
  else if (alike.length < MOST_ALIKE && !alike.some(({ found }) => found === kept.found)) alike.push(kept);
}

function isSameBase(a: Base | undefined, b: Base | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.low === b.low && a.high === b.high && a.isGuarded === b.isGuarded && a.isCounted === b.isCounted;
}
