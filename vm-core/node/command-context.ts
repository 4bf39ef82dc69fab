/**
 * What a command takes from the process that it runs in, as data: so several commands can run in one process, each with
 * a working directory, an environment and standard streams of its own.
 *
 * `run` and `compile` take everything from here; the other commands still use the process itself.
 */
import type { Readable } from "node:stream";
import type { HostOptions } from "./host/index.ts";
import { wantsColor } from "./options.ts";
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
  /** Writes what the command itself has to say to standard output. */
  readonly writeOutput: (text: string) => void;
  /** Writes to standard error, at once. */
  readonly writeError: (text: string) => void;
  /** Whether standard error wants colours; `color` is the flag, undefined when it is not given. */
  readonly hasColor: (color: boolean | undefined) => boolean;
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
  writeOutput: (text) => void process.stdout.write(text),
  writeError: writeAtOnce,
  hasColor: (color) => wantsColor(process.stderr, color),
};
