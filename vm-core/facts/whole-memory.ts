/**
 * What has come of the functions of a whole program or a sketch, kept from one version of a document to the next.
 *
 * Invariant: what a version is found to be does not depend on it: it says alone of which functions the code is the same, with
 * what they were entered and what they have seen (`follow.ts`).
 *
 * Bounded: it holds what came of the functions of one version, and of those that no run gets to in it but did in one before and that
 * are the same, and the instructions; no Program and no snapshot. What it has is moved on: the interpretation that it came from is
 * used up.
 */
import type { Code } from "./code.ts";
import { type CodeChange, changeOfCode, type FormerCode, formerCode } from "./code-change.ts";
import type { Context } from "./context.ts";
import type { Past } from "./follow.ts";
import { FunctionValues } from "./function-values.ts";
import type { Globals } from "./globals.ts";
import { Machine, workFor } from "./machine.ts";
import { Mover } from "./mover.ts";
import { Settled } from "./outside.ts";
import { PriorityQueue } from "./priority-queue.ts";
import {
  areOnlyStored,
  type FunctionEntry,
  haveSameStarts,
  MOST_REPEATED,
  type Repeated,
  repeat,
  tellOthers,
} from "./repeat.ts";
import { FormerControl } from "./same-control.ts";
import { tally } from "./tally.ts";
import { type AddressMap, type Followed, NOWHERE } from "./transcript.ts";

/** Values of functions that are kept, for each instruction that there is. */
const MOST_VALUES = 2;

/** Functions that have been followed until none waited. */
export interface Followings {
  readonly machine: Machine;
  /** In the order in which they were entered first. */
  readonly followed: Iterable<Followed>;
  /** Instructions that might still have been followed. */
  readonly work: number;
  /** Where a few functions alone have been followed again. */
  readonly repeats?: Repeats;
}

/** What is another than in the version before, where some functions were followed by themselves. */
export interface Repeats {
  /** All functions of the version before. */
  readonly contexts: ReadonlyMap<number, Context>;
  /** Those that were followed again, as they were and as they are. */
  readonly again: readonly (readonly [Context, Context])[];
  readonly followed: readonly Followed[];
}

/** What is kept of that for the next version. */
type KeptFollowings = Pick<Followings, "work"> & {
  /** How many instructions might have been followed at first. */
  readonly budget: number;
  readonly starts: readonly FunctionEntry[];
  readonly globals: Globals;
  readonly contexts: ReadonlyMap<number, Context>;
};

/** What a version can take over. */
export interface Taken {
  readonly past: Past;
  /** Keeps it for another version, when this one is given up. */
  giveBack(): void;
  /** What has come of all functions, where those that have changed tell the others nothing else. */
  repeated(): Followings | undefined;
}

/** What the version before had, where it is now, while the next one is followed. */
interface TakenFacts {
  readonly all: Map<number, Followed>;
  readonly unreached: Map<number, Followed>;
  /** Those of them that are others now. */
  readonly gone: ReadonlySet<Followed>;
}

function movedStart(start: FunctionEntry, move: AddressMap): FunctionEntry {
  return { ...start, id: move(start.id), address: move(start.address) };
}

export class WholeMemory {
  private code: FormerCode | undefined;
  private functions = new Map<number, Followed>();
  /** Of functions that no run gets to in this version, what came of them when one did. */
  private unreached = new Map<number, Followed>();
  private taken: TakenFacts | undefined;
  /** The values of functions in states that are kept. */
  values = new FunctionValues();
  /** Of the version before, for sketches, which are made anew. */
  control = new FormerControl();
  private kept: KeptFollowings | undefined;
  private release: () => void = () => undefined;

  /** Gives what it has for the code of the next version; it has nothing then. */
  takeFor(code: Code, starts: readonly FunctionEntry[]): Taken {
    const change = this.code && changeOfCode(this.code, code);
    const { functions: all, unreached, kept } = this;
    this.code = undefined;
    this.kept = undefined;
    this.functions = new Map();
    this.unreached = new Map();
    this.taken = undefined;
    this.release();
    if (change === undefined) {
      this.values = new FunctionValues();
      return { past: () => undefined, giveBack: () => undefined, repeated: () => undefined };
    }
    const isChanged = anyOf(change.changed);
    const changed: Followed[] = [];
    for (const followed of all.values()) if (isChanged(followed.context)) changed.push(followed);
    const gone = new Set(changed);
    for (const followed of unreached.values()) if (isChanged(followed.context)) gone.add(followed);
    const taken = change.isStill
      ? { all, unreached, gone, isWhole: true }
      : this.movedOn(all, unreached, gone, change);
    this.taken = taken;
    const isAlone = taken.isWhole && changed.length <= MOST_REPEATED && kept !== undefined;
    const repeated = () =>
      isAlone &&
      haveSameStarts(
        kept.starts.map((one) => movedStart(one, change.move)),
        starts,
      )
        ? repeatedIn({ code, all: taken.all, changed, kept, values: this.values })
        : undefined;
    const past: Past = (id) => pastIn(taken, id);
    return { past, giveBack: () => this.keepPast(code, taken), repeated };
  }

  /** Moves on what it has, to where it is in the next version. */
  private movedOn(
    all: ReadonlyMap<number, Followed>,
    unreached: ReadonlyMap<number, Followed>,
    gone: Set<Followed>,
    { move }: CodeChange,
  ): TakenFacts & { readonly isWhole: boolean } {
    this.values = this.values.moved(move);
    const mover = new Mover(move);
    const now = movedOn(all, gone, mover);
    const isWhole = now.isWhole && !mover.hasLostOrigins;
    return { all: now.functions, unreached: movedOn(unreached, gone, mover).functions, gone, isWhole };
  }

