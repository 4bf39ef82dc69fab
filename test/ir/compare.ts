/** Compares runs on other machines with one of the interpreter: what is seen of them, and each slice. */
import assert from "node:assert/strict";
import type { Program } from "../../vm-core/program/program.ts";
import { failurePlaces } from "../../vm-core/run/failure.ts";
import type { Host } from "../../vm-core/run/host.ts";
import type { Process } from "../../vm-core/run/process.ts";
import type { Run } from "../../vm-core/run/run.ts";
import { Fault } from "../../vm-core/value/callable.ts";
import { debug } from "../../vm-core/value/display.ts";
import { assembled } from "../machine/run-text.ts";
import { type RunWish, runProcesses } from "../processes/run.ts";

export interface Wish extends RunWish {
  /** Instructions of a slice, instead of what the machine gives. */
  readonly slice?: number;
  /** Slices are not looked at, so a process that is alone may get several at once. */
  readonly isUnwatched?: boolean;
}

/** Programs that are generated end long before. */
const LIMITS = { maxInstructions: 1_000_000 };

/** A host whose time passes only while it waits: what depends on time does not depend on the speed of a machine. */
function timelessHost(): Partial<Host> {
  let now = 0;
  const wait = (milliseconds: number) => {
    now += milliseconds;
    return Promise.resolve();
  };
  return {
    now: () => now,
    delay: wait,
    breathe: () => Promise.resolve(),
    perform: (request) => new Fault("Unsupported", `no ${request.kind} here`),
  };
}

/** Everything that can be seen of a run, with the state of each process in front of each of its slices. */
export async function observe(source: string | Program, { slice, isUnwatched, ...wish }: Wish) {
  const slices: string[] = [];
  const watching = (_: Run, { id, ip, instructions, stack, frame, handlers }: Process) => {
    if (slices.length >= 200) return;
    const open = handlers?.count ?? 0;
    slices.push(`${id} at ${ip} after ${instructions}: ${frame.depth} ${open} ${stack.map(debug).join(" ")}`);
  };
  const { events, run, failure, ...ended } = await runProcesses(source, {
    limits: LIMITS,
    host: timelessHost(),
    ...wish,
    listening: true,
    slicing: isUnwatched === true ? undefined : watching,
    prepare: ({ system }) => {
      if (slice !== undefined) system.mostReductions = slice;
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

/** How a program is executed otherwise than by the interpreter. */
export type Machine = Pick<Wish, "useIr" | "jit" | "fusedAfter">;

export const REGISTERS: Machine = { useIr: true };
/** Instruction by instruction. */
const INTERPRETED: Machine = { fusedAfter: Number.POSITIVE_INFINITY };
/** Everything is fused. */
export const FUSED: Machine = { fusedAfter: 0 };
/** Everything is compiled, and may be entered and left anywhere. */
export const GENERATED: Machine = { jit: "always" };

/** Fails where the register machine, or another one, differs from the interpreter. */
export async function compareMachines(
  source: string | Program,
  wish: Wish = {},
  machines: readonly Machine[] = [REGISTERS],
): Promise<void> {
  const program = typeof source === "string" ? assembled(source) : source;
  const plain = await observe(program, { ...wish, ...INTERPRETED });
  for (const machine of machines) {
    const other = await observe(program, { ...wish, ...machine });
    assert.deepEqual(other, plain);
  }
}
