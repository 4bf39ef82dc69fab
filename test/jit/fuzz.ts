/** Generated programs in generated code and in the interpreter, with slices of many lengths: see tools/fuzz.mjs. */
import fc from "fast-check";
import { type FuzzResult, type FuzzRun, fuzzTexts } from "../generate/fuzz-texts.ts";
import { timelessProcesses } from "../generate/processes.ts";
import { programs } from "../generate/programs.ts";
import { recursions } from "../generate/recursions.ts";
import { wideInts } from "../generate/wide-ints.ts";
import { compareMachines, FUSED, GENERATED, REGISTERS } from "../ir/compare.ts";

const texts = fc.oneof(programs({ processes: true, dynamic: true }), timelessProcesses, wideInts, recursions);
/** Some leave generated code in nearly every block, some in nearly none. */
const SLICES = [undefined, 1, 3, 10, 37, 111];

export function fuzz(run: FuzzRun): Promise<FuzzResult> {
  const compare = async (source: string) => {
    for (const slice of SLICES) {
      await compareMachines(source, { slice, seed: run.seed }, [GENERATED, REGISTERS, FUSED]);
      await compareMachines(source, { slice, isUnwatched: true }, [GENERATED]);
    }
  };
  return fuzzTexts(texts, compare, run);
}