  /** Keeps what was found of functions of a version before, where they are in this one, of which nothing was found. */
  private keepPast(code: Code, taken: TakenFacts): void {
    this.code = formerCode(code);
    this.taken = undefined;
    for (const id of idsOf(taken)) {
      const followed = pastIn(taken, id);
      if (followed !== undefined) this.functions.set(id, followed);
    }
  }

  /** Keeps what has come of a version; `release` is called once that is used up. */
  keep(
    { code, globals, contexts }: Machine,
    { followed, starts, work, repeats }: Omit<Followings, "machine"> & Pick<KeptFollowings, "starts">,
    release: () => void,
  ): void {
    const { taken } = this;
    this.taken = undefined;
    this.release = release;
    if (this.values.size > MOST_VALUES * code.instructions.length) {
      this.values = new FunctionValues();
      return;
    }
    this.code = formerCode(code);
    this.kept = { starts, work, budget: workFor(code.instructions.length), globals, contexts };
    if (repeats !== undefined && taken !== undefined) {
      // All others are what they were, where they were.
      this.functions = taken.all;
      for (const one of repeats.followed) this.functions.set(one.context.id, one);
      this.unreached = taken.unreached;
      for (const [id, one] of this.unreached) if (taken.gone.has(one)) this.unreached.delete(id);
      return;
    }
    for (const one of followed) this.functions.set(one.context.id, one);
    if (taken === undefined) return;
    for (const id of idsOf(taken)) {
      const before = this.functions.has(id) ? undefined : pastIn(taken, id);
      if (before !== undefined) this.unreached.set(id, before);
    }
  }

  /** Keeps nothing any more. */
  clear(): void {
    this.code = undefined;
    this.kept = undefined;
    this.functions = new Map();
    this.unreached = new Map();
    this.taken = undefined;
    this.values = new FunctionValues();
    this.control = new FormerControl();
    this.release = () => undefined;
  }
}

/** What has come of a function, if it has not changed. */
function pastIn({ all, unreached, gone }: TakenFacts, id: number): Followed | undefined {
  const followed = all.get(id) ?? unreached.get(id);
  return followed === undefined || gone.has(followed) ? undefined : followed;
}

function idsOf({ all, unreached }: TakenFacts): readonly number[] {
  return [...all.keys(), ...unreached.keys()];
}

/** Moves functions on in place, those that are others now as others see them; those that name what is nowhere are others, too. */
function movedOn(
  functions: ReadonlyMap<number, Followed>,
  gone: Set<Followed>,
  mover: Mover,
): { readonly functions: Map<number, Followed>; readonly isWhole: boolean } {
  const now = new Map<number, Followed>();
  let isWhole = gone.size <= MOST_REPEATED;
  for (const followed of functions.values()) {
    // What is not followed by itself stays as it was.
    if (gone.has(followed) && gone.size > MOST_REPEATED) continue;
    const isThere = gone.has(followed) ? mover.movesOutside(followed) : mover.moves(followed);
    if (!isThere) {
      gone.add(followed);
      isWhole = false;
    }
    followed.context.isGone = gone.has(followed);
    if (followed.context.id !== NOWHERE) now.set(followed.context.id, followed);
  }
  return { functions: now, isWhole };
}

interface Repeating {
  readonly code: Code;
  readonly all: ReadonlyMap<number, Followed>;
  readonly changed: readonly Followed[];
  readonly kept: KeptFollowings;
  readonly values: FunctionValues;
}

/** Follows the functions that have changed alone; undefined when that tells another one something else, or is too much. */
function repeatedIn({ code, all, changed, kept, values }: Repeating): Followings | undefined {
  const machine = new Machine(code, "whole", kept.globals, values);
  const budget = machine.work;
  let work = kept.work + budget - kept.budget;
  const again = new Map<Followed, Repeated>();
  for (const before of changed) {
    machine.work = budget;
    const now = repeat(machine, before);
    if (now === undefined) return undefined;
    again.set(before, now);
    work += workOf(before) - workOf(now);
  }
  const stored = new Set([...again.values()].flatMap(({ others }) => [...others.stored]));
  if (work < 0 || !areOnlyStored(code.instructions, stored)) return undefined;
  tally.followed += changed.length;
  const followed: Followed[] = [];
  for (const one of all.values()) {
    const now = again.get(one) ?? one;
    followed.push(now);
    machine.contexts.set(now.context.id, now.context);
  }
  for (const one of again.values()) tellOthers(machine, one);
  machine.queue = new PriorityQueue();
  machine.outside = new Settled(machine.contexts, machine.globals, code.holes !== undefined);
  const pairs = [...again].map(([before, now]) => [before.context, now.context] as const);
  return {
    machine,
    followed,
    work,
    repeats: { contexts: kept.contexts, again: pairs, followed: [...again.values()] },
  };
}

function workOf({ transcript }: Followed): number {
  return transcript.reduce((sum, { work }) => sum + work, 0);
}

/** Changed blocks that are looked for one by one. */
const FEW = 16;

/** Says of a function whether it has any of these blocks. */
function anyOf(addresses: readonly number[]): (context: Context) => boolean {
  if (addresses.length <= FEW) return ({ nodes }) => addresses.some((address) => nodes.has(address));
  const among = new Set(addresses);
  return ({ nodes }) => {
    for (const address of nodes.keys()) if (among.has(address)) return true;
    return false;
  };
}
