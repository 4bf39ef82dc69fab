/** Every program that the tests and the examples have does the same on the register machine, slice by slice. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { analyze } from "../../vm-core/analyze/index.ts";
import { compareMachines } from "./compare.ts";

const FOLDERS = [
  "test/fixtures/run",
  "test/fixtures/faults",
  "test/fixtures/lisp",
  "test/fixtures/debug",
  "test/fixtures/optimize",
  "test/fixtures/bytecode",
  "test/fixtures/learn",
  "test/fixtures/ide",
  "examples",
];
/** Enough for most of them to end. */
const limits = { maxInstructions: 20_000 };
/** One after the other: whole slices, and slices that end in many blocks. */
const SLICES = [undefined, 11];

/** The programs of a file: of a fixture of faults there is one after each line that names a fault. */
function textsIn(file: string): readonly string[] {
  const text = readFileSync(file, "utf8");
  return file.includes("faults") ? text.split(/^; fault .*$/m).slice(1) : [text];
}

describe("On the register machine", () => {
  for (const folder of FOLDERS) {
    it(`the programs of ${folder} do the same`, async () => {
      const names = readdirSync(folder, { recursive: true }).map(String);
      let programs = 0;
      for (const name of names.filter((each) => /\.(?:ttvm|lisp)$/.test(each)).sort()) {
        for (const text of textsIn(path.join(folder, name))) {
          const { program } = analyze(name, 0, text);
          if (program === undefined) continue;
          const slice = SLICES[programs++ % SLICES.length];
          await compareMachines(program, { limits, slice }).catch((error: Error) => {
            error.message = `${name}: ${error.message}`;
            throw error;
          });
        }
      }
      assert.ok(programs > 0);
    });
  }
});
