/** `ttvm test`: finds tests, runs them in parallel, and says what is wrong. */
import { writeFileSync } from "node:fs";
import pc from "picocolors";
import { writeDuration } from "../amount.ts";
import { complain, writeError } from "../complain.ts";
import { fileFault } from "../file-fault.ts";
import { writeAll } from "../host/write.ts";
import { Interruptions } from "../interruption.ts";
import { wantsColor } from "../options.ts";
import { findTests, type TestCase } from "./find-tests.ts";
import { judge } from "./judge.ts";
import { writeJunit } from "./junit.ts";
import { runTest } from "./run-test.ts";
import { updated } from "./update.ts";

export interface TestOptions {
  /** Only tests whose path holds it. */
  readonly filter: string;
  readonly update: boolean;
  readonly junit: string;
  readonly jobs: number;
  /** Milliseconds for each test. */
  readonly timeout: number;
  readonly color: boolean;
  /** Runs each test under so many orders of its processes, besides the usual one. */
  readonly schedules: number;
  /** Takes each program, whether it says what it expects or not. */
  readonly every: boolean;
}

export interface TestResult {
  readonly file: string;
  /** What is wrong; nothing when it passed. */
  readonly findings: readonly string[];
  readonly milliseconds: number;
  /** What is wrong has been written down as what is expected. */
  readonly updated: boolean;
}

const DEFAULT_TIMEOUT = 10_000;

/** Resolves with the exit code: 1 when a test fails, or cannot be read. */
export async function test(
  paths: readonly string[],
  jobs: number,
  options: Partial<TestOptions>,
): Promise<number> {
  const { filter = "", color } = options;
  const found = findTests(paths, options.every);
  const tests = found.tests.filter(({ file }) => file.includes(filter));
  const problems = found.problems.filter((problem) => problem.includes(filter));
  const interruptions = new Interruptions(undefined);
  const report = new Report(tests.length, color);
  const results = await runAll(tests, jobs, interruptions.signal, options, report);
  interruptions.dispose();
  for (const problem of problems) complain(problem, color);
  if (interruptions.interruption !== undefined) return interruptions.interruption.exitCode;
  const saved = options.junit === undefined || save(options.junit, writeJunit(results), color);
  const failed = results.filter((result) => result.findings.length > 0 && !result.updated).length;
  await report.end(results.length - failed, failed);
  if (tests.length === 0) complain("no test was found", color);
  return failed > 0 || problems.length > 0 || tests.length === 0 || !saved ? 1 : 0;
}

async function runAll(
  tests: readonly TestCase[],
  jobs: number,
  signal: AbortSignal,
  options: Partial<TestOptions>,
  report: Report,
): Promise<TestResult[]> {
  const results: TestResult[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < tests.length && !signal.aborted) {
      const index = next++;
      results[index] = await runOne(tests[index], signal, options);
      if (!signal.aborted) await report.add(index, results[index]);
    }
  };
  await Promise.all(Array.from({ length: Math.min(jobs, tests.length) }, worker));
  return results;
}

async function runOne(
  test: TestCase,
  signal: AbortSignal,
  options: Partial<TestOptions>,
): Promise<TestResult> {
  const { timeout = DEFAULT_TIMEOUT, update, color } = options;
  const { file } = test;
  const limit = { milliseconds: timeout, text: writeDuration(timeout) };
  const run = await runTest(test, limit, signal);
  const findings = judge(test, run);
  const { milliseconds } = run;
  if (findings.length === 0 && options.schedules !== undefined) {
    return exploreSchedules(test, options.schedules, limit, signal, milliseconds);
  }
  // A test without expectations is given those that it lacks.
  const isOpen = test.expectations.output === undefined && run.stdout !== "";
  if (!update || run.ended !== undefined || (findings.length === 0 && !isOpen)) {
    return { file, findings, milliseconds, updated: false };
  }
  const text = updated(test, run);
  const isNew = text !== test.text && save(file, text, color);
  return { file, findings, milliseconds, updated: isNew };
}

/** Runs a test under the seeds from 1 on, and says which is the first that fails. */
async function exploreSchedules(
  test: TestCase,
  schedules: number,
  limit: { readonly milliseconds: number; readonly text: string },
  signal: AbortSignal,
  before: number,
): Promise<TestResult> {
  const { file } = test;
  let milliseconds = before;
  for (let seed = 1; seed <= schedules && !signal.aborted; seed++) {
    const run = await runTest(test, limit, signal, seed);
    milliseconds += run.milliseconds;
    const findings = judge(test, run);
    if (findings.length > 0) {
      const title = `with the order of processes of --seed ${seed}:`;
      return { file, findings: [title, ...findings], milliseconds, updated: false };
    }
  }
  return { file, findings: [], milliseconds, updated: false };
}

function save(file: string, text: string, color: boolean | undefined): boolean {
  try {
    writeFileSync(file, text);
    return true;
  } catch (error) {
    complain(fileFault(file, error).message, color);
    return false;
  }
}

/** Writes results in the order of the tests, and on a terminal how far it is. */
class Report {
  private readonly waiting = new Map<number, TestResult>();
  private written = 0;
  private done = 0;
  private readonly colors: ReturnType<typeof pc.createColors>;

  constructor(
    private readonly total: number,
    color: boolean | undefined,
  ) {
    this.colors = pc.createColors(wantsColor(process.stdout, color));
  }

  async add(index: number, result: TestResult): Promise<void> {
    this.waiting.set(index, result);
    this.done++;
    let text = "";
    for (let at = this.waiting.get(this.written); at !== undefined; at = this.waiting.get(this.written)) {
      this.waiting.delete(this.written++);
      text += this.describe(at);
    }
    if (process.stderr.isTTY && text !== "") writeError("\r\x1b[K");
    await writeAll([{ stream: "stdout", text }]);
    if (process.stderr.isTTY) writeError(`\r\x1b[K[${this.done}/${this.total}]`);
  }

  async end(passed: number, failed: number): Promise<void> {
    if (process.stderr.isTTY) writeError("\r\x1b[K");
    const { green, red } = this.colors;
    const text = `${passed} passed, ${failed} failed`;
    await writeAll([{ stream: "stdout", text: `${failed > 0 ? red(text) : green(text)}\n` }]);
  }

  private describe({ file, findings, milliseconds, updated }: TestResult): string {
    const { green, red, yellow, dim } = this.colors;
    const time = dim(`(${Math.round(milliseconds)} ms)`);
    if (updated) return `${yellow("new ")} ${file} ${time}\n`;
    if (findings.length === 0) return `${green("ok  ")} ${file} ${time}\n`;
    const lines = findings.map((line) => {
      const paint = line.startsWith("-") ? red : line.startsWith("+") ? green : String;
      return `     ${paint(line)}\n`;
    });
    return `${red("FAIL")} ${file} ${time}\n${lines.join("")}`;
  }
}
