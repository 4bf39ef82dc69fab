/** What every `fuzz.ts` does with generated texts: see tools/fuzz.mjs. */
import fc from "fast-check";

export interface FuzzRun {
  readonly seed: number;
  /** By `performance.now()`. */
  readonly until: number;
}

export interface FuzzResult {
  readonly cases: number;
  /** The smallest failing text that was found. */
  readonly failure?: { readonly source: string; readonly message: string };
}

const CASES = 1_000;

/** Compares generated texts until one differs, the time is over, or there have been enough for one seed. */
export async function fuzzTexts(
  texts: fc.Arbitrary<string>,
  compare: (source: string) => Promise<unknown>,
  { seed, until }: FuzzRun,
): Promise<FuzzResult> {
  const property = fc.asyncProperty(texts, async (source) => {
    await compare(source);
  });
  const { failed, numRuns, counterexample, errorInstance } = await fc.check(property, {
    seed,
    numRuns: CASES,
    interruptAfterTimeLimit: Math.max(1, until - performance.now()),
    markInterruptAsFailure: false,
  });
  // A check whose time was over before its first case has failed, too.
  if (!failed || counterexample === null) return { cases: numRuns };
  const message = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  return { cases: numRuns, failure: { source: counterexample[0], message } };
}
