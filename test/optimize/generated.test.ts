/** Generated programs do the same when optimized, by each pass alone and by all together. */
import test from "node:test";
import fc from "fast-check";
import { programs } from "../generate/programs.ts";
import { assembled } from "../machine/run-text.ts";
import { compareOptimized } from "./compare.ts";

const RUNS = Number(process.env.RUNS ?? 5_000);
const SEED = Number(process.env.SEED ?? 20_261_122);

test(`${RUNS} generated programs do the same when optimized`, async () => {
  await fc.assert(
    fc.asyncProperty(programs({ processes: true }), (source) => compareOptimized(assembled(source))),
    { numRuns: RUNS, seed: SEED },
  );
});
