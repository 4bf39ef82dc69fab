/**
 * What a command takes from the process that it runs in, as data: so several commands can run in one process, each with
 * a working directory, an environment and standard streams of its own.
 *
 * Absent by design: signals, and the terminal of `repl`; those belong to the process.
 */
import type { Readable } from "node:stream";
import type { Measure } from "./bench/child.ts";
import type { HostOptions } from "./host/index.ts";
import { writeAll } from "./host/write.ts";
import { wantsColor } from "./options.ts";
import type { RunTest } from "./testing/run-test.ts";
import { writeAtOnce } from "./write-at-once.ts";

export interface CommandContext {
  /** What relative paths are relative to. */
  readonly cwd: string;
  /** The environment that a program starts with. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The exit code; undefined until the command has one. */
  exitCode: number | undefined;
  /** Standard input; called when somebody first reads. */
  readonly stdin: () => Readable;
  /** Where the output of a program goes; the standard streams of the process when absent. */
  readonly writeProgramOutput?: HostOptions["write"];
  /** How the program of a test is run; in a process of its own when absent. */
  readonly runTest?: RunTest;
  /** How a run is measured; in a process of its own when absent. */
  readonly measure?: Measure;
  /**
   * Writes what the command itself has to say to standard output. What it returns is to be awaited before the next
   * text: a pipe may be full. Rejects with the error of the system.
   */
  readonly writeOutput: (text: string) => Promise<void> | void;
  /** Writes to standard error, at once. */
  readonly writeError: (text: string) => void;
  /** Ends the process at once, with all that is under way in it; absent where the process has something else to do. */
  readonly leave?: (exitCode: number) => void;
  /** Is told by a run whether it has started one process only: see `MachineOptions`. */
  onAlone?: ((isAlone: boolean) => void) | undefined;
  /** Whether a stream wants colours; `color` is the flag, undefined when it is not given. */
  readonly hasColor: (color: boolean | undefined, stream?: "stdout" | "stderr") => boolean;
  /** Whether somebody looks at standard error while the command works: progress is shown there. */
  readonly showsProgress: boolean;
}

/** The process itself. */
export const PROCESS: CommandContext = {
  get cwd() {
    return process.cwd();
  },
  env: process.env,
  get exitCode() {
    return process.exitCode as number | undefined;
  },
  set exitCode(code) {
    process.exitCode = code;
  },
  stdin: () => process.stdin,
  writeOutput: (text) => writeAll([{ stream: "stdout", text }]),
  writeError: writeAtOnce,
  leave: (exitCode) => process.exit(exitCode),
  hasColor: (color, stream = "stderr") => wantsColor(process[stream], color),
  get showsProgress() {
    return process.stderr.isTTY === true;
  },
};
