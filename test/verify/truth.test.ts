/**
 * No false error: where the verifier finds an error, every run that gets there faults there. And what it knows
 * of the way there holds: it has seen each instruction that a run executes, with these values on the stack, these
 * variables and these handlers.
 *
 * 700 generated programs with a fixed seed; `npm run fuzz -- verify` makes more; SEED and RUNS change that. The conformance cases run too.
 */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import fc from "fast-check";
import { analyze } from "../../vm-core/analyze/index.ts";
import { loadCases } from "../conformance/case.ts";
import { programText } from "../generate/programs.ts";
import { assembled } from "../machine/run-text.ts";
import { checkTruth } from "./truth.ts";
import { wildText } from "./wild.ts";

const RUNS = Number(process.env.RUNS ?? 700);
const SEED = Number(process.env.SEED ?? 20_261_122);

async function checkMany(texts: fc.Arbitrary<string>, runs: number): Promise<void> {
  let errors = 0;
  const property = fc.asyncProperty(texts, async (text) => {
    errors += (await checkTruth(assembled(text))).errors;
  });
  await fc.assert(property, { numRuns: runs, seed: SEED });
  assert.ok(errors > 0, "no program had an error");
}

describe("An error of the verifier", () => {
  it(`comes true in ${RUNS} generated programs`, () => checkMany(programText, RUNS));

  it(`comes true in ${RUNS / 5} programs that nobody would write`, () => checkMany(wildText, RUNS / 5));

  it("comes true in every program that was found by chance", async () => {
    const folder = "test/fixtures/verify";
    for (const name of readdirSync(folder).filter((one) => one.startsWith("found-"))) {
      await checkTruth(assembled(readFileSync(`${folder}/${name}`, "utf8")));
    }
  });

  it("comes true in every conformance case", async () => {
    for (const { id, source, mode } of loadCases()) {
      if (source === undefined || mode === "lisp") continue;
      const { program } = analyze("main.ttvm", 1, source);
      if (program === undefined || program.code.some(({ op }) => op === "IMPORT")) continue;
      await checkTruth(program).catch((error) => assert.fail(`${id}: ${error}`));
    }
  });

  it("is in no program that ends well", () => {
    for (const { id, source, mode, expect } of loadCases()) {
      if (source === undefined || mode === "lisp" || (expect.exit ?? 0) !== 0) continue;
      const { diagnostics } = analyze("main.ttvm", 1, source);
      assert.deepEqual(
        diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => `${id}: ${message}`),
        [],
      );
    }
  });
});

describe("What people open first", () => {
  for (const folder of ["examples", "vm-core/std/modules"]) {
    it(`has no finding: ${folder}`, () => {
      for (const name of readdirSync(folder).filter((one) => one.endsWith(".ttvm"))) {
        const { diagnostics } = analyze(name, 1, readFileSync(`${folder}/${name}`, "utf8"));
        assert.deepEqual(
          diagnostics.map(({ code, message }) => `${name}: ${code}: ${message}`),
          [],
        );
      }
    });
  }
});
