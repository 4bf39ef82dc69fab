/**
 * Measures a run in a process of its own: so no mode profits from what V8 has learned in another, and a run that does not end
 * takes nobody with it.
 *
 * Invariant: resolves, whatever the run does.
 */
import { spawn } from "node:child_process";
import { COMMAND } from "../bundle.ts";
import type { BenchTask, MeasurementResult } from "./measure.ts";

/** What a process that measures writes at most: a report may be long. */
const MOST_OUTPUT = 16 * 2 ** 20;

export interface BenchConditions {
  readonly cwd: string;
  /** How long one run may take, with its start. */
  readonly limit: number;
}

export type Measure = (task: BenchTask, conditions: BenchConditions) => Promise<MeasurementResult>;

/** The word by which the command knows that it is to measure; a task follows. */
export const MEASURE = "--measure";

export const measureInChild: Measure = (task, { cwd, limit }) => {
  const words = [COMMAND, "bench", MEASURE, JSON.stringify(task)];
  const child = spawn(process.execPath, words, { cwd, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  let errors = "";
  let problem: string | undefined;
  const end = (reason: string): void => {
    problem ??= reason;
    child.kill("SIGKILL");
  };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
    if (output.length > MOST_OUTPUT) end("too much is told of it");
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    if (errors.length < 1000) errors += text;
  });
  const timer = setTimeout(() => end(`it was not done after ${limit / 1000} s`), limit);
  return new Promise((resolve) => {
    const done = (measured: MeasurementResult): void => {
      clearTimeout(timer);
      resolve(measured);
    };
    child.on("error", (error) => done({ problem: error.message }));
    child.on("close", (code, signal) => {
      if (problem === undefined && code === 0) done(JSON.parse(output) as MeasurementResult);
      else done({ problem: problem ?? ended(code, signal, errors) });
    });
  });
};

function ended(code: number | null, signal: NodeJS.Signals | null, errors: string): string {
  const [first = ""] = errors.trim().split("\n");
  return `its process ended with ${signal ?? `exit code ${code}`}${first === "" ? "" : `: ${first}`}`;
}
