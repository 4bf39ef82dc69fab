/**
 * `npm test`: everything, on a machine that has Node and git only.
 *
 *     node tools/test.mjs [--skip-editor] [--only STEP]…
 *
 * Each step runs even when an earlier one failed, unless it cannot. The checks of the text run beside the build, and those
 * that mostly wait for an editor beside the unit tests, each in a process of its own, whose output comes in one piece. The last line is `N passed, N failed`, where
 * a step that is no test run counts as one.
 */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { ensureInstalled, ROOT, run } from "./bootstrap.mjs";
import { failuresIn, resultLines } from "./test-result.mjs";
import { workbenchRuntime } from "./workbench/runtime.mjs";

/** Biome colours its output for a pipe, too. */
const PLAIN = process.stdout.isTTY ? [] : ["--colors=off"];

/**
 * In order. `run` resolves with `{ passed, failed }` and perhaps `failures`, which are told again at the end, or throws;
 * anything else is one that passed. Steps with `beside` run one after the other beside those without; a step waits for those
 * that it needs.
 */
const STEPS = {
  lint: {
    title: "Lint",
    beside: true,
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
    beside: true,
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
      return runUnitTests([], { beside: lanes.beside });
    },
  },
  package: {
    title: "Package",
    needs: ["build"],
    beside: true,
    run: async () => {
      const { packageExtension } = await import("./package.mjs");
      console.log(`dist/tinytotvm.vsix: ${Math.round((await packageExtension()) / 1000)} kB`);
    },
  },
  host: {
    title: "Tests in VS Code's extension host",
    needs: ["package"],
    beside: true,
    editor: true,
    run: async () => {
      const { runHostTests } = await import("./test-editor.mjs");
      return runHostTests();
    },
  },
  page: {
    title: "A user's path through VS Code",
    needs: ["package"],
    beside: true,
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
/** For each step a promise of its end, and what keeps it. */
const ended = new Map();
const tellEnd = new Map();
for (const name of chosen) ended.set(name, new Promise((resolve) => tellEnd.set(name, resolve)));
/** What runs beside, as a promise. */
const lanes = { beside: undefined };

try {
  installEditor();
  await ensureInstalled();
} catch (error) {
  console.log(`FAIL ${error.message}\n0 passed, 1 failed`);
  process.exit(1);
}

/** A single step runs here, whatever it is: so does one in the process that was started for it. */
const beside = chosen.filter((name) => chosen.length > 1 && STEPS[name].beside);
const here = chosen.filter((name) => !beside.includes(name));
lanes.beside = inTurn(beside, runBeside);
await inTurn(here, runHere);
await lanes.beside;

console.log("\n== Result");
for (const line of resultLines(chosen.map((name) => ({ title: STEPS[name].title, ...results.get(name) }))))
  console.log(line);
console.log(`${((performance.now() - started) / 1000).toFixed(0)} s in all`);
const sum = (kind) => [...results.values()].reduce((total, result) => total + result[kind], 0);
console.log(`${sum("passed")} passed, ${sum("failed")} failed`);
process.exit(sum("failed") ? 1 : 0);

/** Begins to install what the editor tests need: that waits for the network and the disk, as everything does at first. */
function installEditor() {
  if (!chosen.some((name) => STEPS[name].editor) || chosen.length === 1) return;
  // The steps that need it wait for it, or try it again, and say what is wrong.
  workbenchRuntime().catch(() => undefined);
}

async function inTurn(names, runStep) {
  for (const name of names) {
    const needs = STEPS[name].needs ?? [];
    for (const need of needs) await ended.get(need);
    const broken = needs.find((need) => results.get(need)?.failed);
    if (broken) console.log(`\n== ${STEPS[name].title}`);
    const result = broken ? fail(`not run, because "${STEPS[broken].title}" failed`) : await runStep(name);
    results.set(name, result);
    tellEnd.get(name)();
  }
}

function runHere(name) {
  console.log(`\n== ${STEPS[name].title}`);
  return attempt(STEPS[name].run);
}

/** Runs a step in a process of its own, which is this tool again; what it prints is printed when it has ended. */
function runBeside(name) {
  return attempt(async () => {
    const child = spawn(process.execPath, [fileURLToPath(import.meta.url), "--only", name], {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8");
      stream.on("data", (text) => (output += text));
    }
    await new Promise((resolve) => child.on("close", resolve));
    const end = /\n== Result\n[\s\S]*?(\d+) passed, (\d+) failed\n$/.exec(output);
    const printed = output.slice(0, end?.index).trimEnd();
    console.log(printed);
    if (end === null) throw new Error(`the process of "${STEPS[name].title}" ended before its result`);
    return { passed: Number(end[1]), failed: Number(end[2]), failures: failuresIn(printed) };
  });
}

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
  const [name, ...lines] = message.split("\n");
  return { passed: 0, failed: 1, failures: message ? [{ name, lines }] : [] };
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
