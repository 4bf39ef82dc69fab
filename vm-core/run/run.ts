/** A run: a code space, what it has written, and its processes. */
import type { Program } from "../program/program.ts";
import { CodeSpace } from "./code-space.ts";
import { Frame, newSlots } from "./frame.ts";
import type { LoadModule } from "./modules.ts";
import type { Natives } from "./native.ts";
import { Output } from "./output.ts";
import { Process } from "./process.ts";
import type { Surroundings } from "./serve.ts";
import { SIGNAL } from "./signal.ts";

export interface Limits {
  /** Frames alive in one process. */
  readonly maxFrames: number;
}

/** At about 120 bytes a frame, well inside the heap that a host gives by default. */
export const DEFAULT_LIMITS: Limits = { maxFrames: 4_000_000 };

export interface Run extends Surroundings {
  readonly space: CodeSpace;
  readonly output: Output;
  /** Process 1: it decides the exit code. */
  readonly main: Process;
}

/** What `machine` gives to a run. */
export interface RunParts {
  readonly load: LoadModule;
  readonly natives: Natives;
  readonly limits?: Limits;
}

export function createRun(program: Program, { load, natives, limits = DEFAULT_LIMITS }: RunParts): Run {
  const output = new Output();
  const space = new CodeSpace(output, natives);
  const { entry } = space.append(program);
  const frame = new Frame(null, 0, entry.layout, entry.start, SIGNAL.end, SIGNAL.end, newSlots(entry.layout));
  const main = new Process(1, frame, limits.maxFrames);
  // An empty program has no first instruction to stand at.
  if (entry.start < 0) main.state = "ended";
  return { space, output, main, load };
}
