/**
 * Runs the unit and protocol tests: `node tools/test-unit.mjs [PATTERN…]`, where only files whose path
 * holds one of the patterns run.
 *
 * All test files are bundled in one go into a folder under .build/, since Node 20 does not read TypeScript; they run
 * from the project's root, so a test finds its fixtures through `process.cwd()`.
 */
import { readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { run } from "node:test";
import { pathToFileURL } from "node:url";
import { ensureInstalled, ROOT } from "./bootstrap.mjs";

/** A folder for each run: several may be under way in one checkout. */
const OUT = path.join(ROOT, ".build", `test-${process.pid}`);
process.on("exit", () => rmSync(OUT, { recursive: true, force: true }));

/** Resolves with `{ passed, failed }`. */
export async function runUnitTests(patterns = [], { concurrency = 2, timeout = 300_000 } = {}) {
  const sources = testFiles().filter((file) => !patterns.length || patterns.some((p) => file.includes(p)));
  if (!sources.length) throw new Error(`no test file matches ${patterns.join(" ") || "test/**/*.test.ts"}`);
  await bundle(sources);

  process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ""} --enable-source-maps`.trim();
  const total = { passed: 0, failed: 0 };
  const queue = [...sources];
  const worker = async () => {
    for (let source = queue.shift(); source; source = queue.shift()) {
      const { passed, failed } = await runFile(source, timeout);
      total.passed += passed;
      total.failed += failed;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return total;
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
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${failed ? "FAIL" : "ok  "} ${source}: ${passed} passed, ${failed} failed (${seconds} s)`);
  return { passed, failed };
}

function printFailure(name, error) {
  const cause = error?.cause ?? error;
  console.log(`FAIL ${name}`);
  console.log(indent(cause?.stack ?? cause?.message ?? String(cause)));
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
