/** Random well-formed programs do what a direct evaluator, written for this test, says. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { readLisp } from "../../vm-core/lisp/index.ts";
import { SeededRandom } from "../../vm-core/run/random.ts";
import { runProgram } from "../machine/run-text.ts";
import { MODES } from "../run/modes.ts";
import { Evaluator, type Form, Raised, Unsure } from "./direct-evaluator.ts";
import { MACROS, RandomPrograms, write } from "./random-programs.ts";

const PROGRAMS = 2000;
/** Every so many programs run optimized, too. */
const OPTIMIZED = 10;

interface Expected {
  readonly stdout: string;
  readonly fails: boolean;
}

/** Undefined where the evaluator does not say. */
function expectation(forms: readonly Form[]): Expected | undefined {
  const evaluator = new Evaluator();
  try {
    evaluator.run(forms);
  } catch (error) {
    if (error instanceof Raised) return { stdout: evaluator.output, fails: true };
    if (error instanceof Unsure || error instanceof RangeError) return undefined;
    throw error;
  }
  return { stdout: evaluator.output, fails: false };
}

it("agrees with a direct evaluator", async () => {
  let compared = 0;
  let failing = 0;
  for (let seed = 1; seed <= PROGRAMS; seed++) {
    const random = new SeededRandom(seed);
    const forms = new RandomPrograms(() => random.next()).program();
    const text = MACROS + forms.map(write).join("\n");
    const { program, diagnostics } = readLisp(text, "random.lisp");
    assert.ok(program !== undefined, `seed ${seed}: ${diagnostics[0]?.message}: ${text}`);
    const expected = expectation(forms);
    if (expected === undefined) continue;
    const modes = seed % OPTIMIZED === 0 ? [runProgram, MODES.optimized] : [runProgram];
    for (const run of modes) {
      const { stdout, error } = await run(program);
      const found = { stdout, fails: error !== "" };
      assert.deepEqual(found, expected, `seed ${seed}: ${error}\n${text}`);
    }
    compared++;
    if (expected.fails) failing++;
  }
  // Most programs are good for something.
  assert.ok(compared > PROGRAMS * 0.9, `${compared} of ${PROGRAMS} were compared`);
  assert.ok(failing > PROGRAMS * 0.01 && failing < PROGRAMS * 0.3, `${failing} of ${PROGRAMS} failed`);
});
