/** 10,000 steps in sessions of a server, compared with fresh ones after each: see tools/fuzz.mjs. */
import fc from "fast-check";
import { caseOf, Difference, replay } from "./replay.ts";
import { doing } from "./steps.ts";

const STEPS = 10_000;
const OF_A_SESSION = 250;

/** Takes all steps of a seed, whatever time it was given: who asks for this area wants them all. */
export async function fuzz({ seed }: { readonly seed: number }) {
  let cases = 0;
  for (let session = 0; cases < STEPS; session++) {
    const doings = fc.sample(doing, { numRuns: OF_A_SESSION, seed: seed * 1_000 + session });
    try {
      cases += await replay(caseOf(doings));
      console.log(`replay: ${cases} steps of ${STEPS}`);
    } catch (error) {
      if (!(error instanceof Difference)) throw error;
      const source = `${JSON.stringify(error.found, undefined, 1)}\n`;
      return { cases, failure: { source, message: error.message, ending: "json" } };
    }
  }
  return { cases };
}
