/** The optimizer: an ordered list of passes. */
import type { Program } from "../program/program.ts";
import { CONSTANT_FOLDING } from "./constant-folding.ts";
import { DEAD_CODE_ELIMINATION } from "./dead-code-elimination.ts";
import type { Pass, Rewrite } from "./rewrite.ts";

export type { Pass, PassName, Rewrite } from "./rewrite.ts";

export const PASSES: readonly Pass[] = [CONSTANT_FOLDING, DEAD_CODE_ELIMINATION];

/** Everything that the passes would change in a Program as it stands, each pass by itself. */
export function findRewrites(program: Program): readonly Rewrite[] {
  return PASSES.flatMap((pass) => pass.find(program));
}
