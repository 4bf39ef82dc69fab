/** A run: a code space, what it has written, and its processes. */
import type { Program } from "../program/program.ts";
import type { ExceptionValue } from "../value/callable.ts";
import { CodeSpace, type LoadedModule } from "./code-space.ts";
import { failureText } from "./failure.ts";
import { type Collection, type GcEngine, Heap } from "./heap.ts";
import { type LoadModule, withGlobals } from "./modules.ts";
import type { Natives } from "./native.ts";
import { Output } from "./output.ts";
import { Process } from "./process.ts";
import { seededRandom } from "./random.ts";
import type { Surroundings } from "./serve.ts";
import { topLevelFrame } from "./spawn.ts";
import { System } from "./system.ts";

export interface Limits {
  /** Frames alive in one process. */
  readonly maxFrames: number;
  /** Bytes that values, stacks and frames may take, as `heap.ts` counts them. */
  readonly maxMemory: number;
  /** Instructions of the whole run; reaching it ends the run. */
  readonly maxInstructions: number;
  /** Processes alive at once. */
  readonly maxProcesses: number;
}

/** They trip before the heap that Node gives on a machine with 2 GB (about 1 GiB) is full. */
export const DEFAULT_LIMITS: Limits = {
  maxFrames: 2_000_000,
  maxMemory: 512 * 2 ** 20,
  maxInstructions: Number.POSITIVE_INFINITY,
  maxProcesses: 262_144,
};

export interface Run extends Surroundings {
  readonly space: CodeSpace;
  readonly output: Output;
  readonly heap: Heap;
  readonly limits: Limits;
  readonly system: System;
  /** Process 1: it decides the exit code. */
  readonly main: Process;
}

/** What `machine` gives to a run. */
export interface RunParts {
  readonly load: LoadModule;
  readonly natives: Natives;
  readonly limits?: Partial<Limits>;
  /** `mark-sweep` when absent. */
  readonly gc?: GcEngine;
  readonly onCollection?: (collection: Collection) => void;
  /** Chooses one of the legal interleavings of processes; round-robin when absent. */
  readonly seed?: number;
}

export function createRun(program: Program, parts: RunParts): Run {
  const { load, natives, gc = "mark-sweep", onCollection, seed } = parts;
  const limits = { ...DEFAULT_LIMITS, ...parts.limits };
  const heap = new Heap({ engine: gc, limit: limits.maxMemory, onCollection });
  const output = new Output();
  const space = new CodeSpace(output, natives);
  const system = new System({
    space,
    heap,
    limits,
    random: seed === undefined ? undefined : seededRandom(seed),
  });
  system.failed = (process) => {
    output.write(
      "stderr",
      `Error in process ${process.id}: ${failureText(process.failure as ExceptionValue)}\n`,
    );
  };
  const main = startProgram(system, space.append(program));
  // What process 1 leaves behind is still what the program has, for reports at the end.
  heap.roots = () =>
    main.state === "ended" ? [main, ...system.processes.values()] : system.processes.values();
  // An empty program has no first instruction to stand at.
  if (main.ip < 0) system.finish(main);
  return { space, output, heap, limits, system, main, load };
}

/** Starts a process that runs the top level of a program, with nothing that another process has. */
export function startProgram(system: System, { entry, index }: LoadedModule): Process {
  const frame = topLevelFrame(entry);
  const globals = withGlobals([], index, frame);
  const process = system.start(
    0,
    (id) => new Process(id, "main", frame, system, { globals, modules: new Map() }),
  );
  process.home = index;
  return process;
}
