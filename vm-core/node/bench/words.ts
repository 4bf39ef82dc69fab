/** What `ttvm bench` writes: a table of times and ratios, and what generated code did. */

import { leftLine, partInWords, shareInWords, whyNot } from "../report/generated-code.ts";
import { heading, writeTable } from "../report/table.ts";
import type { Benched, BenchOptions } from "./index.ts";
import { BENCH_MODES } from "./modes.ts";

/** Times below this are mostly those of V8 getting ready. */
const SHORT_MS = 5;
/** Reasons that are shown of each program. */
const REASONS = 3;

type SuccessfulBench = Exclude<Benched, { readonly problem: string }>;

export function benchReport(
  results: readonly Benched[],
  options: Partial<BenchOptions>,
  hasColor: boolean,
): string {
  const measured = results.filter((result): result is SuccessfulBench => "medians" in result);
  const table = options.table === false ? plainLines(measured) : asTable(measured, hasColor);
  const notes = results.map((result) => ("problem" in result ? problemLine(result) : notesOf(result)));
  return `${measured.length > 0 ? `${table}\n` : ""}${notes.join("\n")}`;
}

const TITLE = "Execution Modes";

function asTable(results: readonly SuccessfulBench[], hasColor: boolean): string {
  const columns = [
    { title: "Program" },
    ...BENCH_MODES.map(({ name }) => ({ title: name.replace(", ", ",\n"), right: true })),
  ];
  const rows = results.map(({ file, medians }) => [
    file,
    ...medians.map((each) => `${time(each)} ms\n${ratio(each, medians[0])}`),
  ]);
  const means = ["geometric mean", ...meansOf(results).map((mean) => `${mean.toFixed(2)}×`)];
  return writeTable(TITLE, columns, results.length > 1 ? [...rows, means] : rows, hasColor);
}

function plainLines(results: readonly SuccessfulBench[]): string {
  const lines = results.flatMap(({ file, medians }) => [
    file,
    ...medians.map(
      (each, mode) => `  ${BENCH_MODES[mode].name}: ${time(each)} ms, ${ratio(each, medians[0])}`,
    ),
  ]);
  const means = meansOf(results).map((mean, mode) => `  ${BENCH_MODES[mode].name}: ${mean.toFixed(2)}×`);
  const all = results.length > 1 ? [...lines, "geometric mean", ...means] : lines;
  return `\n${heading(TITLE)}\n${all.join("\n")}\n`;
}

const time = (milliseconds: number): string => milliseconds.toFixed(milliseconds < 100 ? 1 : 0);
const ratio = (milliseconds: number, base: number): string =>
  `${(milliseconds / Math.max(base, 0.001)).toFixed(2)}×`;

/** For each mode, the geometric mean of its ratios. */
function meansOf(results: readonly SuccessfulBench[]): readonly number[] {
  return BENCH_MODES.map((_, mode) => {
    const logarithms = results.map(({ medians }) => Math.log(medians[mode] / Math.max(medians[0], 0.001)));
    return Math.exp(logarithms.reduce((sum, each) => sum + each, 0) / results.length);
  });
}

function problemLine({ file, problem }: { readonly file: string; readonly problem: string }): string {
  return `${file}: not measured, as ${problem}\n`;
}

function notesOf({ file, medians, instructions, isSteady, report }: SuccessfulBench): string {
  const refused = report.notCompiled.filter(({ reason }) => reason !== "cold");
  const notes = [
    shareInWords(report, instructions),
    ...refused
      .slice(0, REASONS)
      .map(
        ({ reason, arrivals, op, ...part }) =>
          `not compiled: ${partInWords(part)}: ${whyNot(reason, arrivals, op)}`,
      ),
    ...report.left.slice(0, REASONS).map((place) => `left at ${leftLine(place)}`),
    ...(medians[0] < SHORT_MS ? ["too short to compare: less than 5 ms in the interpreter"] : []),
    ...(isSteady ? [] : ["its output is not the same in each run"]),
  ];
  return `${file}: ${notes.join("\n  ")}\n`;
}
