/** The ways to execute a Program. Each is to give the same output, exit code and error. */
import { createMachine } from "../../vm-core/machine/index.ts";
import { optimize, PASS_NAMES, type PassName } from "../../vm-core/optimize/index.ts";
import type { Program } from "../../vm-core/program/program.ts";
import { Driver, outcomeOf } from "../../vm-core/run/drive.ts";
import { executeObserved } from "../../vm-core/run/execute.ts";
import { failureText } from "../../vm-core/run/failure.ts";
import { captureHost, noModules, type RunOptions, runProgram, type TextRun } from "../machine/run-text.ts";

type Mode = (program: Program, options?: RunOptions) => Promise<TextRun>;

/** With an observer that sees everything and stops nowhere. */
async function observed(program: Program, { host, ...options }: RunOptions = {}): Promise<TextRun> {
  const written = { stdout: "", stderr: "" };
  const run = createMachine(program, { readModule: noModules, ...options });
  const observer = { instruction: () => false, raised: () => false };
  await new Driver(run, { ...captureHost(written), ...host }, (process, fuel) =>
    executeObserved(process, run.system, fuel, observer),
  ).go();
  const { exitCode, failure } = outcomeOf(run);
  return { ...written, exitCode, failure, error: failure === null ? "" : failureText(failure) };
}

/** The modes that optimize first, and by which passes. */
const PASSES: Readonly<Record<string, readonly PassName[]>> = {
  optimized: PASS_NAMES,
  ...Object.fromEntries(PASS_NAMES.map((pass) => [`optimized by ${pass}`, [pass]])),
};

export const MODES: Readonly<Record<string, Mode>> &
  Readonly<Record<"plain" | "observed" | "optimized", Mode>> = {
  plain: (program, options) => runProgram(program, options),
  observed,
  "on the register machine": (program, options) => runProgram(program, { ...options, useIr: true }),
  "in fused steps": (program, options) => runProgram(program, { ...options, fusedAfter: 0 }),
  "in generated code": (program, options) => runProgram(program, { ...options, jit: "always" }),
  optimized: optimizedBy("optimized"),
  ...Object.fromEntries(Object.keys(PASSES).map((mode) => [mode, optimizedBy(mode)])),
};

function optimizedBy(mode: string): Mode {
  return (program, options) => runProgram(programOf(mode, program), options);
}

/**
 * Whether a mode executes another Program than `plain`, or executes it in another way. Most passes change nothing in most
 * programs; their run would be that of `plain` once more.
 */
export function differsFromPlain(mode: string, program: Program): boolean {
  return PASSES[mode] === undefined || programOf(mode, program) !== program;
}

const optimizedPrograms = new WeakMap<Program, Map<string, Program>>();

/** The Program that a mode executes; each is optimized once. */
function programOf(mode: string, program: Program): Program {
  const passes = PASSES[mode];
  if (passes === undefined) return program;
  const known = optimizedPrograms.get(program) ?? new Map<string, Program>();
  optimizedPrograms.set(program, known);
  const after = known.get(mode) ?? optimize(program, passes).program;
  known.set(mode, after);
  return after;
}
