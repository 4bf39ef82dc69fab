/** Generated programs do the same when optimized, by each pass alone and by all together. */
import test from "node:test";
import fc from "fast-check";
import { timelessProcesses } from "../generate/processes.ts";
import { programs } from "../generate/programs.ts";
import { assembled } from "../machine/run-text.ts";
import { compareOptimized } from "./compare.ts";

/** `npm run fuzz -- optimize` makes as many as there is time for. */
const RUNS = Number(process.env.RUNS ?? 300);
const SEED = Number(process.env.SEED ?? 20_261_122);

test(`${RUNS} generated programs do the same when optimized`, async () => {
  await fc.assert(
    fc.asyncProperty(programs({ processes: true, dynamic: true }), (source) =>
      compareOptimized(assembled(source)),
    ),
    { numRuns: RUNS, seed: SEED },
  );
});

test(`${RUNS / 10} generated programs of several processes do the same when optimized`, async () => {
  await fc.assert(
    fc.asyncProperty(timelessProcesses, (source) => compareOptimized(assembled(source))),
    { numRuns: RUNS / 10, seed: SEED },
  );
});
