/**
 * Runs the unit and protocol tests: `node tools/test-unit.mjs [PATTERN…]`, where only files whose path
 * holds one of the patterns run.
 *
 * All test files are bundled in one go into a folder under .build/, since Node 20 does not read TypeScript; they run
 * from the project's root, so a test finds its fixtures through `process.cwd()`. A slow file has a process of its own
 * (`tools/test-process.mjs`); the small ones of a folder share one.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { SourceMap } from "node:module";
import { availableParallelism, constants, setPriority } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { ensureInstalled, ROOT } from "./bootstrap.mjs";

/** A folder for each run: several may be under way in one checkout. */
const OUT = path.join(ROOT, ".build", `test-${process.pid}`);
const TIMES = path.join(ROOT, ".build", "test-times.json");

/** The slowest files, the longest first. Only their order counts, in a run from a clean clone. */
export const SLOW = [
  "test/instructions/portions.test.ts",
  "test/lisp/programs.test.ts",
  "test/lisp/generated.test.ts",
  "test/hostile/generated.test.ts",
  "test/jit/fixtures.test.ts",
  "test/conformance/conformance.test.ts",
  "test/hostile/memory.test.ts",
  "test/ide/random.test.ts",
  "test/other-editors/editors.test.ts",
  "test/hostile/wide.test.ts",
  "test/run/long-work.test.ts",
  "test/jit/generated.test.ts",
  "test/server/turns.test.ts",
  "test/replay/replay.test.ts",
  "test/instructions/instructions.test.ts",
  "test/processes/random.test.ts",
  "test/optimize/generated.test.ts",
  "test/facts/whole.test.ts",
  "test/server/lanes.test.ts",
  "test/run/limits.test.ts",
  "test/run/modes.test.ts",
  "test/verify/holes.test.ts",
  "test/facts/unchanged.test.ts",
  "test/optimize/lisp.test.ts",
  "test/verify/truth.test.ts",
  "test/lisp/robust.test.ts",
  "test/facts/incremental.test.ts",
  "test/database/database.test.ts",
  "test/ide/format.test.ts",
  "test/run/snapshot.test.ts",
  "test/server/frames.test.ts",
  "test/lisp/renamed-twins.test.ts",
  "test/bytecode/round-trip.test.ts",
  "test/ide/lisp-random.test.ts",
  "test/debug/generated-code.test.ts",
  "test/optimize/text.test.ts",
  "test/server/session.test.ts",
  "test/architecture/added-instruction.test.ts",
  "test/database/threads.test.ts",
  "test/optimize/fixed-point.test.ts",
  "test/lisp/endless-macros.test.ts",
  "test/run/lists.test.ts",
  "test/cli/bench.test.ts",
  "test/repl/generated.test.ts",
  "test/cli/repl.test.ts",
  "test/server/hostile.test.ts",
  "test/cli/run.test.ts",
  "test/ide/rewrites.test.ts",
  "test/debug-adapter/hostile.test.ts",
  "test/io/ways-around.test.ts",
  "test/debug-adapter/launch.test.ts",
  "test/jit/machine.test.ts",
  "test/debug-adapter/protocol.test.ts",
  "test/debug/lisp-generated.test.ts",
  "test/lisp/coverage.test.ts",
  "test/hostile/pipes.test.ts",
  "test/server/pull.test.ts",
  "test/processes/processes.test.ts",
  "test/server/every-message.test.ts",
  "test/lisp/define-macro.test.ts",
  "test/server/replay.test.ts",
  "test/io/data.test.ts",
  "test/server/progress.test.ts",
  "test/instructions/typing.test.ts",
  "test/ide/refactorings.test.ts",
  "test/cli/in-process.test.ts",
  "test/lisp/fault-names.test.ts",
  "test/ide/large.test.ts",
  "test/std/std.test.ts",
  "test/cli/test-command.test.ts",
  "test/lisp/findings.test.ts",
  "test/cli/generated-code.test.ts",
  "test/cli/own-failures.test.ts",
  "test/documentation/blocks.test.ts",
  "test/io/input.test.ts",
  "test/tools/install.test.ts",
  "test/repl/session.test.ts",
  "test/debug/lisp-values.test.ts",
  "test/cli/servers.test.ts",
  "test/asm/reread.test.ts",
  "test/ide/early-diagnostics.test.ts",
];

