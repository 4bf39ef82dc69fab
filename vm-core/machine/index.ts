/** Wires a run: module loader, native functions, limits. */
import type { Program } from "../program/program.ts";
import { createRun, type Limits, type Run } from "../run/run.ts";
import { NATIVES } from "../std/index.ts";
import { moduleLoader, type ReadModule } from "./load.ts";

export type { FoundFile, ReadModule } from "./load.ts";

export interface MachineOptions {
  readonly readModule: ReadModule;
  readonly limits?: Limits;
}

/** A run of `program` that is ready to be driven. */
export function createMachine(program: Program, { readModule, limits }: MachineOptions): Run {
  return createRun(program, { load: moduleLoader(readModule), natives: NATIVES, limits });
}
