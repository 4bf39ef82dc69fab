/** What processes do, case by case, in every mode and under several orders. */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { type Case, readCases } from "./cases.ts";
import { type RunWish, runProcesses } from "./run.ts";

const FIXTURES = "test/fixtures/processes";
const SEEDS = [1, 2, 3, 4, 5];

async function check(one: Case, wish: RunWish): Promise<void> {
  const limits = { maxProcesses: 25_000 };
  const result = await runProcesses(one.text, { modules: one.modules, limits, ...wish });
  assert.equal(result.stdout, one.stdout);
  assert.equal(result.stderr, one.stderr);
  assert.equal(result.error, one.error);
  assert.equal(result.exitCode, one.exitCode);
  assert.equal(result.waiting.length, one.waits.length, result.waiting.join("\n"));
  for (const [index, text] of one.waits.entries())
    assert.ok(result.waiting[index].includes(text), result.waiting[index]);
}

for (const file of readdirSync(FIXTURES).filter((name) => name.endsWith(".ttvm"))) {
  describe(file, () => {
    for (const one of readCases(path.join(FIXTURES, file))) {
      it(one.title, () => check(one, {}));
      it(`${one.title}, on the register machine`, () => check(one, { useIr: true }));
      it(`${one.title}, in fused steps`, () => check(one, { fusedAfter: 0 }));
      it(`${one.title}, in generated code`, () => check(one, { jit: "always" }));
      it(`${one.title}, observed`, () => check(one, { observed: true, listening: true }));
      if (!one.anyOrder) continue;
      it(`${one.title}, in other orders`, async () => {
        for (const seed of SEEDS) await check(one, { seed });
      });
    }
  });
}
