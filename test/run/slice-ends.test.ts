/**
 * Where slices end: after as many instructions as they have, wherever that is, and else only after instructions that wait for somebody
 * or end their process. The same instructions in each engine, also where every instruction is looked at.
 */
import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { effectsOf, flowOf, type Mnemonic } from "../../vm-core/isa/index.ts";
import { createMachine, type MachineOptions } from "../../vm-core/machine/index.ts";
import type { Program } from "../../vm-core/program/program.ts";
import { Driver } from "../../vm-core/run/drive.ts";
import { executeObserved, type Stop } from "../../vm-core/run/execute.ts";
import { timelessProcesses } from "../generate/processes.ts";
import { programs } from "../generate/programs.ts";
import { withOwnTime } from "../machine/own-time.ts";
import { assembled, captureHost, noModules } from "../machine/run-text.ts";

interface SliceEnd {
  readonly pid: number;
  readonly stop: Stop;
  /** Where the process continues. */
  readonly address: number;
  /** Executed by the process so far, and of the slice left. */
  readonly executed: number;
  readonly left: number;
}

interface Wish extends Partial<MachineOptions> {
  readonly slice: number;
  /** Told of the last instruction of each slice. */
  readonly noting?: (end: SliceEnd, last: Mnemonic) => void;
}

async function sliceEnds(
  program: Program,
  { slice, noting, ...options }: Wish,
): Promise<readonly SliceEnd[]> {
  const limits = { maxInstructions: 20_000 };
  const run = createMachine(program, { readModule: noModules, limits, ...options });
  const { system } = run;
  system.mostReductions = slice;
  const ends: SliceEnd[] = [];
  let last: Mnemonic | undefined;
  const observer = {
    instruction: ({ ip }: { ip: number }) => {
      last = system.space.place(ip)?.instruction.op;
      return false;
    },
    raised: () => false,
  };
  const host = withOwnTime({ ...captureHost({ stdout: "", stderr: "" }), breathe: async () => undefined });
  await new Driver(run, host, (process, fuel) => {
    const before = process.instructions;
    last = undefined;
    const stop =
      noting === undefined
        ? run.execute(process, system, fuel)
        : executeObserved(process, system, fuel, observer);
    const { id: pid, ip: address, instructions: executed } = process;
    const end = { pid, stop, address, executed, left: fuel - (executed - before) };
    ends.push(end);
    if (last !== undefined) noting?.(end, last);
    return stop;
  }).go();
  return ends;
}

/** What an instruction may be that ends a slice in this way before it is used up; where it is, any may. */
const MAY_END: Partial<Record<Stop, (last: Mnemonic) => boolean>> = {
  receiving: (last) => effectsOf(last).has("receives"),
  waiting: (last) => effectsOf(last).has("waits"),
  yield: (last) => effectsOf(last).has("waits"),
  exit: (last) => flowOf(last) !== "next",
};

test("Slices end after the same instructions in each engine: when they are used up, and where somebody waits", async () => {
  const wayToEnd = new Map<Stop, Set<Mnemonic>>();
  const noting = ({ stop, left }: SliceEnd, last: Mnemonic): void => {
    if (stop === "fuel") assert.equal(left, 0, `${last} ended a slice with ${left} left`);
    else if (stop !== "ended") assert.ok(MAY_END[stop]?.(last), `${stop} after ${last}`);
    wayToEnd.set(stop, (wayToEnd.get(stop) ?? new Set()).add(last));
  };
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(timelessProcesses, programs({ processes: true, dynamic: true, longest: 2 })),
      fc.constantFrom(1, 2, 7, 50),
      async (source, slice) => {
        const program = assembled(source);
        const expected = await sliceEnds(program, { slice, noting });
        for (const engine of [{}, { useIr: true }, { jit: "always" }, { fusedAfter: 0 }] as const)
          assert.deepEqual(await sliceEnds(program, { slice, ...engine }), expected);
      },
    ),
    { numRuns: 40, seed: 20_261_130 },
  );
  // What is used up ends after instructions of all kinds, not at calls and jumps alone.
  const kinds = (stop: Stop): number => wayToEnd.get(stop)?.size ?? 0;
  assert.ok(kinds("fuel") >= 30, `${kinds("fuel")} instructions used a slice up`);
  assert.ok(kinds("receiving") >= 2 && kinds("ended") >= 2, [...wayToEnd.keys()].join(" "));
});
