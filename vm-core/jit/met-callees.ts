/** The function values that instructions have called last, by their addresses in the code space. */
import type { Step } from "../run/step.ts";
import { Closure, FunctionValue } from "../value/callable.ts";
import type { MetCallee } from "./acts.ts";

export class MetCallees {
  private readonly met = new Map<number, MetCallee>();

  /** `onFirst` is called when the instruction at an address has called one for the first time. */
  constructor(private readonly onFirst: (address: number) => void) {}

  get(address: number): MetCallee | undefined {
    return this.met.get(address);
  }

  /** The step of the instruction at an address, which calls the topmost value, and notes that first. */
  noting(address: number, step: Step): Step {
    return (process) => {
      const callee = process.stack[process.stack.length - 1];
      if (callee instanceof Closure || callee instanceof FunctionValue) this.note(address, callee);
      return step(process);
    };
  }

  private note(address: number, { entry, parameters }: Closure | FunctionValue): void {
    const before = this.met.get(address);
    if (before?.entry === entry) return;
    this.met.set(address, { entry: entry as MetCallee["entry"], parameters });
    if (before === undefined) this.onFirst(address);
  }
}
