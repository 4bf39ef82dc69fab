/**
 * `ttvm run`: a file to its end.
 *
 * Invariant: only the program writes to stdout; errors and reports go to stderr, reports also when the run
 * fails or is interrupted.
 */
import path from "node:path";
import type { Readable } from "node:stream";
import {
  createMachine,
  display,
  drive,
  type ExceptionValue,
  failurePlaces,
  failureText,
  type HostMemory,
  noteText,
  type Permissions,
  type Program,
  type ReadModule,
} from "../index.ts";
import { now } from "./clock.ts";
import { type CommandContext, PROCESS } from "./command-context.ts";
import { complain } from "./complain.ts";
import { nodeHost } from "./host/index.ts";
import { Interruptions } from "./interruption.ts";
import { loadProgram, STDIN } from "./load-program.ts";
import { modulePermission } from "./module-permission.ts";
import { diskModules } from "./read-module.ts";
import { isWatched } from "./run-flags.ts";
import { limitsOf, makeRoom, permissionsOf } from "./run-limits.ts";
import type { RunOptions } from "./run-options.ts";
import type { RunWatch } from "./watch-run.ts";

/** Places of an uncaught exception that are shown. */
const SHOWN_PLACES = 50;

/** Nothing looks at it. */
const UNWATCHED: RunWatch = {
  jitRecord: undefined,
  onCollection: undefined,
  start: () => undefined,
  report: async () => true,
};

/** A run as it was asked for. */
interface RunCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly options: Partial<RunOptions>;
  readonly context: CommandContext;
  /** Finds modules, within the memory of the run. */
  readonly modules: (memory: HostMemory | undefined) => ReadModule;
  /** Milliseconds for which its text was waited for. */
  readonly waited: number;
}

/** Runs a program and resolves with its exit code, or with 1 after an error has been written. */
export async function runFile(
  file: string,
  args: readonly string[],
  options: Partial<RunOptions> = {},
  context: CommandContext = PROCESS,
): Promise<number> {
  const closing = new AbortController();
  const modules = modulesOf(file, context.cwd, permissionsOf(options), closing.signal);
  const reading = new Interruptions(options.timeout, (message) => complain(message, options.color, context));
  reading.signal.addEventListener("abort", () => closing.abort());
  const started = now();
  let waited = 0;
  try {
    const loaded = await loadProgram(file, {
      stdin: () => context.stdin(),
      cwd: context.cwd,
      readModule: modules(undefined),
      closing: closing.signal,
      onRead: () => {
        waited = now() - started;
      },
    });
    reading.dispose();
    const { interruption } = reading;
    // A program that is there continues: compiling it does not count.
    if (interruption !== undefined && (loaded.program === undefined || interruption.message === undefined)) {
      reading.tell();
      return interruption.exitCode;
    }
    if (loaded.program === undefined) {
      for (const problem of loaded.problems) complain(problem, options.color, context);
      return 1;
    }
    return await runProgram(loaded.program, { file, args, options, context, modules, waited });
  } finally {
    closing.abort();
  }
}

async function runProgram(program: Program, command: RunCommand): Promise<number> {
  const { file, args, options, context, modules, waited } = command;
  const watch = isWatched(options) ? (await import("./watch-run.ts")).watchRun(options, context) : UNWATCHED;
  const permissions = permissionsOf(options);
  const { timeout } = options;
  const deadline = timeout === undefined ? undefined : now() + timeout - waited;
  const host = nodeHost({
    args: [file, ...args],
    permissions,
    write: context.writeProgramOutput,
    cwd: context.cwd,
    env: context.env,
    // A program that was read from standard input has taken it: nothing is left for its instructions.
    input: file === STDIN ? await nothing() : context.stdin,
    isOver: deadline === undefined ? undefined : () => now() >= deadline,
  });
  await makeRoom(options, host, deadline);
  const run = createMachine(program, {
    readModule: modules(host.memory),
    limits: limitsOf(options),
    gc: options.gc,
    onCollection: watch.onCollection,
    stopwatch: now,
    seed: options.seed,
    optimize: options.optimize,
    useIr: options.useIr,
    jit: jitOf(options),
    jitRecord: watch.jitRecord,
    onAlone: context.onAlone,
  });
  const tell = (message: string): void => complain(message, options.color, context);
  const interruptions = new Interruptions(options.timeout, tell, waited);
  // Also where the end has to wait for somebody who reads nothing.
  interruptions.signal.addEventListener("abort", () => void host.close());
  try {
    const { failure, reason, waiting, exitCode } = await drive(
      run,
      host,
      interruptions.signal,
      watch.start(run),
    );
    const { interruption } = interruptions;
    if (failure !== null) complainOf(failure, options.color, context);
    else if (interruption !== undefined) interruptions.tell();
    else if (reason !== null)
      complain(`an exit signal ended process 1: ${display(reason)}`, options.color, context);
    if (interruption === undefined) complainOfWaiting(waiting, context);
    const isReported = await watch.report(run);
    // What has ended by itself is not late any more.
    if (interruption === undefined) interruptions.dispose();
    context.exitCode = interruption?.exitCode ?? (exitCode === 0 && !isReported ? 1 : exitCode);
    await host.close();
    // What is under way may be very much, and letting go of it takes time.
    context.leave?.(context.exitCode);
    return context.exitCode;
  } finally {
    void host.close();
    interruptions.dispose();
  }
}

/** Whether code is generated: of what is hot unless something else is said, and not where another machine is asked for. */
function jitOf({ jit = "auto", useIr }: Partial<RunOptions>): "auto" | "always" | undefined {
  return useIr === true || jit === "off" ? undefined : jit;
}

// Modules of Node that few runs need are loaded when they are needed: start-up counts.

async function nothing(): Promise<Readable> {
  const stream = await import("node:stream");
  return stream.Readable.from([]);
}

function modulesOf(
  file: string,
  cwd: string,
  permissions: Permissions | undefined,
  closing: AbortSignal,
): RunCommand["modules"] {
  const folder = file === STDIN ? cwd : path.dirname(file);
  const files = permissions && modulePermission(permissions, folder, cwd);
  return (memory) => diskModules(cwd, files, closing, memory);
}

/** Names those that waited when nothing could wake them any more. */
function complainOfWaiting(waiting: readonly string[], { writeError }: CommandContext): void {
  if (waiting.length === 0) return;
  writeError(["Nothing can wake what waits:", ...waiting.map((line) => `  ${line}`), ""].join("\n"));
}

function complainOf(failure: ExceptionValue, color: boolean | undefined, context: CommandContext): void {
  const places = failurePlaces(failure, SHOWN_PLACES + 1);
  const shown = places.slice(0, SHOWN_PLACES);
  if (places.length > SHOWN_PLACES) shown.push("  …");
  const notes = failure.notes.map((note) => `  ${noteText(note)}`);
  complain([failureText(failure), ...notes, ...shown].join("\n"), color, context);
}
