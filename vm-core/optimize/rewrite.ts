/**
 * Rewrites: what a pass wants to change, and why.
 *
 * Invariant: the rewrites that one pass finds in one Program do not overlap, and each is valid on its own.
 */
import type { Instruction, Program } from "../program/program.ts";

export type PassName = "constant-folding" | "dead-code-elimination";

export interface Rewrite {
  readonly pass: PassName;
  /** The addresses from `start` up to but not including `end` are replaced. */
  readonly start: number;
  readonly end: number;
  readonly replacement: readonly Instruction[];
  /** A sentence: what is done and why it is valid. */
  readonly reason: string;
}

export interface Pass {
  readonly name: PassName;
  readonly title: string;
  /** Markdown: what it does, and what it may not do. */
  readonly doc: string;
  find(program: Program): readonly Rewrite[];
}
