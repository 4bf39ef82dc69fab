/**
 * Rewrites: what a pass wants to change, and why.
 *
 * Invariant: the rewrites that one pass finds in one Program do not overlap, come in order of their addresses,
 * and each is valid on its own. No live jump target lies inside of one.
 */
import type { Instruction, Program } from "../program/program.ts";
import type { BlockSet } from "./changes.ts";
import type { Look } from "./facts.ts";

/** The name of a pass of the optimizer: one of `PASS_NAMES`, which are made of the passes. */
export type PassName = string;

export interface Rewrite {
  readonly pass: PassName;
  /** The addresses from `start` up to but not including `end` are replaced. */
  readonly start: number;
  readonly end: number;
  /** Instructions that stay are the same objects as before. */
  readonly replacement: readonly Instruction[];
  /** A sentence: what is done and why it is valid. */
  readonly reason: string;
  /** What is taken away where that is all: `unreachable` code, or an `unread` value with what makes it. */
  readonly removes?: "unreachable" | "unread";
  /** Whether the reason says how many instructions are saved. */
  readonly countsItself?: true;
}

export interface Pass {
  readonly name: PassName;
  readonly title: string;
  /** Markdown: what it does, and what it may not do. */
  readonly doc: string;
  /** What a hint of it is about, as a clause for the documentation of diagnostics. */
  readonly hint: string;
  /** Assembly in which it finds something. */
  readonly example: string;
  /** Lets runs execute fewer instructions though the program keeps its size. */
  readonly executesLess?: true;
  /** What it would change; in a set of blocks at least there, without one everywhere. */
  find(program: Program, within?: BlockSet): readonly Rewrite[];
  /** For passes that look at what is known at each instruction: the same, for a walk that several passes share. */
  look?(program: Program, within?: BlockSet): Look;
}

/** How many instructions of the program a rewrite saves. */
export function savedBy({ start, end, replacement }: Rewrite): number {
  return end - start - replacement.length;
}
