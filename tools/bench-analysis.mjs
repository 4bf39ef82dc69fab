/**
 * Measures what is done with a program before it runs, beside assembling the same text: the verifier, the optimizer,
 * and the optimizer's hints of the editor.
 */
import { spawnSync } from "node:child_process";
import path from "node:path";
import { ROOT } from "./bootstrap.mjs";

/** Lines, and how often they are gone through: the first times warm up. */
export const ANALYSIS_BENCHES = {
  "analysis-2000": { lines: 2_000, runs: 60 },
  "analysis-100000": { lines: 100_000, runs: 9 },
};

const COLUMNS = ["assemble", "verify", "optimize", "together", "hints"];

/** Prints a table of medians, in milliseconds; `best` is the shortest time of verifier and optimizer together. */
export async function measureAnalysis(names, { scratch, runs }) {
  const script = await bundled(scratch);
  console.log(`\n${"analysis".padEnd(16)}${[...COLUMNS, "best", "ratio"].map(cell).join("")}`);
  for (const name of names) {
    const { lines, runs: least } = ANALYSIS_BENCHES[name];
    const times = measured(script, lines, Math.max(least, runs));
    const medians = COLUMNS.map((column) => times[column][times[column].length >> 1]);
    const figures = [...medians, times.together[0]].map((time) => `${time.toFixed(1)} ms`);
    // Verifier and optimizer together, to assembling.
    const ratio = (medians[COLUMNS.indexOf("together")] / medians[0]).toFixed(2);
    const title = `${lines.toLocaleString("en")} lines`;
    console.log(`${title.padEnd(16)}${[...figures, ratio].map(cell).join("")}`);
  }
}

function cell(text) {
  return text.padStart(11);
}

async function bundled(scratch) {
  const { build } = await import("esbuild");
  const outfile = path.join(scratch, "analysis.mjs");
  await build({
    stdin: { contents: SCRIPT, resolveDir: ROOT, loader: "ts" },
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    loader: { ".ttvm": "text", ".lisp": "text" },
  });
  return outfile;
}

/** The times of each column, shortest first. */
function measured(script, lines, runs) {
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, String(lines), String(runs)], {
    encoding: "utf8",
    env,
  });
  if (status !== 0) throw new Error(`${path.basename(script)} failed: ${stderr}`);
  return JSON.parse(stdout);
}

/** Programs are made anew for each run: what is known about one is kept with it. */
const SCRIPT = `
import { readAssembly } from "./vm-core/asm/index.ts";
import { findRewrites, optimize } from "./vm-core/optimize/index.ts";
import { verify } from "./vm-core/verify/index.ts";
import { longProgram } from "./test/generate/long-program.ts";

const [lines, runs] = process.argv.slice(2).map(Number);
const text = longProgram(lines);
const times: Record<string, number[]> = { assemble: [], verify: [], optimize: [], together: [], hints: [] };

function timed<T>(column: string, work: () => T): T {
  const start = performance.now();
  const result = work();
  times[column].push(performance.now() - start);
  return result;
}

for (let run = 0; run < runs; run++) {
  const { program } = timed("assemble", () => readAssembly(text, "long.ttvm"));
  if (program === undefined) throw new Error("the program does not assemble");
  timed("together", () => {
    timed("verify", () => verify(program));
    timed("optimize", () => optimize(program));
  });
  const { program: fresh } = readAssembly(text, "long.ttvm");
  if (fresh !== undefined) timed("hints", () => findRewrites(fresh));
}
const warm = Math.floor(runs / 3);
for (const column of Object.keys(times)) times[column] = times[column].slice(warm).sort((a, b) => a - b);
console.log(JSON.stringify(times));
`;
