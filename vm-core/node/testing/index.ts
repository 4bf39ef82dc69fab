/** `ttvm test`: finds tests, runs them in parallel, and says what is wrong. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import pc from "picocolors";
import { writeDuration } from "../amount.ts";
import type { CommandContext } from "../command-context.ts";
import { complain } from "../complain.ts";
import { fileFault } from "../file-fault.ts";
import { Interruptions } from "../interruption.ts";
import { findTests, type TestCase } from "./find-tests.ts";
import { judge } from "./judge.ts";
import { writeJunit } from "./junit.ts";
import { runTest, type TestRun } from "./run-test.ts";
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
  context: CommandContext,
): Promise<number> {
  const { filter = "", color } = options;
  const found = findTests(paths, context.cwd, options.every);
  const tests = found.tests.filter(({ file }) => file.includes(filter));
  const problems = found.problems.filter((problem) => problem.includes(filter));
  const interruptions = new Interruptions(undefined);
  const session: TestSession = { options, context, signal: interruptions.signal };
  const report = new TestReport(tests.length, session);
  const results = await runAll(tests, jobs, session, report);
  interruptions.dispose();
  for (const problem of problems) complain(problem, color, context);
  if (interruptions.interruption !== undefined) return interruptions.interruption.exitCode;
  const saved = options.junit === undefined || save(options.junit, writeJunit(results), session);
  const failed = results.filter((result) => result.findings.length > 0 && !result.updated).length;
  await report.end(results.length - failed, failed);
  if (tests.length === 0) complain("no test was found", color, context);
  return failed > 0 || problems.length > 0 || tests.length === 0 || !saved ? 1 : 0;
}

/** What all parts of one call of the command are given. */
interface TestSession {
  readonly options: Partial<TestOptions>;
  readonly context: CommandContext;
  /** Aborted when the command is interrupted. */
  readonly signal: AbortSignal;
}

async function runAll(
  tests: readonly TestCase[],
  jobs: number,
  session: TestSession,
  report: TestReport,
): Promise<TestResult[]> {
  const { signal } = session;
  const results: TestResult[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < tests.length && !signal.aborted) {
      const index = next++;
      results[index] = await runOne(tests[index], session);
      if (!signal.aborted) await report.add(index, results[index]);
    }
  };
  await Promise.all(Array.from({ length: Math.min(jobs, tests.length) }, worker));
  return results;
}

async function runOne(test: TestCase, session: TestSession): Promise<TestResult> {
  const { update, schedules } = session.options;
  const { file } = test;
  const run = await attempt(test, session);
  const findings = judge(test, run);
  const { milliseconds } = run;
  if (findings.length === 0 && schedules !== undefined) {
    return exploreSchedules(test, schedules, milliseconds, session);
  }
  // A test without expectations is given those that it lacks.
  const isOpen = test.expectations.output === undefined && run.stdout !== "";
  if (!update || run.ended !== undefined || (findings.length === 0 && !isOpen)) {
    return { file, findings, milliseconds, updated: false };
  }
  const text = updated(test, run);
  const isNew = text !== test.text && save(file, text, session);
  return { file, findings, milliseconds, updated: isNew };
}

/** Runs a test once, under the order of its processes that `seed` stands for. */
function attempt(
  test: TestCase,
  { options: { timeout = DEFAULT_TIMEOUT }, context, signal }: TestSession,
  seed?: number,
): Promise<TestRun> {
  const run = context.runTest ?? runTest;
  const limit = { milliseconds: timeout, text: writeDuration(timeout) };
  return run(test, { limit, signal, cwd: context.cwd, seed });
}

/** Runs a test under the seeds from 1 on, and says which is the first that fails. */
async function exploreSchedules(
  test: TestCase,
  schedules: number,
  before: number,
  session: TestSession,
): Promise<TestResult> {
  const { file } = test;
  let milliseconds = before;
  for (let seed = 1; seed <= schedules && !session.signal.aborted; seed++) {
    const run = await attempt(test, session, seed);
    milliseconds += run.milliseconds;
    const findings = judge(test, run);
    if (findings.length > 0) {
      const title = `with the order of processes of --seed ${seed}:`;
      return { file, findings: [title, ...findings], milliseconds, updated: false };
    }
  }
  return { file, findings: [], milliseconds, updated: false };
}

function save(file: string, text: string, { context, options: { color } }: TestSession): boolean {
  try {
    writeFileSync(path.resolve(context.cwd, file), text);
    return true;
  } catch (error) {
    complain(fileFault(file, error).message, color, context);
    return false;
  }
}

/** Writes results in the order of the tests, and on a terminal how far it is. */
class TestReport {
  private readonly waiting = new Map<number, TestResult>();
  private written = 0;
  private done = 0;
  private readonly context: CommandContext;
  private readonly colors: ReturnType<typeof pc.createColors>;

  constructor(
    private readonly total: number,
    { context, options: { color } }: TestSession,
  ) {
    this.context = context;
    this.colors = pc.createColors(context.hasColor(color, "stdout"));
  }

  async add(index: number, result: TestResult): Promise<void> {
    this.waiting.set(index, result);
    this.done++;
    let text = "";
    for (let at = this.waiting.get(this.written); at !== undefined; at = this.waiting.get(this.written)) {
      this.waiting.delete(this.written++);
      text += this.describe(at);
    }
    if (text !== "") this.showProgress("");
    await this.context.writeOutput(text);
    this.showProgress(`[${this.done}/${this.total}]`);
  }

  async end(passed: number, failed: number): Promise<void> {
    this.showProgress("");
    const { green, red } = this.colors;
    const text = `${passed} passed, ${failed} failed`;
    await this.context.writeOutput(`${failed > 0 ? red(text) : green(text)}\n`);
  }

  /** Replaces what is shown of the progress, where somebody looks on. */
  private showProgress(text: string): void {
    if (this.context.showsProgress) this.context.writeError(`\r\x1b[K${text}`);
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
