/** Random well-formed programs do what a direct evaluator, written for this test, says. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { readLisp } from "../../vm-core/lisp/index.ts";
import type { Program } from "../../vm-core/program/program.ts";
import { runProgram, type TextRun } from "../machine/run-text.ts";
import { MODES } from "../run/modes.ts";
import { type Batch, batches, type Case, whole } from "./batches.ts";

const PROGRAMS = 1500;
/** Every so many texts run optimized, too. */
const OPTIMIZED = 20;

type Run = (program: Program) => Promise<TextRun>;

/** What is wrong with a run of a text; undefined when nothing is. */
async function difference(of: Batch | Case, run: Run): Promise<string | undefined> {
  const { program, diagnostics } = readLisp(whole(of), "random.lisp");
  if (program === undefined) return diagnostics[0]?.message;
  const { stdout, failure, error } = await run(program);
  if (stdout === of.stdout && (failure !== null) === of.fails) return undefined;
  return `${error}\nprinted:\n${stdout}\nexpected${of.fails ? ", and a failure" : ""}:\n${of.stdout}`;
}

/** Finds the program that a text differs by. */
async function assertAgrees(batch: Batch, run: Run): Promise<void> {
  const all = await difference(batch, run);
  if (all === undefined) return;
  for (const each of batch.cases) {
    const own = await difference(each, run);
    assert.equal(own, undefined, `seed ${each.seed}: ${own}\n${each.text}`);
  }
  assert.fail(`seeds ${batch.cases.map(({ seed }) => seed)} differ together: ${all}`);
}

it("agrees with a direct evaluator", async () => {
  let [compared, failing, turn] = [0, 0, 0];
  for (const batch of batches(PROGRAMS)) {
    await assertAgrees(batch, runProgram);
    if (turn++ % OPTIMIZED === 0) await assertAgrees(batch, MODES.optimized);
    compared += batch.cases.length;
    if (batch.fails) failing++;
  }
  // Most programs are good for something.
  assert.ok(compared > PROGRAMS * 0.9, `${compared} of ${PROGRAMS} were compared`);
  assert.ok(failing > PROGRAMS * 0.01 && failing < PROGRAMS * 0.3, `${failing} of ${PROGRAMS} failed`);
});
