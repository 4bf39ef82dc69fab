/** Wires a run: module loader, native functions, limits. */
import type { Program } from "../program/program.ts";
import { createRun, type Run, type RunParts } from "../run/run.ts";
import { NATIVES } from "../std/index.ts";
import { moduleLoader, type ReadModule } from "./load.ts";

export type { ReadModule } from "./load.ts";
export { type FoundFile, type ReadProgram, readProgram } from "./read-program.ts";

export interface MachineOptions extends Pick<RunParts, "limits" | "gc" | "onCollection" | "seed"> {
  readonly readModule: ReadModule;
}

/** A run of `program` that is ready to be driven. */
export function createMachine(program: Program, options: MachineOptions): Run {
  return createRun(program, { ...options, load: moduleLoader(options.readModule), natives: NATIVES });
}
