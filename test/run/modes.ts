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

function optimized(passes: readonly PassName[]): Mode {
  return (program, options) => runProgram(optimize(program, passes).program, options);
}

export const MODES: Readonly<Record<string, Mode>> & { readonly plain: Mode } = {
  plain: (program, options) => runProgram(program, options),
  observed,
  "on the register machine": (program, options) => runProgram(program, { ...options, useIr: true }),
  optimized: optimized(PASS_NAMES),
  ...Object.fromEntries(PASS_NAMES.map((pass) => [`optimized by ${pass}`, optimized([pass])])),
};
