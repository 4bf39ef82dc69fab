/** Every program that the tests and the examples have does the same on the register machine, slice by slice. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { PROGRAM_FOLDERS, programsIn } from "./all-programs.ts";
import { compareMachines } from "./compare.ts";

/** Enough for most of them to end. */
const limits = { maxInstructions: 20_000 };
/** One after the other: whole slices, and slices that end in many blocks. */
const SLICES = [undefined, 11];

describe("On the register machine", () => {
  for (const folder of PROGRAM_FOLDERS) {
    it(`the programs of ${folder} do the same`, async () => {
      let programs = 0;
      for (const { name, program } of programsIn(folder)) {
        const slice = SLICES[programs++ % SLICES.length];
        await compareMachines(program, { limits, slice }).catch((error: Error) => {
          error.message = `${name}: ${error.message}`;
          throw error;
        });
      }
      assert.ok(programs > 0);
    });
  }
});
