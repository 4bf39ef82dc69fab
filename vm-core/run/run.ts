/** A run: a code space, what it has written, and its processes. */
import type { Program } from "../program/program.ts";
import { Fault } from "../value/callable.ts";
import type { CodeSpace, Engine, LoadedModule } from "./code-space.ts";
import type { CompileDatum } from "./evaluation.ts";
import { type Execute, type ExecuteWatched, type Execution, execute } from "./execute.ts";
import { withGlobals } from "./frame.ts";
import { type Collection, type GcEngine, Heap } from "./heap.ts";
import type { LoadModule } from "./importing.ts";
import { DEFAULT_LIMITS, type Limits } from "./limits.ts";
import type { Natives } from "./native.ts";
import { Output } from "./output.ts";
import { Process } from "./process.ts";
import { ProcessFailures } from "./process-failures.ts";
import { SeededRandom } from "./random.ts";
import type { ServeContext } from "./serve.ts";
import { topLevelFrame } from "./spawn.ts";
import { System } from "./system.ts";

/** A run that is ready to be driven: code, processes, memory and output. */
export interface Run extends ServeContext {
  readonly space: CodeSpace;
  readonly output: Output;
  readonly heap: Heap;
  readonly limits: Limits;
  readonly system: System;
  /** Process 1: it decides the exit code. */
  readonly main: Process;
  /** What is said of other processes that fail. */
  readonly failures: ProcessFailures;
  /** Executes slices that nobody observes. */
  readonly execute: Execute;
  /** Executes slices that are observed at some instructions; absent where it has to be at each. */
  readonly executeWatched?: ExecuteWatched;
}

/** What `machine` gives to a run. */
export interface RunParts {
  readonly load: LoadModule;
  /** The native functions; asked for when one is first called. */
  readonly natives: () => Natives;
  /** Makes programs of data; where it is absent, none can be made. */
  readonly compileDatum?: CompileDatum;
  /** Binds instructions to their steps. */
  readonly engine: Engine;
  readonly limits?: Partial<Limits>;
  /** Makes what executes the code of a space; the interpreter's loop when absent. */
  readonly executing?: (space: CodeSpace) => Execution;
  /** `mark-sweep` when absent. */
  readonly gc?: GcEngine;
  readonly onCollection?: (collection: Collection) => void;
  /** A clock in milliseconds that tells how long collections take; they take no time when absent. */
  readonly stopwatch?: () => number;
  /** Chooses one of the legal interleavings of processes; round-robin when absent. */
  readonly seed?: number;
}

export function createRun(program: Program, parts: RunParts): Run {
  const { load, natives, engine, gc = "mark-sweep", onCollection, stopwatch, seed } = parts;
  const limits = { ...DEFAULT_LIMITS, ...parts.limits };
  const heap = new Heap({ engine: gc, limit: limits.maxMemory, onCollection, stopwatch });
  const output = new Output();
  const random = seed === undefined ? undefined : new SeededRandom(seed);
  const system = new System({ engine, natives, output, heap, limits, random });
  const { space } = system;
  const failures = new ProcessFailures(output);
  system.failed = (process) => failures.tell(process);
  const main = startProgram(system, space.append(program));
  // What process 1 leaves behind is still what the program has, for reports at the end.
  heap.roots = () =>
    main.state === "ended" ? [main, ...system.processes.values()] : system.processes.values();
  // An empty program has no first instruction to be at.
  if (main.ip < 0) system.finish(main);
  const execution: Execution = parts.executing?.(space) ?? { execute };
  const { compileDatum = noCompiler } = parts;
  return { space, output, heap, limits, system, main, load, compileDatum, failures, ...execution };
}

function noCompiler(): Fault {
  return new Fault("Unsupported", "Unsupported operation: data cannot be evaluated here");
}

/** Starts a process that runs the top level of a program, with nothing that another process has. */
export function startProgram(system: System, { entry, index }: LoadedModule): Process {
  const frame = topLevelFrame(entry);
  const globals = withGlobals([], index, frame);
  const process = system.start(
    0,
    (id) =>
      new Process(id, "main", frame, system.limits.maxFrames, {
        globals,
        modules: new Map(),
        evaluated: null,
      }),
  );
  process.home = index;
  return process;
}
