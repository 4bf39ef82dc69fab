/** Generated programs on the register machine and in the interpreter, with slices of many lengths: see tools/fuzz.mjs. */
import fc from "fast-check";
import { type FuzzResult, type FuzzRun, fuzzTexts } from "../generate/fuzz-texts.ts";
import { timelessProcesses } from "../generate/processes.ts";
import { programs } from "../generate/programs.ts";
import { compareMachines } from "./compare.ts";

const texts = fc.oneof(programs({ processes: true, dynamic: true }), timelessProcesses);
/** Some end a slice in nearly every block, some in nearly none. */
const SLICES = [undefined, 1, 3, 10, 37];

export function fuzz(run: FuzzRun): Promise<FuzzResult> {
  const compare = async (source: string) => {
    for (const slice of SLICES) await compareMachines(source, { slice, seed: run.seed });
  };
  return fuzzTexts(texts, compare, run);
}
