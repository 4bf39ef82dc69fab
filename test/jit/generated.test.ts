/** Generated programs do the same in the interpreter, on the register machine and in generated code, and take the same turns. */
import test from "node:test";
import fc from "fast-check";
import { timelessProcesses } from "../generate/processes.ts";
import { programs } from "../generate/programs.ts";
import { recursions } from "../generate/recursions.ts";
import { wideInts } from "../generate/wide-ints.ts";
import { compareMachines, FUSED, GENERATED, REGISTERS } from "../ir/compare.ts";

/** `npm run fuzz -- jit` makes as many as there is time for. */
const RUNS = Number(process.env.RUNS ?? 5_000);
const SEED = Number(process.env.SEED ?? 20_261_130);

/** Some end a slice in nearly every block, some in nearly none. */
const slices = fc.constantFrom(undefined, 3, 10, 37, 111);
const seeds = fc.constantFrom(undefined, 1, 2);
const MACHINES = [GENERATED, REGISTERS];
/** What fuses instructions has most to do where several follow each other. */
const ALL_MACHINES = [...MACHINES, FUSED];

/**
 * The share of the programs with so many statements in a row at most. A program costs as much as it has instructions: about
 * 50, 120 and 370.
 */
const SHARES = [
  { longest: 1, share: 0.86 },
  { longest: 2, share: 0.08 },
  { longest: 4, share: 0.03 },
] as const;

for (const { longest, share } of SHARES) {
  const numRuns = Math.ceil(RUNS * share);
  test(`${numRuns} generated programs do the same in generated code, statements in a row: ${longest}`, async () => {
    await fc.assert(
      fc.asyncProperty(
        programs({ processes: true, dynamic: true, longest }),
        slices,
        fc.boolean(),
        (source, slice, isUnwatched) =>
          compareMachines(source, { slice, isUnwatched }, longest > 1 ? ALL_MACHINES : MACHINES),
      ),
      { numRuns, seed: SEED },
    );
  });
}

const OF_PROCESSES = Math.ceil(RUNS * 0.03);

test(`${OF_PROCESSES} generated programs of several processes do the same in generated code`, async () => {
  await fc.assert(
    fc.asyncProperty(timelessProcesses, slices, seeds, fc.boolean(), (source, slice, seed, isUnwatched) =>
      compareMachines(source, { slice, seed, isUnwatched }, ALL_MACHINES),
    ),
    { numRuns: OF_PROCESSES, seed: SEED },
  );
});

const OF_NUMBERS = Math.ceil(RUNS * 0.05);

test(`${OF_NUMBERS} generated loops over Ints of all sizes do the same in generated code`, async () => {
  await fc.assert(
    fc.asyncProperty(wideInts, slices, fc.boolean(), (source, slice, isUnwatched) =>
      compareMachines(source, { slice, isUnwatched }, ALL_MACHINES),
    ),
    { numRuns: OF_NUMBERS, seed: SEED },
  );
});

const OF_RECURSIONS = Math.ceil(RUNS * 0.02);

test(`${OF_RECURSIONS} generated functions over Ints that call themselves do the same in generated code`, async () => {
  await fc.assert(
    fc.asyncProperty(recursions, slices, fc.boolean(), (source, slice, isUnwatched) =>
      compareMachines(source, { slice, isUnwatched, limits: { maxInstructions: 8_000 } }, MACHINES),
    ),
    { numRuns: OF_RECURSIONS, seed: SEED },
  );
});
