/** Wires a run: module loader, native functions, limits. */
import { fusedSteps } from "../fused/machine.ts";
import { registerMachine } from "../ir/machine.ts";
import { generatedCode } from "../jit/machine.ts";
import type { JitMode } from "../jit/mode.ts";
import type { JitRecord } from "../jit/record.ts";
import { dataCompiler } from "../lisp/evaluated-data.ts";
import { optimize } from "../optimize/index.ts";
import type { Program } from "../program/program.ts";
import type { CodeSpace } from "../run/code-space.ts";
import { type Execute, type Execution, execute } from "../run/execute.ts";
import { interpreter } from "../run/handlers/index.ts";
import { createRun, type Run, type RunParts } from "../run/run.ts";
import { libraryExports, nativeFunctions } from "../std/index.ts";
import { once } from "../text/once.ts";
import { moduleLoader } from "./load.ts";
import type { ReadModule } from "./read-program.ts";

export {
  type FoundFile,
  includedFile,
  type ReadModule,
  type ReadProgram,
  readProgram,
  readWholeProgram,
} from "./read-program.ts";

/** What a run gets beside its program. */
export interface MachineOptions
  extends Pick<RunParts, "limits" | "gc" | "onCollection" | "stopwatch" | "seed"> {
  readonly readModule: ReadModule;
  /** Optimize the program, and each module when it is loaded. */
  readonly optimize?: boolean;
  /** Run on the register machine. */
  readonly useIr?: boolean;
  /** Generate code of what is hot, or of everything; none when absent. */
  readonly jit?: JitMode;
  /** What happens in generated code is noted in it. */
  readonly jitRecord?: JitRecord;
  /**
   * Is told that the run has started one process only, when it has executed a thousand instructions, and when that is so no longer;
   * where code may be generated.
   */
  readonly onAlone?: ((isAlone: boolean) => void) | undefined;
  /** Instructions of a run before the interpreter fuses those that are hot. */
  readonly fusedAfter?: number;
}

/** A run of `program` that is ready to be driven. */
export function createMachine(program: Program, options: MachineOptions): Run {
  const prepare = options.optimize === true ? optimized : (source: Program) => source;
  const load = moduleLoader(options.readModule, prepare);
  const executing = executingOf(options);
  const compiler = once(() => dataCompiler(libraryExports));
  return createRun(prepare(program), {
    ...options,
    load,
    compileDatum: (...words) => compiler()(...words),
    natives: nativeFunctions,
    engine: interpreter,
    executing,
  });
}

/** Fusing instructions takes longer than a short program gains by it. */
const FUSED_AFTER = 100_000;

function executingOf(options: MachineOptions): RunParts["executing"] {
  const { jit, jitRecord, onAlone, useIr, fusedAfter } = options;
  if (jit !== undefined) return (space) => generatedCode(space, jit, jitRecord, onAlone);
  return useIr === true ? registerMachine : (space) => interpreting(space, fusedAfter ?? FUSED_AFTER);
}

function interpreting(space: CodeSpace, fusedAfter: number): Execution {
  let slice: Execute = execute;
  return {
    execute: (process, system, fuel, ahead) => {
      if (slice === execute && system.instructions >= fusedAfter) slice = fusedSteps(space).execute;
      return slice(process, system, fuel, ahead);
    },
  };
}

/** Modules of the library are shared by runs: each is optimized once. */
const OPTIMIZED = new WeakMap<Program, Program>();

function optimized(source: Program): Program {
  let program = OPTIMIZED.get(source);
  if (program === undefined) {
    program = optimize(source).program;
    OPTIMIZED.set(source, program);
  }
  return program;
}
