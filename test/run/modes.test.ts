/** Every way to execute a program gives the same result: fixtures and generated programs. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import fc from "fast-check";
import { programText } from "../generate/programs.ts";
import { assembled } from "../machine/run-text.ts";
import { differsFromPlain, MODES } from "./modes.ts";

const FIXTURES = "test/fixtures/run";

/** The output that a program says it has. */
function expectedOutput(source: string): string {
  return [...source.matchAll(/; expect: (.*)/g)].map(([, line]) => `${line}\n`).join("");
}

for (const file of readdirSync(FIXTURES).filter((name) => name.endsWith(".ttvm"))) {
  const source = readFileSync(path.join(FIXTURES, file), "utf8");
  const program = assembled(source);
  for (const [mode, run] of Object.entries(MODES)) {
    test(`${file} runs as it says, ${mode}`, async () => {
      if (mode !== "plain" && !differsFromPlain(mode, program)) return;
      const result = await run(program);
      assert.equal(result.stdout, expectedOutput(source));
      assert.equal(result.error, /; expect-error: (.*)/.exec(source)?.[1] ?? "");
    });
  }
}

/**
 * What passes do, alone and together, is compared for generated programs in `test/optimize/generated.test.ts`, and by
 * `npm run fuzz -- optimize`; so it is enough to optimize some here.
 */
const OPTIMIZED_EVERY = 8;

test("generated programs do the same in every mode", async () => {
  let turn = 0;
  await fc.assert(
    fc.asyncProperty(programText, async (source) => {
      const program = assembled(source);
      const plain = await MODES.plain(program);
      const modes = turn++ % OPTIMIZED_EVERY === 0 ? ["observed", "optimized"] : ["observed"];
      for (const mode of modes) {
        if (!differsFromPlain(mode, program)) continue;
        const { stdout, stderr, exitCode, error } = await MODES[mode](program);
        const expected = {
          stdout: plain.stdout,
          stderr: plain.stderr,
          exitCode: plain.exitCode,
          error: plain.error,
        };
        assert.deepEqual({ stdout, stderr, exitCode, error }, expected, mode);
      }
    }),
    { numRuns: 1_500, seed: 20_26 },
  );
});

test("generated programs end, and most do something", async () => {
  let printing = 0;
  const runs = 300;
  await fc.assert(
    fc.asyncProperty(programText, async (source) => {
      const { stdout } = await MODES.plain(assembled(source));
      if (stdout !== "") printing++;
    }),
    { numRuns: runs, seed: 7 },
  );
  assert.ok(printing > runs / 2, `only ${printing} of ${runs} print`);
});
