/** A run: a code space, what it has written, and its processes. */
import type { Program } from "../program/program.ts";
import { CodeSpace } from "./code-space.ts";
import { Frame, newSlots } from "./frame.ts";
import { type Collection, type GcEngine, Heap } from "./heap.ts";
import type { LoadModule } from "./modules.ts";
import type { Natives } from "./native.ts";
import { Output } from "./output.ts";
import { Process } from "./process.ts";
import type { Surroundings } from "./serve.ts";
import { SIGNAL } from "./signal.ts";

export interface Limits {
  /** Frames alive in one process. */
  readonly maxFrames: number;
  /** Bytes that values, stacks and frames may take, as `heap.ts` counts them. */
  readonly maxMemory: number;
  /** Instructions of the whole run; reaching it ends the run. */
  readonly maxInstructions: number;
}

/** They trip before the heap that Node gives on a machine with 2 GB (about 1 GiB) is full. */
export const DEFAULT_LIMITS: Limits = {
  maxFrames: 2_000_000,
  maxMemory: 512 * 2 ** 20,
  maxInstructions: Number.POSITIVE_INFINITY,
};

export interface Run extends Surroundings {
  readonly space: CodeSpace;
  readonly output: Output;
  readonly heap: Heap;
  readonly limits: Limits;
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
}

export function createRun(program: Program, parts: RunParts): Run {
  const { load, natives, gc = "mark-sweep", onCollection } = parts;
  const limits = { ...DEFAULT_LIMITS, ...parts.limits };
  const heap = new Heap({ engine: gc, limit: limits.maxMemory, onCollection });
  const output = new Output();
  const space = new CodeSpace(output, natives);
  const { entry } = space.append(program);
  const frame = new Frame(null, 0, entry.layout, entry.start, SIGNAL.end, SIGNAL.end, newSlots(entry.layout));
  const main = new Process(1, frame, limits.maxFrames, heap);
  heap.roots = () => [main];
  // An empty program has no first instruction to stand at.
  if (entry.start < 0) main.state = "ended";
  return { space, output, heap, limits, main, load };
}
