/**
 * Measures one run of a program in one mode.
 *
 * What is measured is the processor time that executing takes, that of V8's threads included: not the start of the command, not
 * reading, optimizing and linking the program. The output of the program is digested instead of written.
 */
import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import {
  createMachine,
  drive,
  failureText,
  type Host,
  JitRecord,
  type JitReport,
  jitReport,
  type ReadProgram,
  readProgram,
} from "../../index.ts";
import type { CommandContext } from "../command-context.ts";
import { nodeHost } from "../host/index.ts";
import { loadProgram } from "../load-program.ts";
import { diskModules } from "../read-module.ts";
import { BENCH_MODES } from "./modes.ts";
import { BUILT_IN, PROGRAMS } from "./programs.ts";

/** What is to be measured. */
export interface BenchTask {
  /** A path, or the name of a built-in program. */
  readonly file: string;
  /** An index of `BENCH_MODES`. */
  readonly mode: number;
  /** What happens in generated code is to be told: that takes time. */
  readonly isTold: boolean;
}

export interface Measurement {
  readonly milliseconds: number;
  readonly instructions: number;
  /** The same for the same output. */
  readonly digest: string;
  /** Where it was asked for. */
  readonly report?: JitReport;
}

/** A measurement, or why there is none. */
export type MeasurementResult = Measurement | { readonly problem: string };

const INPUT: ReadonlySet<string> = new Set(["read-line", "read-char", "read-input", "at-eof"]);

/** Characters of a fault that are shown at most. */
const LONGEST = 200;

/** Measures in this process. */
export async function measureHere(
  { file, mode, isTold }: BenchTask,
  { cwd, env }: Pick<CommandContext, "cwd" | "env">,
): Promise<MeasurementResult> {
  const loaded = await read(file, cwd);
  if (loaded.program === undefined) return { problem: loaded.problems.join("; ") };
  const jitRecord = isTold ? new JitRecord() : undefined;
  const run = createMachine(loaded.program, {
    readModule: diskModules(cwd),
    ...BENCH_MODES[mode].options,
    jitRecord,
  });
  const written = { stdout: createHash("sha256"), stderr: createHash("sha256") };
  const host = nodeHost({
    args: [file],
    inheritStdio: false,
    write: (chunks) => {
      for (const { stream, text } of chunks) written[stream === "stdout" ? stream : "stderr"].update(text);
    },
    cwd,
    env,
    input: Readable.from([]),
  });
  const reading = new AbortController();
  const started = process.cpuUsage();
  const outcome = await drive(
    run,
    withoutInput(host, () => reading.abort()),
    reading.signal,
  );
  const { user, system } = process.cpuUsage(started);
  host.close();
  if (reading.signal.aborted) return { problem: "it reads standard input, and a comparison has none" };
  if (outcome.failure !== null) return { problem: `it fails: ${shortened(failureText(outcome.failure))}` };
  return {
    milliseconds: (user + system) / 1000,
    instructions: run.system.instructions,
    digest: `${written.stdout.digest("hex")} ${written.stderr.digest("hex")}`,
    ...(jitRecord === undefined ? {} : { report: jitReport(jitRecord, run.space) }),
  };
}

function shortened(text: string): string {
  const [line] = text.split("\n", 1);
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}

async function read(file: string, cwd: string): Promise<ReadProgram> {
  if (!file.startsWith(BUILT_IN)) return loadProgram(file, { cwd });
  const source = PROGRAMS[file.slice(BUILT_IN.length)] ?? "";
  return readProgram({ name: `${file}.ttvm`, bytes: Buffer.from(source) });
}

/** The host, and `reads` is called when the program wants input. */
function withoutInput(host: Host, reads: () => void): Host {
  return {
    ...host,
    perform: (request) => {
      if (INPUT.has(request.kind)) reads();
      return host.perform(request);
    },
  };
}
