/**
 * Compares a program with itself optimized: what it writes, how it ends, where it fails, what it executes.
 */
import assert from "node:assert/strict";
import { createMachine } from "../../vm-core/machine/index.ts";
import { optimize, PASS_NAMES, type PassName } from "../../vm-core/optimize/index.ts";
import type { Program } from "../../vm-core/program/program.ts";
import { drive } from "../../vm-core/run/drive.ts";
import { failurePlaces, failureText } from "../../vm-core/run/failure.ts";
import { captureHost, noModules } from "../machine/run-text.ts";

/** Each pass alone, and all together. */
export const CHOICES: readonly (readonly [name: string, passes: readonly PassName[]])[] = [
  ["all", PASS_NAMES],
  ...PASS_NAMES.map((name) => [name, [name]] as const),
];

/** Programs of the generator end long before. */
const MOST_INSTRUCTIONS = 1_000_000;

/** A generated program only waits when nothing else can run. */
const noDelay = (): Promise<void> => Promise.resolve();

export async function observe(program: Program) {
  const written = { stdout: "", stderr: "" };
  const run = createMachine(program, {
    readModule: noModules,
    limits: { maxInstructions: MOST_INSTRUCTIONS },
  });
  // A process gives way where it waits, not after so many instructions: optimized, it would elsewhere.
  run.system.reductions = () => MOST_INSTRUCTIONS;
  const { exitCode, failure } = await drive(run, { ...captureHost(written), delay: noDelay });
  return {
    seen: {
      ...written,
      exitCode,
      error: failure === null ? "" : failureText(failure),
      address: failure?.address,
    },
    places: failure === null ? [] : failurePlaces(failure),
    executed: run.main.instructions,
  };
}

/** Fails where the optimized program differs, with both programs in the message. */
export async function compareOptimized(program: Program, choices: typeof CHOICES = CHOICES): Promise<void> {
  const plain = await observe(program);
  for (const [name, passes] of choices) {
    const after = optimize(program, passes).program;
    if (after === program) continue;
    const optimized = await observe(after);
    assert.deepEqual(optimized.seen, plain.seen, name);
    if (passes.includes("tail-call")) {
      const places = [...plain.places];
      for (const place of optimized.places) {
        assert.ok(places.splice(0, places.indexOf(place) + 1).length > 0, `${name}: ${place} is no place`);
      }
    } else {
      assert.deepEqual(optimized.places, plain.places, name);
    }
    assert.ok(
      optimized.executed <= plain.executed,
      `${name}: ${optimized.executed} instructions executed, plain ${plain.executed}`,
    );
  }
}