/**
 * Files that measure how late something is, and where the machine is busy how much it works: they begin when nothing runs
 * beside the unit tests any more. They mostly wait, so other files run at the same time.
 */
export const LATENESS = ["test/hostile/hostile.test.ts"];

/** Folders whose files, but for those in the lists, start no other programs and measure nothing: they share a process. */
export const TOGETHER = [
  "architecture",
  "asm",
  "client",
  "debug",
  "debug-adapter",
  "grammar",
  "ide",
  "ir",
  "learn",
  "lisp",
  "optimize",
  "repl",
  "value",
  "verify",
];

/** Files in these folders that start programs: each has a process of its own. */
export const STARTING = [
  "test/debug-adapter/children.test.ts",
  "test/debug-adapter/editor-tests.test.ts",
  "test/debug-adapter/hostile.test.ts",
  "test/debug-adapter/launch.test.ts",
  "test/debug-adapter/protocol.test.ts",
  "test/debug-adapter/shipped-tests.test.ts",
];

/** Files that measure memory, or take code that V8 has compiled: each has a process of its own, as Node makes it. */
export const APART = [
  "test/asm/lean.test.ts",
  "test/bytecode/hostile.test.ts",
  "test/cli/start.test.ts",
  "test/processes/limits.test.ts",
  "test/server/bounds.test.ts",
  "test/std/long-strings.test.ts",
];

/**
 * Most of what a test makes is soon gone: with more room for it, collecting it takes a fifth of the time less, and a tenth less
 * again when the room need not grow first. What stays is seldom much: it is looked through when it is, and by the thread that
 * made it, since the other processors have tests of their own. And most code runs in a test for a moment only: where the engine optimizes it after
 * nine times as much work as usual, what it does without takes less than it would to optimize it. Only V8 of Node 20 knows that flag.
 */
const FLAGS = [
  ...["--max-semi-space-size=64", "--min-semi-space-size=64", "--initial-heap-size=700"],
  "--single-threaded-gc",
  ...(process.versions.v8.startsWith("11.") ? ["--interrupt-budget=600000"] : []),
];

process.on("exit", () => rmSync(OUT, { recursive: true, force: true }));

/**
 * Resolves with `{ passed, failed, failures }`, where each failure has its `name` and the `lines` of its causes. One process
 * more than there are processors runs at a time: some wait for others. While `beside` is not settled, something runs at the same time that has limits of time of its own: processes that are
 * started give way to it, and files that measure lateness wait.
 */
export async function runUnitTests(
  patterns = [],
  { concurrency = availableParallelism() + 1, beside, timeout = beside ? 600_000 : 300_000 } = {},
) {
  const sources = testFiles().filter((file) => !patterns.length || patterns.some((p) => file.includes(p)));
  if (!sources.length) throw new Error(`no test file matches ${patterns.join(" ") || "test/**/*.test.ts"}`);
  await bundle(sources);

  const total = { passed: 0, failed: 0, failures: [] };
  const times = {};
  const runner = { timeout, isSecond: beside !== undefined };
  const queue = jobsOf(longestFirst(sources.filter((source) => !LATENESS.includes(source))));
  const last = sources.filter((source) => LATENESS.includes(source)).map((source) => [source]);
  const first = beside?.finally(() => {
    runner.isSecond = false;
    queue.unshift(...last.splice(0));
  });
  if (first === undefined) queue.unshift(...last.splice(0));
  const runNext = async (job) => {
    const { passed, failures, milliseconds } = await runJob(job, runner);
    for (const source of job) times[source] = Math.round(milliseconds / job.length);
    total.passed += passed;
    total.failed += failures.length;
    total.failures.push(...failures);
  };
  const worker = async () => {
    for (let job = queue.shift(); job; job = queue.shift()) await runNext(job);
  };
  const workers = () => Promise.all(Array.from({ length: concurrency }, worker));
  await workers();
  await first;
  await workers();
  rememberTimes(times);
  return total;
}

