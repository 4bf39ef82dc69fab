/**
 * Runs the unit and protocol tests: `node tools/test-unit.mjs [PATTERN…]`, where only files whose path
 * holds one of the patterns run.
 *
 * All test files are bundled in one go into a folder under .build/, since Node 20 does not read TypeScript; they run
 * from the project's root, so a test finds its fixtures through `process.cwd()`.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import path from "node:path";
import { run } from "node:test";
import { pathToFileURL } from "node:url";
import { ensureInstalled, ROOT } from "./bootstrap.mjs";

/** A folder for each run: several may be under way in one checkout. */
const OUT = path.join(ROOT, ".build", `test-${process.pid}`);
const TIMES = path.join(ROOT, ".build", "test-times.json");

/** The slowest files of a run from a clean clone, the longest first. Only their order counts. */
export const SLOW = [
  "test/verify/truth.test.ts",
  "test/cli/test-command.test.ts",
  "test/cli/run.test.ts",
  "test/lisp/robust.test.ts",
  "test/instructions/instructions.test.ts",
  "test/conformance/conformance.test.ts",
  "test/bytecode/command-line.test.ts",
  "test/cli/repl.test.ts",
  "test/cli/check.test.ts",
  "test/cli/servers.test.ts",
  "test/bytecode/round-trip.test.ts",
  "test/io/data.test.ts",
];

/** Files that measure how late something is: they run when the others are done, one at a time. */
export const ALONE = ["test/hostile/hostile.test.ts"];

process.on("exit", () => rmSync(OUT, { recursive: true, force: true }));

/** Resolves with `{ passed, failed }`. One file more than there are processors runs at a time: some wait for others. */
export async function runUnitTests(
  patterns = [],
  { concurrency = availableParallelism() + 1, timeout = 300_000 } = {},
) {
  const sources = testFiles().filter((file) => !patterns.length || patterns.some((p) => file.includes(p)));
  if (!sources.length) throw new Error(`no test file matches ${patterns.join(" ") || "test/**/*.test.ts"}`);
  await bundle(sources);

  process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ""} --enable-source-maps`.trim();
  const total = { passed: 0, failed: 0 };
  const times = {};
  const queue = longestFirst(sources.filter((source) => !ALONE.includes(source)));
  const runNext = async (source) => {
    const { passed, failed, milliseconds } = await runFile(source, timeout);
    times[source] = Math.round(milliseconds);
    total.passed += passed;
    total.failed += failed;
  };
  const worker = async () => {
    for (let source = queue.shift(); source; source = queue.shift()) await runNext(source);
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  for (const source of sources.filter((one) => ALONE.includes(one))) await runNext(source);
  rememberTimes(times);
  return total;
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

/** Runs one file in a process of its own: every failure is printed in full, then a line for the file. */
async function runFile(source, timeout) {
  const file = path.join(OUT, source.replace(/\.ts$/, ".mjs"));
  const started = performance.now();
  let passed = 0;
  let failed = 0;
  for await (const { type, data } of run({ files: [file], timeout })) {
    if (type === "test:stdout") process.stdout.write(data.message);
    if (type === "test:stderr") process.stderr.write(data.message);
    if (
      type === "test:pass" &&
      data.skip === undefined &&
      data.name !== file &&
      data.details?.type !== "suite"
    )
      passed++;
    // A suite that fails because of its tests adds nothing to them.
    if (type === "test:fail" && data.details?.error?.failureType !== "subtestsFailed") {
      failed++;
      printFailure(data.name === file ? source : data.name, data.details?.error);
    }
  }
  if (passed + failed === 0) {
    failed = 1;
    console.log(`FAIL ${source} holds no test`);
  }
  const milliseconds = performance.now() - started;
  const seconds = (milliseconds / 1000).toFixed(1);
  console.log(`${failed ? "FAIL" : "ok  "} ${source}: ${passed} passed, ${failed} failed (${seconds} s)`);
  return { passed, failed, milliseconds };
}

function printFailure(name, error) {
  const cause = error?.cause ?? error;
  console.log(`FAIL ${name}`);
  console.log(indent(cause?.stack ?? cause?.message ?? String(cause)));
  // What a property test failed with is the cause of what it says about the case.
  for (let inner = cause?.cause; inner !== undefined && inner !== null; inner = inner.cause) {
    console.log(indent(`caused by: ${inner.stack ?? inner.message ?? String(inner)}`));
  }
}

const indent = (text) => text.replace(/^/gm, "     ");

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await ensureInstalled();
  const { passed, failed } = await runUnitTests(process.argv.slice(2)).catch((error) => {
    if (!error.errors) console.error(error.message);
    return { passed: 0, failed: 1 };
  });
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed ? 1 : 0);
}
