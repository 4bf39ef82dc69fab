/** Looks on while a run executes, as its flags ask, and reports at the end, on stderr. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import {
  type Collection,
  JitRecord,
  jitReport,
  type Observer,
  observerOf,
  ProcessProfiler,
  Profiler,
  type Run,
  type StepSummary,
  stepSummary,
  traceProcesses,
  tracer,
  type Watcher,
} from "../index.ts";
import { writeSize } from "./amount.ts";
import type { CommandContext } from "./command-context.ts";
import { complain } from "./complain.ts";
import { fileFault } from "./file-fault.ts";
import type { RunOptions } from "./run-options.ts";

export interface RunWatch {
  /** What is to be told of generated code. */
  readonly jitRecord: JitRecord | undefined;
  readonly onCollection: ((collection: Collection) => void) | undefined;
  /** The observer for a run, if anything is to be observed. */
  start(run: Run): Observer | undefined;
  /** Resolves with whether all files are written that were asked for. */
  report(run: Run): Promise<boolean>;
}

export function watchRun(options: Partial<RunOptions>, context: CommandContext): RunWatch {
  const { writeError } = context;
  const { trace, debug, profile, profileOut } = options;
  let summary: StepSummary | undefined;
  let profiler: Profiler | undefined;
  let processes: ProcessProfiler | undefined;
  const jitRecord = options.jitReport ? new JitRecord() : undefined;
  return {
    jitRecord,
    onCollection: options.gcDebug ? (collection) => writeError(collectionLine(collection)) : undefined,
    start(run) {
      if (options.traceProcs) traceProcesses(run.system, run.output);
      if (options.traceProcs || options.profileProcs) processes = new ProcessProfiler(run.system);
      const watchers: Watcher[] = [];
      if (trace) watchers.push(tracer(run.space));
      if (debug) watchers.push((summary = stepSummary(run.space)).watch);
      // The last one: so the time that the others take is not the program's.
      if (profile || profileOut !== undefined) {
        profiler = new Profiler(run.space, () => performance.now(), { timeline: profileOut !== undefined });
        watchers.push(profiler.watch);
      }
      return observerOf(watchers);
    },
    async report(run) {
      profiler?.finish();
      // A last look, so that what the run leaves behind is known. The engine `no-gc` never looks.
      if (profile || options.gcStats || options.gcDebug) run.heap.collect();
      if (summary !== undefined) writeError(summary.totals(run.main));
      if (profile && profiler !== undefined) {
        const { profileReport } = await import("./report/profile.ts");
        writeError(profileReport(profiler, run, options));
      }
      if (processes !== undefined) {
        const { leakReport, processReport } = await import("./report/processes.ts");
        writeError((options.profileProcs ? processReport(processes, options) : "") + leakReport(processes));
      }
      const isSaved =
        profileOut === undefined ||
        profiler === undefined ||
        (await save(profileOut, profiler, run, { options, context }));
      if (options.gcStats) {
        const { memoryReport } = await import("./report/memory.ts");
        writeError(memoryReport(run.heap.statistics, options));
      }
      if (jitRecord !== undefined) await reportGeneratedCode(jitRecord, run, options, context);
      return isSaved;
    },
  };
}

async function reportGeneratedCode(
  record: JitRecord,
  run: Run,
  options: Partial<RunOptions>,
  { writeError }: CommandContext,
): Promise<void> {
  const words = await import("./report/generated-code.ts");
  const none = words.whyNoCode(options);
  writeError(
    none === undefined
      ? words.generatedCodeReport(jitReport(record, run.space), run.system.instructions)
      : words.noGeneratedCodeReport(none),
  );
}

function collectionLine({ number, before, after, milliseconds }: Collection): string {
  const sizes = `${writeSize(before)} → ${writeSize(after)}`;
  return `[gc] collection ${number}: ${sizes} (${milliseconds.toFixed(2)} ms)\n`;
}

async function save(
  file: string,
  profiler: Profiler,
  run: Run,
  { options, context }: { readonly options: Partial<RunOptions>; readonly context: CommandContext },
): Promise<boolean> {
  const { cpuProfile } = await import("./report/cpu-profile.ts");
  try {
    writeFileSync(path.resolve(context.cwd, file), JSON.stringify(cpuProfile(profiler, run)));
    return true;
  } catch (error) {
    complain(fileFault(file, error).message, options.color, context);
    return false;
  }
}
