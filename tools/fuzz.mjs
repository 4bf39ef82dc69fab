/**
 * Looks for programs that the parts of the machine disagree about: `node tools/fuzz.mjs [--minutes N] [--seed S]
 * [AREA…]`. The area `hostile` runs the real command, so it is asked for with `--hostile` and needs a build.
 *
 * An area is a folder of test/ with a `fuzz.ts`. It exports `fuzz({ seed, until })`, which tries generated cases
 * until that time (`performance.now()`) and resolves with `{ cases, failure, executed }`, the last where it counts instructions. A failing case is saved as
 * test/fixtures/AREA/found-SEED.ttvm, where the tests of the area find it; its `ending` names another one.
 */
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { ensureInstalled, ROOT } from "./bootstrap.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    minutes: { type: "string", default: "1" },
    seed: { type: "string" },
    hostile: { type: "boolean" },
  },
});
const minutes = Number(values.minutes);
const firstSeed = Number(values.seed ?? Date.now() % 2 ** 31);
const HOSTILE = "hostile";
const everyday = areasWithFuzz().filter((area) => area !== HOSTILE);
const asked = values.hostile === true ? [...positionals, HOSTILE] : positionals;
const areas = asked.length > 0 ? asked : everyday;
if (!(minutes > 0) || !Number.isInteger(firstSeed) || areas.some((area) => !existsSync(fuzzFile(area)))) {
  console.error(`usage: node tools/fuzz.mjs [--minutes N] [--seed S] [--hostile] [${everyday.join("|")}]`);
  process.exit(2);
}

await ensureInstalled();
const out = path.join(ROOT, ".build", `fuzz-${process.pid}`);
process.on("exit", () => rmSync(out, { recursive: true, force: true }));
let failed = false;
for (const area of areas) if (!(await fuzzArea(area))) failed = true;
process.exit(failed ? 1 : 0);

function areasWithFuzz() {
  return readdirSync(path.join(ROOT, "test")).filter((area) => existsSync(fuzzFile(area)));
}

function fuzzFile(area) {
  return path.join(ROOT, "test", area, "fuzz.ts");
}

/** True when nothing was found in the area's share of the time. */
async function fuzzArea(area) {
  const { fuzz } = await import(pathToFileURL(await bundle(area)).href);
  const until = performance.now() + (minutes * 60_000) / areas.length;
  let cases = 0;
  let executed = 0;
  for (let seed = firstSeed; performance.now() < until; seed++) {
    const result = await fuzz({ seed, until });
    cases += result.cases;
    executed += result.executed ?? 0;
    if (result.failure === undefined) continue;
    const folder = path.join(ROOT, "test", "fixtures", area);
    mkdirSync(folder, { recursive: true });
    const file = path.join(folder, `found-${seed}.${result.failure.ending ?? "ttvm"}`);
    writeFileSync(file, result.failure.source);
    console.log(
      `${area}: after ${cases} cases, with --seed ${seed}: ${result.failure.message}\nsaved as ${file}`,
    );
    return false;
  }
  const instructions = executed > 0 ? ` of ${executed} instructions` : "";
  console.log(`${area}: ${cases} cases${instructions} without a difference, from --seed ${firstSeed}`);
  return true;
}

async function bundle(area) {
  const esbuild = await import("esbuild");
  const outfile = path.join(out, `${area}.mjs`);
  await esbuild.build({
    absWorkingDir: ROOT,
    entryPoints: [fuzzFile(area)],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    loader: { ".ttvm": "text", ".lisp": "text" },
    sourcemap: "inline",
    logLevel: "warning",
  });
  return outfile;
}
