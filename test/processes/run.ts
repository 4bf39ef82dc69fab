/** Runs programs of several processes and tells what came of them. */
import { createMachine, type MachineOptions } from "../../vm-core/machine/index.ts";
import type { Program } from "../../vm-core/program/program.ts";
import { Driver, type Outcome, outcomeOf } from "../../vm-core/run/drive.ts";
import type { ProcessEvent } from "../../vm-core/run/events.ts";
import { executeObserved } from "../../vm-core/run/execute.ts";
import { failureText } from "../../vm-core/run/failure.ts";
import type { Host } from "../../vm-core/run/host.ts";
import type { Process } from "../../vm-core/run/process.ts";
import type { Run } from "../../vm-core/run/run.ts";
import { Fault } from "../../vm-core/value/callable.ts";
import { withOwnTime } from "../machine/own-time.ts";
import { assembled, captureHost } from "../machine/run-text.ts";

export interface ProcessRun extends Outcome {
  readonly stdout: string;
  readonly stderr: string;
  /** The failure of process 1 in words; empty without one. */
  readonly error: string;
  readonly events: readonly ProcessEvent[];
  readonly run: Run;
}

export interface RunWish extends Partial<MachineOptions> {
  /** Texts of modules by file name. */
  readonly modules?: Readonly<Record<string, string>>;
  readonly observed?: boolean;
  /** Nobody listens to the events unless this is set. */
  readonly listening?: boolean;
  readonly host?: Partial<Host>;
  /** Ends the run from outside. */
  readonly signal?: AbortSignal;
  /** Called before each slice. */
  readonly slicing?: (run: Run, process: Process) => void;
  /** Called before the run starts. */
  readonly prepare?: (run: Run) => void;
}

/** A host that can sleep in a time of its own, keeps what is written, and refuses everything else. */
function host(written: { stdout: string; stderr: string }): Host {
  return withOwnTime({
    ...captureHost(written),
    breathe: () => new Promise((resolve) => setImmediate(resolve)),
  });
}

export async function runProcesses(source: string | Program, wish: RunWish = {}): Promise<ProcessRun> {
  const { modules = {}, observed = false, listening = false, slicing, prepare, ...options } = wish;
  const written = { stdout: "", stderr: "" };
  const run = createMachine(typeof source === "string" ? assembled(source) : source, {
    readModule: async (path) =>
      Object.hasOwn(modules, path)
        ? { name: path, text: modules[path] }
        : new Fault("FileError", `File operation failed on ${path}: No such file or directory (os error 2)`),
    ...options,
  });
  prepare?.(run);
  const events: ProcessEvent[] = [];
  if (listening) run.system.events.listen((event) => events.push(event));
  const observer = { instruction: () => false, raised: () => false };
  const driver = new Driver(run, { ...host(written), ...wish.host }, (process, fuel, ahead) => {
    slicing?.(run, process);
    return observed
      ? executeObserved(process, run.system, fuel, observer)
      : run.execute(process, run.system, fuel, slicing === undefined ? ahead : 0);
  });
  await driver.go(wish.signal);
  const outcome = outcomeOf(run);
  const error = outcome.failure === null ? "" : failureText(outcome.failure);
  return { ...outcome, ...written, error, events, run };
}