/** The files that share a process, each job at the place of its first file. */
export function jobsOf(sources) {
  const jobs = new Map();
  for (const source of sources) {
    const isShared = TOGETHER.includes(source.split("/")[1]);
    const own = !isShared || [SLOW, STARTING, APART].some((list) => list.includes(source));
    const key = own ? source : path.posix.dirname(source);
    jobs.set(key, [...(jobs.get(key) ?? []), source]);
  }
  return [...jobs.values()];
}

/**
 * The order that ends soonest with a few files at once: a long one that begins last keeps the others waiting. Files that
 * have run in this checkout are ordered by their last time; before that, the table below is, and then size is all that is
 * known.
 */
export function longestFirst(sources, times = recordedTimes(), slow = SLOW) {
  const expected = (source) => {
    const known = slow.indexOf(source);
    if (times[source] !== undefined) return times[source];
    return known < 0 ? Math.min(1000, statSync(path.join(ROOT, source)).size / 20) : 100_000 - known;
  };
  return sources
    .map((source) => ({ source, expected: expected(source) }))
    .sort((a, b) => b.expected - a.expected)
    .map(({ source }) => source);
}

/** Milliseconds by file, as this checkout has measured them. */
function recordedTimes() {
  try {
    return JSON.parse(readFileSync(TIMES, "utf8"));
  } catch {
    // No run yet, or an interrupted one: the order is all that depends on it.
    return {};
  }
}

function rememberTimes(times) {
  mkdirSync(path.dirname(TIMES), { recursive: true });
  const unfinished = `${TIMES}.${process.pid}`;
  writeFileSync(unfinished, JSON.stringify({ ...recordedTimes(), ...times }, undefined, 2));
  // Runs in other terminals read a whole file, whenever they do.
  renameSync(unfinished, TIMES);
}

