/** Compares a run on the register machine with one of the interpreter: what is seen of it, and each slice. */
import assert from "node:assert/strict";
import { failurePlaces } from "../../vm-core/run/failure.ts";
import { debug } from "../../vm-core/value/display.ts";
import { type RunWish, runProcesses } from "../processes/run.ts";

export interface Wish extends RunWish {
  /** Instructions of a slice, instead of what the machine gives. */
  readonly slice?: number;
}

/** Programs that are generated end long before. */
const LIMITS = { maxInstructions: 1_000_000 };

/** Everything that can be seen of a run, with the state of each process in front of each of its slices. */
export async function observe(text: string, { slice, ...wish }: Wish) {
  const slices: string[] = [];
  const { events, run, failure, ...ended } = await runProcesses(text, {
    limits: LIMITS,
    ...wish,
    listening: true,
    slicing: ({ system }, { id, ip, instructions, stack, frame, handlers }) => {
      if (slice !== undefined) system.reductions = () => slice;
      if (slices.length < 2_000) {
        const open = handlers?.count ?? 0;
        slices.push(
          `${id} at ${ip} after ${instructions}: ${frame.depth} ${open} ${stack.map(debug).join(" ")}`,
        );
      }
    },
  });
  const { exitCode, stdout, stderr, error, waiting, reason } = ended;
  return {
    exitCode,
    stdout,
    stderr,
    error,
    waiting,
    reason,
    address: failure?.address,
    places: failure === null ? [] : failurePlaces(failure),
    instructions: run.system.instructions,
    allocated: run.heap.statistics.allocated,
    events: events.map((event) =>
      Object.values(event)
        .map((value) => String(value))
        .join(" "),
    ),
    slices,
  };
}

/** Fails where the register machine differs from the interpreter. */
export async function compareMachines(text: string, wish: Wish = {}): Promise<void> {
  const plain = await observe(text, wish);
  const registers = await observe(text, { ...wish, useIr: true });
  assert.deepEqual(registers, plain);
}
