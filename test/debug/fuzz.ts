/** Generated programs under the debugger, in the interpreter and in generated code: see tools/fuzz.mjs. */
import fc from "fast-check";
import { type FuzzResult, type FuzzRun, fuzzTexts } from "../generate/fuzz-texts.ts";
import { timelessProcesses } from "../generate/processes.ts";
import { programs } from "../generate/programs.ts";
import { deeds, filters, lispPrograms, sameStops } from "./same-stops.ts";

const texts = fc.oneof(programs({ processes: true, dynamic: true }), timelessProcesses, lispPrograms);
/** Ways through each program. */
const WAYS = 4;

export function fuzz(run: FuzzRun): Promise<FuzzResult> {
  const compare = async (source: string) => {
    const ways = { seed: run.seed + source.length, numRuns: WAYS };
    for (const [done, filter] of fc.sample(fc.tuple(deeds, filters), ways)) {
      await sameStops(source, done, filter);
    }
  };
  return fuzzTexts(texts, compare, run);
}
