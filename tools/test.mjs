/**
 * `npm test`: everything, on a machine that has Node and git only.
 *
 *     node tools/test.mjs [--skip-editor] [--only STEP]…
 *
 * Each step runs even when an earlier one failed, unless it cannot. The last line is `N passed, N failed`,
 * where a step that is no test run counts as one.
 */
import { ensureInstalled, ROOT, run } from "./bootstrap.mjs";

/** Biome colours its output for a pipe, too. */
const PLAIN = process.stdout.isTTY ? [] : ["--colors=off"];

/** In order. `run` resolves with `{ passed, failed }`, or throws; anything else is one that passed. */
const STEPS = {
  lint: {
    title: "Lint",
    run: () =>
      run(process.execPath, [
        "node_modules/@biomejs/biome/bin/biome",
        "ci",
        "--error-on-warnings",
        ...PLAIN,
        ".",
      ]),
  },
  types: {
    title: "Type check",
    run: async () => {
      const { typecheck } = await import("./typecheck.mjs");
      if (!(await typecheck())) throw new Error("there are type errors");
    },
  },
  build: {
    title: "Build",
    run: async () => {
      const { build } = await import("./build.mjs");
      await build({ production: true });
    },
  },
  unit: {
    title: "Unit and protocol tests",
    needs: ["build"],
    run: async () => {
      const { runUnitTests } = await import("./test-unit.mjs");
      return runUnitTests();
    },
  },
  package: {
    title: "Package",
    needs: ["build"],
    run: async () => {
      const { packageExtension } = await import("./package.mjs");
      console.log(`dist/tinytotvm.vsix: ${Math.round((await packageExtension()) / 1000)} kB`);
    },
  },
  host: {
    title: "Tests in VS Code's extension host",
    needs: ["package"],
    editor: true,
    run: async () => {
      const { runHostTests } = await import("./test-editor.mjs");
      return runHostTests();
    },
  },
  page: {
    title: "A user's path through VS Code",
    needs: ["package"],
    editor: true,
    run: async () => {
      const { runPageTests } = await import("./test-editor.mjs");
      return runPageTests();
    },
  },
};

const chosen = chooseSteps(process.argv.slice(2));
const started = performance.now();
const results = new Map();

try {
  await ensureInstalled();
} catch (error) {
  console.log(`FAIL ${error.message}\n0 passed, 1 failed`);
  process.exit(1);
}

for (const name of chosen) {
  const { title, needs = [], run: runStep } = STEPS[name];
  console.log(`\n== ${title}`);
  const broken = needs.find((need) => results.get(need)?.failed);
  const result = broken ? fail(`not run, because "${STEPS[broken].title}" failed`) : await attempt(runStep);
  results.set(name, result);
}

console.log("\n== Result");
for (const [name, { passed, failed, seconds }] of results) {
  const time = seconds === undefined ? "" : ` (${seconds.toFixed(1)} s)`;
  console.log(`${failed ? "FAIL" : "ok  "} ${STEPS[name].title}: ${passed} passed, ${failed} failed${time}`);
}
console.log(`${((performance.now() - started) / 1000).toFixed(0)} s in all`);
const sum = (kind) => [...results.values()].reduce((total, result) => total + result[kind], 0);
console.log(`${sum("passed")} passed, ${sum("failed")} failed`);
process.exit(sum("failed") ? 1 : 0);

async function attempt(step) {
  const start = performance.now();
  try {
    const result = (await step()) ?? { passed: 1, failed: 0 };
    return { ...result, seconds: (performance.now() - start) / 1000 };
  } catch (error) {
    return { ...fail(error.errors ? "" : error.message), seconds: (performance.now() - start) / 1000 };
  }
}

function fail(message) {
  if (message) console.log(`FAIL ${message}`);
  return { passed: 0, failed: 1 };
}

function chooseSteps(args) {
  const only = args.flatMap((arg, index) => (arg === "--only" ? [args[index + 1]] : []));
  const known = new Set(["--only", "--skip-editor", ...only]);
  const wrong = args.find((arg) => !known.has(arg)) ?? only.find((name) => !STEPS[name]);
  if (wrong !== undefined || only.includes(undefined)) {
    console.error("usage: npm test -- [--skip-editor] [--only STEP]…");
    console.error(`steps: ${Object.keys(STEPS).join(", ")}`);
    process.exit(2);
  }
  process.chdir(ROOT);
  return Object.keys(STEPS).filter(
    (name) =>
      (!only.length || only.includes(name)) && !(args.includes("--skip-editor") && STEPS[name].editor),
  );
}
