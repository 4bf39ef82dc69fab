/**
 * Measures the machine: `node tools/bench.mjs [--size small|large] [--runs N] [--time cpu|wall] [--write] [NAME…]`.
 *
 * NAME is a program or a group. `programs`: those of test/bench in every mode beside hand-written JavaScript and other languages;
 * `lisp`: Lisp beside the assembly that it could have been, and beside Schemes; `processes`, beside Erlang; `analysis`: the verifier and
 * the optimizer, beside assembling the same long text; `lsp`: the language server over its protocol, each figure beside its goal. Without
 * a NAME, all. Whoever is compared runs in turn in the same run, and has no column where it is not installed.
 *
 * `--write` puts the tables of whole groups into docs/performance.md.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { ANALYSIS_BENCHES, measureAnalysis } from "./bench-analysis.mjs";
import { LISP_BENCHES, measureLisp, measureSchemes, SCHEME_BENCHES } from "./bench-lisp.mjs";
import { LSP_BENCHES, measureLsp } from "./bench-lsp.mjs";
import { measureProcesses, PROCESS_BENCHES } from "./bench-processes.mjs";
import { measurePrograms, sizedCopy } from "./bench-programs.mjs";
import { median, once } from "./bench-run.mjs";
import { machineInWords, printTable, writeTables } from "./bench-table.mjs";
import { ensureInstalled, ROOT } from "./bootstrap.mjs";
import { build } from "./build.mjs";

const FOLDER = path.join(ROOT, "test", "bench");
const PAGE = path.join(ROOT, "docs", "performance.md");
const TTVM = path.join(ROOT, "dist", "ttvm.js");
const SIZES = JSON.parse(readFileSync(path.join(FOLDER, "sizes.json"), "utf8"));

/** The names of each group. */
const GROUPS = {
  programs: Object.keys(SIZES).filter((name) => name !== "one"),
  lisp: [...Object.keys(LISP_BENCHES), ...Object.keys(SCHEME_BENCHES)],
  processes: Object.keys(PROCESS_BENCHES),
  analysis: Object.keys(ANALYSIS_BENCHES),
  lsp: Object.keys(LSP_BENCHES),
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    size: { type: "string", default: "large" },
    runs: { type: "string", default: "3" },
    time: { type: "string", default: "cpu" },
    write: { type: "boolean", default: false },
  },
});
const { size, time } = values;
const runs = Number(values.runs);
refuseUnknown("size", size, Object.keys(SIZES.one));
refuseUnknown("time", time, ["cpu", "wall"]);
const all = Object.values(GROUPS).flat();
for (const name of positionals) if (!(name in GROUPS)) refuseUnknown("program or group", name, all);

/** What each group measures, as tables with the versions of what runs beside; the last two print what they find as they go. */
const MEASURE = {
  programs: (names, scratch) => measurePrograms(names, { scratch, sizes: SIZES, size, runs, time }),
  lisp: measureLispGroup,
  processes: (names, scratch) =>
    measureProcesses(names, { ttvm: TTVM, scratch, small: size === "small", runs }),
  analysis: (names, scratch) => measureAnalysis(names, { scratch, runs }),
  lsp: (names, scratch) => measureLsp(names, { scratch }),
};

const wanted = new Set(positionals.length === 0 ? all : positionals.flatMap((name) => GROUPS[name] ?? name));
await ensureInstalled();
await build({ production: true });
mkdirSync(path.join(ROOT, ".build"), { recursive: true });
const scratch = mkdtempSync(path.join(ROOT, ".build", "bench-"));
try {
  for (const [group, names] of Object.entries(GROUPS)) {
    const chosen = names.filter((name) => wanted.has(name));
    if (chosen.length === 0) continue;
    const measured = await MEASURE[group](chosen, scratch);
    if (measured === undefined) continue;
    for (const table of measured.tables) printTable(table);
    const isWhole = chosen.length === names.length;
    if (values.write && isWhole)
      writeTables(PAGE, group, measured.tables, conditions(group, measured.versions));
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function measureLispGroup(names, scratch) {
  const run = (words, command) =>
    command === undefined ? once(scratch, [TTVM, ...words]) : once(scratch, words, command);
  const lisp = names.filter((name) => name in LISP_BENCHES);
  const schemes = names.filter((name) => name in SCHEME_BENCHES);
  const one = sizedCopy("one", 0, scratch);
  const starts = Array.from({ length: runs }, () => run(["run", one]).milliseconds);
  const sizes = Object.fromEntries(Object.entries(SIZES).map(([name, each]) => [name, each[size]]));
  const options = { folder: FOLDER, scratch, runs, once: run };
  const besideSchemes = schemes.length === 0 ? undefined : measureSchemes(schemes, { ...options, size });
  return {
    tables: [
      ...(lisp.length === 0 ? [] : [measureLisp(lisp, { ...options, sizes, start: median(starts) })]),
      ...(besideSchemes === undefined ? [] : [besideSchemes.table]),
    ],
    versions: besideSchemes?.versions ?? [],
  };
}

function refuseUnknown(what, given, known) {
  if (known.includes(given)) return;
  console.error(`there is no ${what} ${given}: choose ${known.join(", ")}`);
  process.exit(2);
}

function conditions(group, versions) {
  // The programs of processes tell what they take themselves, by the clock.
  const isCpu = time === "cpu" && group !== "processes";
  const clock = isCpu ? "processor time" : "time on the clock";
  return `Measured ${machineInWords(versions)}: medians of ${runs} interleaved runs, ${clock}.`;
}
