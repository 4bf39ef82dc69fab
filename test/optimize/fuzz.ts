/** Generated programs, optimized and plain: see tools/fuzz.mjs. */
import { type FuzzResult, type FuzzRun, fuzzTexts } from "../generate/fuzz-texts.ts";
import { programs } from "../generate/programs.ts";
import { assembled } from "../machine/run-text.ts";
import { compareOptimized } from "./compare.ts";

export function fuzz(run: FuzzRun): Promise<FuzzResult> {
  const texts = programs({ processes: true, dynamic: true });
  return fuzzTexts(texts, (source) => compareOptimized(assembled(source)), run);
}
