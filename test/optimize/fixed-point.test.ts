/** When the passes stop, none of them finds anything more, though each has only looked at what was changed. */
import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { applyRewrites } from "../../vm-core/optimize/apply.ts";
import { optimize, PASSES } from "../../vm-core/optimize/index.ts";
import { longProgram } from "../generate/long-program.ts";
import { programs } from "../generate/programs.ts";
import { assembled } from "../machine/run-text.ts";
import { compareOptimized } from "./compare.ts";

function assertDone(source: string): void {
  const { program } = optimize(assembled(source));
  for (const pass of PASSES) {
    const left = applyRewrites(program, pass.find(program)).rewrites;
    assert.deepEqual(
      left.map(({ reason }) => `${pass.name}: ${reason}`),
      [],
    );
  }
}

test("nothing is left to do in generated programs", () => {
  fc.assert(fc.property(programs({ processes: true, dynamic: true }), assertDone), { numRuns: 380, seed: 7 });
});

test("a long program does the same, and nothing is left to do in it", async () => {
  const source = longProgram(2_000);
  assertDone(source);
  await compareOptimized(assembled(source));
});
