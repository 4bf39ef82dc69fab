/**
 * Measures the machine: `node tools/bench.mjs [--size small|large] [--runs N] [--time cpu|wall] [NAME…]`.
 *
 * Each program of test/bench, assembly or Lisp, runs beside the same program written by hand in JavaScript, in turn, in one run,
 * so that a slow moment of the machine hits both. A figure is the median of its runs less that of a program of
 * one instruction. It is CPU time of all threads, which other work on the machine changes least, or wall time. What is printed
 * is the ratio to the JavaScript, of the interpreter and of generated code (`--jit=auto`).
 *
 * Then Lisp beside the assembly that it could have been, and beside Schemes that are installed: `lisp`. Then processes, in nanoseconds beside Erlang's: the programs of test/bench/processes print how long they took. NAME
 * may be one of them, or `processes` for all. Then the verifier and the optimizer, beside assembling the same
 * long text: `analysis`. At last the language server over its protocol, each figure beside its goal: `lsp`.
 */
import { spawnSync } from "node:child_process";
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { ANALYSIS_BENCHES, measureAnalysis } from "./bench-analysis.mjs";
import { LISP_BENCHES, measureLisp, measureSchemes, SCHEME_BENCHES } from "./bench-lisp.mjs";
import { LSP_BENCHES, measureLsp } from "./bench-lsp.mjs";
import { measureProcesses, PROCESS_BENCHES } from "./bench-processes.mjs";
import { ensureInstalled, ROOT } from "./bootstrap.mjs";
import { build } from "./build.mjs";

const FOLDER = path.join(ROOT, "test", "bench");
const TTVM = path.join(ROOT, "dist", "ttvm.js");
const CPU_TIME = path.join(ROOT, "tools", "cpu-time.cjs");

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    size: { type: "string", default: "large" },
    runs: { type: "string", default: "3" },
    time: { type: "string", default: "cpu" },
  },
});
const sizes = JSON.parse(readFileSync(path.join(FOLDER, "sizes.json"), "utf8"));
if (!Object.hasOwn(sizes.one, values.size)) {
  console.error(`there is no size ${values.size}: choose ${Object.keys(sizes.one).join(", ")}`);
  process.exit(2);
}

if (!["cpu", "wall"].includes(values.time)) {
  console.error(`there is no time ${values.time}: choose cpu, wall`);
  process.exit(2);
}

