/**
 * `ttvm bench`: programs in each execution mode, side by side.
 *
 * The modes take turns, so that a slow moment of the machine hits all of them; a figure is the median of its runs.
 */
import type { JitReport } from "../../index.ts";
import type { CommandContext } from "../command-context.ts";
import { measureInChild } from "./child.ts";
import type { Measurement, MeasurementResult } from "./measure.ts";
import { BENCH_MODES, GENERATED } from "./modes.ts";
import { BUILT_IN, PROGRAMS } from "./programs.ts";
import { benchReport } from "./words.ts";

export interface BenchOptions {
  readonly runs: number;
  /** Milliseconds of one run at most. */
  readonly timeout: number;
  readonly table: boolean;
  readonly color: boolean;
}

const RUNS = 5;
const LIMIT_MS = 60_000;

/** What is known of one program. */
export type Benched = { readonly file: string } & (
  | { readonly problem: string }
  | {
      /** Milliseconds, in the order of the modes. */
      readonly medians: readonly number[];
      readonly instructions: number;
      /** Whether it wrote the same in every run. */
      readonly isSteady: boolean;
      readonly report: JitReport;
    }
);

/** Measures the files, or the built-in programs when there are none. Resolves with the exit code. */
export async function bench(
  files: readonly string[],
  options: Partial<BenchOptions>,
  context: CommandContext,
): Promise<number> {
  const names = files.length > 0 ? files : Object.keys(PROGRAMS).map((name) => BUILT_IN + name);
  const results: Benched[] = [];
  for (const file of names) {
    if (context.showsProgress) context.writeError(`measuring ${file} …\n`);
    results.push({ file, ...(await benchOne(file, options, context)) });
  }
  await context.writeOutput(benchReport(results, options, context.hasColor(options.color, "stdout")));
  return results.some((result) => "problem" in result) ? 1 : 0;
}

type WithoutFile<T> = T extends unknown ? Omit<T, "file"> : never;

async function benchOne(
  file: string,
  { runs = RUNS, timeout = LIMIT_MS }: Partial<BenchOptions>,
  { cwd, measure = measureInChild }: CommandContext,
): Promise<WithoutFile<Benched>> {
  const once = (mode: number, isTold = false): Promise<MeasurementResult> =>
    measure({ file, mode, isTold }, { cwd, limit: timeout });
  const told = await once(GENERATED, true);
  if ("problem" in told) return told;
  const found: Measurement[][] = BENCH_MODES.map(() => []);
  for (let run = 0; run < runs; run++) {
    for (const mode of BENCH_MODES.keys()) {
      const measured = await once(mode);
      if ("problem" in measured) return { problem: `${BENCH_MODES[mode].name}: ${measured.problem}` };
      found[mode].push(measured);
    }
  }
  return {
    medians: found.map((each) => median(each.map(({ milliseconds }) => milliseconds))),
    instructions: found[0][0].instructions,
    isSteady: found.flat().every(({ digest }) => digest === told.digest),
    report: told.report as JitReport,
  };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
