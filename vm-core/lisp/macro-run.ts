/**
 * Runs the code of macros: a process of its own for each expansion, with nothing outside of it.
 *
 * Invariant: always ends, and gives the same for the same use: an expansion sees no other, nor the world.
 */
import type { Program } from "../program/program.ts";
import { countGrowth, execute, type Stop } from "../run/execute.ts";
import { interpreter } from "../run/handlers/index.ts";
import type { Natives } from "../run/native.ts";
import type { Process } from "../run/process.ts";
import { createRun, type Run, startProgram } from "../run/run.ts";
import { framesOf } from "../run/traces.ts";
import type { Span } from "../text/span.ts";
import { type ExceptionValue, Fault } from "../value/callable.ts";
import { effort } from "../value/effort.ts";
import type { Value } from "../value/value.ts";
import type { MacroProblem } from "./problem.ts";

const LIMITS = { maxMemory: 16 * 2 ** 20, maxFrames: 20_000, maxProcesses: 1 };
/** Instructions between looks at how far the stack has grown. */
const SLICE = 50_000;

/** Why there is no value, and where in the text of the program the macro stood then. */
export interface MacroFailure {
  readonly problem: MacroProblem;
  readonly span: Span | undefined;
}

/** What the expansions of one program may take, together: instructions, and the items of values that they walk. */
export class MacroBudget {
  constructor(public instructions: number) {}
}

/** The code of one macro, ready to run. */
export class MacroMachine {
  private readonly run: Run;

  constructor(
    private readonly program: Program,
    natives: Natives,
  ) {
    const load = async (): Promise<Fault> => new Fault("Unsupported", "a macro imports nothing");
    this.run = createRun(program, { load, natives: () => natives, engine: interpreter, limits: LIMITS });
    this.discard(this.run.main);
  }

  /** What the program leaves on its stack, which has `argument` on it at the start. */
  apply(argument: Value, budget: MacroBudget): { readonly value: Value } | MacroFailure {
    const { system, space, output } = this.run;
    const process = startProgram(system, space.modules[0]);
    process.stack.push(argument);
    const stop = this.execute(process, budget);
    this.discard(process);
    const hasWritten = output.take().length > 0;
    if (stop === "fuel") return this.failure(process, "endless");
    if (process.failure !== null) {
      return {
        problem: { is: "fault", message: process.failure.message },
        span: this.raisedAt(process.failure),
      };
    }
    if (stop !== "ended" || hasWritten) return this.failure(process, "outside");
    return { value: process.stack.at(-1) ?? null };
  }

  private execute(process: Process, budget: MacroBudget): Stop {
    while (budget.instructions > 0) {
      const before = process.instructions;
      const stop = execute(process, this.run.system, Math.min(SLICE, budget.instructions));
      // What one instruction walks counts as much as that many instructions.
      budget.instructions -= process.instructions - before + effort.spent;
      if (stop !== "fuel") return stop;
      countGrowth(process, this.run.system);
    }
    return "fuel";
  }

  /** Forgets a process, wherever it is. */
  private discard({ id }: Process): void {
    const { system } = this.run;
    system.processes.delete(id);
    system.exitCode = null;
    while (system.ready.shift() !== undefined);
  }

  private failure({ ip }: Process, is: "endless" | "outside"): MacroFailure {
    return { problem: { is }, span: this.run.space.place(ip)?.instruction.span };
  }

  /** The innermost place in the program's own text. */
  private raisedAt(failure: ExceptionValue): Span | undefined {
    for (const { address } of framesOf(failure, 1000)) {
      const instruction = this.program.code[address];
      if (instruction?.file === 0) return instruction.span;
    }
    return undefined;
  }
}
