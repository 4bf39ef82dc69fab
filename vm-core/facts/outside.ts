/**
 * What a function that is followed sees of others, and what it tells them.
 *
 * Invariant: nothing else outside of a function decides what is found in it, but for its code: so whoever sees the same and is
 * entered the same has the same facts (`transcript.ts`).
 */
import type { Context, ContextNode, Summary } from "./context.ts";
import type { Globals } from "./globals.ts";
import type { Known } from "./known.ts";
import type { State } from "./state.ts";

/** A function is entered by a call; or a value is made of it, so that anything may call it. */
export interface Entering {
  readonly callee: number;
  /** The instruction that enters it. */
  readonly address: number;
  readonly entry: State;
  readonly escapes: boolean;
}

export interface Outside {
  /** A block calls a function; what is known of that. */
  call(block: ContextNode, callee: number): Summary;
  enter(block: ContextNode, entering: Entering): void;
  /** What functions see of a variable of the top level; undefined when nothing stores it. */
  read(block: ContextNode, name: string): Known | undefined;
  /** The top level stores a variable. */
  store(name: string, value: Known): void;
  /** Something may have bound any name. */
  openAll(): void;
  /** Whether the code has holes, which lead anywhere. */
  readonly leadsAnywhere: boolean;
}

export const NO_SUMMARY: Summary = { depth: 0, exit: undefined, closes: new Set() };

/** When everything is known: looking at it again changes nothing. */
export class Settled implements Outside {
  constructor(
    private readonly contexts: ReadonlyMap<number, Context>,
    private readonly globals: Globals,
    readonly leadsAnywhere: boolean,
  ) {}

  call(_: ContextNode, callee: number): Summary {
    return this.contexts.get(callee) ?? NO_SUMMARY;
  }

  enter(): void {}

  read(_: ContextNode, name: string): Known | undefined {
    return this.globals.known(name);
  }

  store(): void {}

  openAll(): void {}
}
