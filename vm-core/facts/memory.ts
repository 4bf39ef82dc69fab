/**
 * The facts of regions, kept from one Program to the next: from a document to what an edit makes of it, and from one turn
 * of the optimizer to the next. What has not changed is not followed again.
 *
 * Invariant: facts are taken of a region alone whose code has been compared, instruction by instruction, and is the same
 * (`region-code.ts`): so they are exactly those that following it again would give.
 *
 * Bounded: facts of sketches are dropped after some versions without mistakes. Two generations of regions, of which the older one is dropped when the newer one has as many as the Program that
 * is followed next: together at most about four times as many as a Program has. Of a region it holds the instructions and the
 * states before its blocks, and of the regions of the newest Program its code; no Program, no source text and no snapshot.
 */
import type { Program } from "../program/program.ts";
import type { Context } from "./context.ts";
import { withMovedHandlers } from "./moved-state.ts";
import type { VersionRegions } from "./program-regions.ts";
import { blockAt, isSameCode, type RegionCode } from "./region-code.ts";
import { FormerControl } from "./same-control.ts";
import type { State } from "./state.ts";
import { WholeMemory } from "./whole-memory.ts";

/** What is known of a region, and the code that it is known of, with the addresses of that time. */
export interface KeptRegion {
  readonly code: RegionCode;
  readonly context: Context;
}

/** Regions by hashes of their code; of those with one hash the last. */
type RegionGeneration = Map<number, KeptRegion>;

/** What is known of the functions of a document's newest versions: one for each document, handed to each analysis of it. */
export class FactsMemory {
  /** The facts of the document's versions as whole programs, and as sketches. */
  readonly whole = new WholeMemory();
  readonly sketches = new WholeMemory();
  /** For programs that are made anew for each version. */
  readonly control = new FormerControl();
  /** The regions of the newest Program, whose code is kept for that. */
  regions: VersionRegions | undefined = undefined;
  private newest: RegionGeneration = new Map();
  /** Versions without mistakes that have come one after the other. */
  private wholeVersions = 0;

  private constructor(private former: RegionGeneration) {}

  static empty(): FactsMemory {
    return new FactsMemory(new Map());
  }

  /** A memory that starts with what this one has; what it learns later is its own. */
  fork(): FactsMemory {
    return new FactsMemory(new Map([...this.former, ...this.newest]));
  }

  /** A version with mistakes is there. */
  beginSketch(): WholeMemory {
    this.wholeVersions = 0;
    return this.sketches;
  }

  /**
   * A version without mistakes is there: after some of them the mistakes are not expected to come back. Whether this is the
   * last of these.
   */
  beginWhole(): boolean {
    if (++this.wholeVersions !== MOST_WHOLE) return false;
    this.sketches.clear();
    return true;
  }

  /** Another Program is going to be followed, of at most so many regions. */
  begin(regions: number): void {
    if (this.newest.size < regions) return;
    this.former = this.newest;
    this.newest = new Map();
  }

  /** What is known of a region with the same code, which may be elsewhere. */
  recall(hash: number, code: RegionCode): KeptRegion | undefined {
    const kept = this.newest.get(hash) ?? this.former.get(hash);
    return kept !== undefined && isSameCode(kept.code, code) ? kept : undefined;
  }

  /** Keeps all that there is to know of a region. */
  keep(hash: number, region: KeptRegion): void {
    this.newest.set(hash, region);
  }
}

/** So long the facts of a sketch are kept, in versions: they take as much memory as those of the program. */
const MOST_WHOLE = 8;

const MEMORIES = new WeakMap<Program, FactsMemory>();

/** Says where the facts of a Program are kept, and where facts may come from: before anybody asks for them. */
export function rememberIn(memory: FactsMemory, program: Program): void {
  MEMORIES.set(program, memory);
}

/** The memory of a Program, if it has one. */
export function memoryOf(program: Program): FactsMemory | undefined {
  return MEMORIES.get(program);
}

/** A state of a region, where the region's code is the same but at other addresses. */
export function movedState(state: State, from: RegionCode, to: RegionCode): State {
  if (from === to) return state;
  return withMovedHandlers(state, (address) =>
    address === from.end ? to.end : to.starts[blockAt(from.starts, address)],
  );
}