await ensureInstalled();
await build({ production: true });
mkdirSync(path.join(ROOT, ".build"), { recursive: true });
const scratch = mkdtempSync(path.join(ROOT, ".build", "bench-"));
try {
  const groups = {
    lisp: [...Object.keys(LISP_BENCHES), ...Object.keys(SCHEME_BENCHES)],
    processes: Object.keys(PROCESS_BENCHES),
    analysis: Object.keys(ANALYSIS_BENCHES),
    lsp: Object.keys(LSP_BENCHES),
  };
  const all = [...Object.keys(sizes).filter((name) => name !== "one"), ...Object.values(groups).flat()];
  const wanted = positionals.length ? positionals.flatMap((name) => groups[name] ?? name) : all;
  const programs = wanted.filter((name) => !Object.values(groups).flat().includes(name));
  if (programs.length) report(measureAll(programs));
  const { size, runs } = values;
  const lisp = wanted.filter((name) => name in LISP_BENCHES);
  if (lisp.length) {
    measureLisp(lisp, {
      folder: FOLDER,
      scratch,
      sizes: Object.fromEntries(Object.entries(sizes).map(([name, each]) => [name, each[size]])),
      runs: Number(runs),
      start: wallTimeOfOne(),
      once: (words) => once([TTVM, ...words]),
    });
  }
  const schemes = wanted.filter((name) => name in SCHEME_BENCHES);
  if (schemes.length) {
    measureSchemes(schemes, {
      folder: FOLDER,
      scratch,
      size,
      runs: Number(runs),
      once: (words, command) => (command === undefined ? once([TTVM, ...words]) : once(words, command)),
    });
  }
  const processes = wanted.filter((name) => groups.processes.includes(name));
  if (processes.length)
    await measureProcesses(processes, { ttvm: TTVM, scratch, small: size === "small", runs: Number(runs) });
  const analysis = wanted.filter((name) => groups.analysis.includes(name));
  if (analysis.length) await measureAnalysis(analysis, { scratch, runs: Number(runs) });
  const lsp = wanted.filter((name) => groups.lsp.includes(name));
  if (lsp.length) await measureLsp(lsp, { scratch });
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function measureAll(names) {
  const start = measure("one");
  return names.map((name) => {
    const { js, ttvm, jit } = measure(name);
    const self = {
      js: Math.max(js - start.js, 0.1),
      ttvm: Math.max(ttvm - start.ttvm, 0.1),
      jit: Math.max(jit - start.jit, 0.1),
    };
    return { name, ...self, ratio: self.ttvm / self.js, jitRatio: self.jit / self.js };
  });
}

/** The wall time of a program of one instruction. */
function wallTimeOfOne() {
  const sized = sizedCopy("one", 0);
  const times = Array.from({ length: Number(values.runs) }, () => once([TTVM, "run", sized]).milliseconds);
  return median(times);
}

/** The median times in milliseconds; the outputs must agree. */
function measure(name) {
  const size = sizes[name][values.size];
  const sized = sizedCopy(name, size);
  const commands = {
    js: ["--stack-size=3900", path.join(FOLDER, `${name}.js`), String(size)],
    ttvm: [TTVM, "run", "--jit=off", sized],
    jit: [TTVM, "run", "--jit=auto", sized],
  };
  const times = { js: [], ttvm: [], jit: [] };
  for (let run = 0; run < Number(values.runs); run++) {
    const outputs = new Set();
    for (const [kind, args] of Object.entries(commands)) {
      const { milliseconds, cpu, output } = once(args);
      times[kind].push(values.time === "cpu" ? cpu : milliseconds);
      outputs.add(output);
    }
    if (name !== "one" && outputs.size !== 1) throw new Error(`${name}: the outputs differ`);
  }
  return Object.fromEntries(Object.entries(times).map(([kind, all]) => [kind, median(all)]));
}

/** A copy of a program that works on so many things. */
function sizedCopy(name, size) {
  const ending = existsSync(path.join(FOLDER, `${name}.lisp`)) ? "lisp" : "ttvm";
  const source = readFileSync(path.join(FOLDER, `${name}.${ending}`), "utf8");
  const sized = path.join(scratch, `${name}.${ending}`);
  const text =
    ending === "lisp"
      ? source.replace(/\(define size \d+\)/, `(define size ${size})`)
      : source.replace(/PUSH_INT -?\d+ ; @N/, `PUSH_INT ${size}`);
  writeFileSync(sized, text);
  return sized;
}

function median(times) {
  const sorted = times.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Runs a command: its wall time and, of Node, its CPU time in milliseconds. */
function once(args, command = process.execPath) {
  const file = path.join(scratch, "output");
  const cpuFile = path.join(scratch, "cpu");
  const descriptor = openSync(file, "w");
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
  const isNode = command === process.execPath;
  const started = performance.now();
  const { status, stderr } = spawnSync(command, isNode ? ["--require", CPU_TIME, ...args] : args, {
    stdio: ["ignore", descriptor, "pipe"],
    env: { ...env, CPU_TIME_FILE: cpuFile },
  });
  const milliseconds = performance.now() - started;
  closeSync(descriptor);
  if (status !== 0) throw new Error(`${args.join(" ")} failed: ${stderr}`);
  const cpu = isNode ? Number(readFileSync(cpuFile, "utf8")) : undefined;
  return { milliseconds, cpu, output: readFileSync(file, "utf8") };
}

function report(rows) {
  const heads = ["JavaScript", "ttvm", "ratio", "generated", "ratio"];
  console.log(`\n${"program".padEnd(16)}${heads.map((head) => head.padStart(12)).join("")}`);
  for (const { name, js, ttvm, ratio, jit, jitRatio } of rows) {
    const figures = [`${js.toFixed(1)} ms`, `${ttvm.toFixed(1)} ms`, ratio.toFixed(2)];
    const generated = [`${jit.toFixed(1)} ms`, jitRatio.toFixed(2)];
    const cells = [...figures, ...generated].map((cell) => cell.padStart(12));
    console.log(`${name.padEnd(16)}${cells.join("")}`);
  }
  const mean = (values) => Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
  const means = [mean(rows.map(({ ratio }) => ratio)), mean(rows.map(({ jitRatio }) => jitRatio))];
  console.log(
    `${"geometric mean".padEnd(40)}${means[0].toFixed(2).padStart(12)}${means[1].toFixed(2).padStart(24)}`,
  );
}