function testFiles() {
  return readdirSync(path.join(ROOT, "test"), { recursive: true })
    .map((name) => path.posix.join("test", name.split(path.sep).join("/")))
    .filter((name) => name.endsWith(".test.ts") && !/^test\/(editor|\.artifacts)\//.test(name))
    .sort();
}

async function bundle(sources) {
  const esbuild = await import("esbuild");
  await esbuild.build({
    absWorkingDir: ROOT,
    entryPoints: sources.map((file) => ({ in: file, out: file.replace(/\.ts$/, "") })),
    outdir: OUT,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    // What a bundle finds beside itself is in dist/.
    define: { "import.meta.dirname": JSON.stringify(path.join(ROOT, "dist")) },
    loader: { ".ttvm": "text", ".lisp": "text" },
    sourcemap: "linked",
    logLevel: "warning",
  });
}

/**
 * Runs the files of a job in one process: every failure is printed in full, then a line for the job. When the process
 * dies, each file of the job runs again in a process of its own: so it is known which one it is.
 */
async function runJob(job, runner) {
  const started = performance.now();
  const { events, output, end } = await runProcess(job, runner);
  const ended = events.find((event) => event.ended);
  if (!ended && job.length > 1) {
    console.log(`     the process of ${nameOf(job)} ${end}: each file runs on its own`);
    const results = [];
    for (const source of job) results.push(await runJob([source], runner));
    return {
      passed: results.reduce((total, result) => total + result.passed, 0),
      failures: results.flatMap(({ failures }) => failures),
      milliseconds: performance.now() - started,
    };
  }
  const passed = events.filter((event) => event.passed !== undefined).length;
  const failures = events
    .filter((event) => event.failed !== undefined)
    .map(({ failed, causes }) => failureOf(failed, causes));
  if (!ended || (end !== undefined && failures.length === 0)) {
    const last = events.findLast((event) => event.passed ?? event.failed);
    const after =
      last === undefined ? "before its first test ended" : `after "${last.passed ?? last.failed}"`;
    const warnings = events.flatMap((event) => event.warning ?? []);
    failures.push(failureOf(`the process of ${nameOf(job)} ${end} ${after}`, warnings));
  }
  for (const { name, lines } of failures) console.log([`FAIL ${name}`, ...lines.map(indent)].join("\n"));
  process.stdout.write(withSourcePlaces(output));
  const milliseconds = performance.now() - started;
  const seconds = (milliseconds / 1000).toFixed(1);
  const time = ended ? `${seconds} s, ${ended.cpu.toFixed(1)} s of the processors` : `${seconds} s`;
  const isFine = failures.length === 0;
  console.log(
    `${isFine ? "ok  " : "FAIL"} ${nameOf(job)}: ${passed} passed, ${failures.length} failed (${time})`,
  );
  return { passed, failures, milliseconds };
}

/** `end` says how the process has ended, if that was not well. */
async function runProcess(job, { timeout, isSecond }) {
  const report = path.join(OUT, `${job[0].replaceAll("/", "-")}.report`);
  const child = spawn(
    process.execPath,
    [
      ...(APART.includes(job[0]) ? [] : FLAGS),
      `--test-reporter=${pathToFileURL(path.join(ROOT, "tools", "test-reporter.mjs")).href}`,
      `--test-reporter-destination=${report}`,
      path.join(ROOT, "tools", "test-process.mjs"),
      ...job.map((source) => path.join(OUT, source.replace(/\.ts$/, ".mjs"))),
    ],
    { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] },
  );
  if (isSecond && child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8");
    stream.on("data", (text) => (output += text));
  }
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    child.kill("SIGKILL");
  }, timeout);
  // What a test has started and left may hold the streams open: they are not waited for.
  const [code, signal] = await once(child, "exit");
  clearTimeout(timer);
  await new Promise(setImmediate);
  child.stdout.destroy();
  child.stderr.destroy();
  const lines = existsSync(report) ? readFileSync(report, "utf8").split("\n").slice(0, -1) : [];
  const end = late ? `took more than ${timeout / 1000} s` : (signal ?? (code === 0 ? undefined : code));
  return {
    events: lines.map((line) => JSON.parse(line)),
    output,
    end:
      typeof end === "number" ? `ended with code ${end}` : signal && !late ? `was ended by ${signal}` : end,
  };
}

function nameOf(job) {
  return job.length === 1 ? job[0] : `${path.posix.dirname(job[0])} (${job.length} files)`;
}

/** A failure as it is told: the places are those in the sources, which are known as long as the bundles exist. */
function failureOf(name, causes) {
  const text = causes.map((cause, index) => (index === 0 ? cause : `caused by: ${cause}`)).join("\n");
  return { name, lines: text === "" ? [] : withSourcePlaces(text).split("\n") };
}

/**
 * Replaces places in bundles by those in the sources. It is done with what is printed: a process that has the source maps
 * itself takes a fifth of a second to read them, and time for each error whose stack is looked at.
 */
export function withSourcePlaces(text, out = OUT) {
  const place = /(?:file:\/\/)?(\/[^\s():]+\.mjs):(\d+):(\d+)/g;
  return text.replace(place, (whole, file, line, column) => {
    if (!file.startsWith(out)) return whole;
    const { originalSource, originalLine, originalColumn } =
      sourceMapOf(file)?.findEntry(line - 1, column - 1) ?? {};
    if (originalSource === undefined) return whole;
    const source = path.relative(ROOT, path.resolve(path.dirname(file), originalSource));
    return `${source}:${originalLine + 1}:${originalColumn + 1}`;
  });
}

function sourceMapOf(file) {
  if (!sourceMaps.has(file)) {
    const map = `${file}.map`;
    sourceMaps.set(file, existsSync(map) ? new SourceMap(JSON.parse(readFileSync(map, "utf8"))) : undefined);
  }
  return sourceMaps.get(file);
}

const sourceMaps = new Map();

const indent = (line) => `     ${line}`;

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await ensureInstalled();
  const { passed, failed } = await runUnitTests(process.argv.slice(2)).catch((error) => {
    if (!error.errors) console.error(error.message);
    return { passed: 0, failed: 1 };
  });
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed ? 1 : 0);
}
