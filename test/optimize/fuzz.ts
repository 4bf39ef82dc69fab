/** Generated programs, optimized and plain: see tools/fuzz.mjs. */
import fc from "fast-check";
import { programs } from "../generate/programs.ts";
import { assembled } from "../machine/run-text.ts";
import { compareOptimized } from "./compare.ts";

export interface FuzzRun {
  readonly seed: number;
  /** By `performance.now()`. */
  readonly until: number;
}

export interface FuzzResult {
  readonly cases: number;
  /** The smallest failing program that was found. */
  readonly failure?: { readonly source: string; readonly message: string };
}

const CASES = 1_000;

export async function fuzz({ seed, until }: FuzzRun): Promise<FuzzResult> {
  const property = fc.asyncProperty(programs({ processes: true, dynamic: true }), (source) =>
    compareOptimized(assembled(source)),
  );
  const { failed, numRuns, counterexample, errorInstance } = await fc.check(property, {
    seed,
    numRuns: CASES,
    interruptAfterTimeLimit: Math.max(1, until - performance.now()),
    markInterruptAsFailure: false,
  });
  if (!failed) return { cases: numRuns };
  const message = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  return { cases: numRuns, failure: { source: counterexample?.[0] ?? "", message } };
}
