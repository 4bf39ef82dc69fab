/** Generated programs do the same on the register machine, and take the same turns. */
import test from "node:test";
import fc from "fast-check";
import { timelessProcesses } from "../generate/processes.ts";
import { programs } from "../generate/programs.ts";
import { compareMachines } from "./compare.ts";

const RUNS = Number(process.env.RUNS ?? 1_000);
const SEED = Number(process.env.SEED ?? 20_261_129);

/** A generated program only waits when nothing else can run. */
const host = { delay: () => Promise.resolve(), breathe: () => Promise.resolve() };
/** Some end a slice in nearly every block, some in nearly none. */
const slices = fc.constantFrom(undefined, 3, 10, 37);
const seeds = fc.constantFrom(undefined, 1, 2);

test(`${RUNS} generated programs do the same on the register machine`, async () => {
  await fc.assert(
    fc.asyncProperty(programs({ processes: true, dynamic: true }), slices, (source, slice) =>
      compareMachines(source, { slice, host }),
    ),
    { numRuns: RUNS, seed: SEED },
  );
});

test(`${RUNS / 10} generated programs of several processes do the same on the register machine`, async () => {
  await fc.assert(
    fc.asyncProperty(timelessProcesses, slices, seeds, (source, slice, seed) =>
      compareMachines(source, { slice, seed, host }),
    ),
    { numRuns: RUNS / 10, seed: SEED },
  );
});
