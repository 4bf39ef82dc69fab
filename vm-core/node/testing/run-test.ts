/**
 * Runs one test in a process of its own, in the folder that it is in.
 *
 * Invariant: resolves, whatever the test does: it is ended after its time, and when it writes without end.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { COMMAND } from "../bundle.ts";
import type { TestCase } from "./find-tests.ts";

/** What a test did. */
export interface TestRun {
  readonly stdout: string;
  readonly stderr: string;
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  /** Why it was ended, or did not start. */
  readonly ended: string | undefined;
  readonly milliseconds: number;
}

const MOST_OUTPUT = 4 * 2 ** 20;
/** How long a process that was asked to end may take: it ends its children first. */
const GRACE_MS = 500;

/** How a test is to be run. */
export interface TestConditions {
  readonly limit: { readonly milliseconds: number; readonly text: string };
  /** Ends the test when it is aborted. */
  readonly signal: AbortSignal;
  /** What the path of the test is relative to. */
  readonly cwd: string;
  /** Chooses the order of its processes; the usual one when absent. */
  readonly seed?: number;
}

export type RunTest = (test: TestCase, conditions: TestConditions) => Promise<TestRun>;

/** The words of the command that runs the program of a test. */
export function wordsOf({ file, expectations }: TestCase, seed: number | undefined): readonly string[] {
  const schedule = seed === undefined ? [] : ["--seed", String(seed)];
  return ["run", "--no-color", ...schedule, path.basename(file), ...expectations.args];
}

/** The package of the extension has no command: there the bundle that this is in runs programs, too. */
const RUNNER = existsSync(COMMAND) ? COMMAND : import.meta.filename;

export const runTest: RunTest = (test, { limit, signal, cwd, seed }) => {
  const started = performance.now();
  const child = spawn(process.execPath, [RUNNER, ...wordsOf(test, seed)], {
    cwd: path.dirname(path.resolve(cwd, test.file)),
    stdio: ["pipe", "pipe", "pipe"],
  });
  const output = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  let size = 0;
  let ended: string | undefined;
  const end = (reason: string): void => {
    if (ended !== undefined) return;
    ended = reason;
    child.kill("SIGTERM");
    setTimeout(() => child.kill("SIGKILL"), GRACE_MS).unref();
  };
  const collect = (stream: "stdout" | "stderr") => (chunk: Buffer) => {
    size += chunk.length;
    if (size > MOST_OUTPUT) end("it wrote more than 4 MiB");
    else output[stream].push(chunk);
  };
  child.stdout.on("data", collect("stdout"));
  child.stderr.on("data", collect("stderr"));
  child.stdin.on("error", () => {}).end(test.expectations.stdin);
  const timer = setTimeout(() => end(`it was not done after ${limit.text}`), limit.milliseconds);
  const abort = (): void => end("interrupted");
  signal.addEventListener("abort", abort);
  return new Promise((resolve) => {
    const done = (exitCode: number | null, reason = ended): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
      const text = (stream: "stdout" | "stderr"): string => Buffer.concat(output[stream]).toString("utf8");
      const milliseconds = performance.now() - started;
      resolve({ stdout: text("stdout"), stderr: text("stderr"), exitCode, ended: reason, milliseconds });
    };
    child.on("error", (error) => done(null, error.message));
    child.on("close", (exitCode, killed) =>
      done(exitCode, ended ?? (killed === null ? undefined : `${killed} ended it`)),
    );
  });
};
