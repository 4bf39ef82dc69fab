/** Generated programs, compared with what is said of them: see tools/fuzz.mjs. */
import fc from "fast-check";
import { programs } from "../generate/programs.ts";
import { assembled } from "../machine/run-text.ts";
import type { FuzzResult, FuzzRun } from "../optimize/fuzz.ts";
import { checkTruth } from "./truth.ts";
import { wildText } from "./wild.ts";

const CASES = 1_000;

const texts = fc.oneof(programs({ processes: true, dynamic: true }), wildText);

export async function fuzz({ seed, until }: FuzzRun): Promise<FuzzResult & { readonly executed: number }> {
  let executed = 0;
  const property = fc.asyncProperty(texts, async (source) => {
    executed += (await checkTruth(assembled(source))).executed;
  });
  const { failed, numRuns, counterexample, errorInstance } = await fc.check(property, {
    seed,
    numRuns: CASES,
    interruptAfterTimeLimit: Math.max(1, until - performance.now()),
    markInterruptAsFailure: false,
  });
  if (!failed) return { cases: numRuns, executed };
  const message = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  return { cases: numRuns, executed, failure: { source: counterexample?.[0] ?? "", message } };
}
