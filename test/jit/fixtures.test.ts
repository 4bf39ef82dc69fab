/** Every program that the tests and the examples have does the same on the register machine and in generated code, slice by slice. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { PROGRAM_FOLDERS, programsIn } from "../ir/all-programs.ts";
import { compareMachines, FUSED, GENERATED, REGISTERS } from "../ir/compare.ts";
import { assembled } from "../machine/run-text.ts";

/** Enough for most of them to end. */
const limits = { maxInstructions: 12_000 };
/** One after the other: whole slices, and slices that end in many blocks. */
const SLICES = [undefined, 37, 11];

describe("Generated code and the register machine", () => {
  for (const folder of PROGRAM_FOLDERS) {
    it(`do the same for the programs of ${folder}`, async () => {
      let programs = 0;
      for (const { name, program } of programsIn(folder)) {
        const slice = SLICES[programs++ % SLICES.length];
        await compareMachines(program, { limits, slice }, [GENERATED, REGISTERS, FUSED]).catch(
          (error: Error) => {
            error.message = `${name}: ${error.message}`;
            throw error;
          },
        );
      }
      assert.ok(programs > 0);
    });
  }

  for (const folder of ["test/fixtures/jit", "test/fixtures/ir"]) {
    for (const file of readdirSync(folder).filter((name) => name.endsWith(".ttvm"))) {
      it(`do the same for ${folder}/${file}, whatever the slices`, async () => {
        const program = assembled(readFileSync(path.join(folder, file), "utf8"));
        for (const slice of [undefined, 1, 13]) await compareMachines(program, { slice }, [GENERATED]);
        for (const slice of [undefined, 1, 5, 40]) {
          await compareMachines(program, { slice, isUnwatched: true }, [GENERATED]);
        }
        await compareMachines(program, {}, [{ jit: "auto" }]);
      });
    }
  }
});
