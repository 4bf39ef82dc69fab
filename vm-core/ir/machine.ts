/**
 * The register machine: executes slices of processes from the register IR.
 *
 * Blocks run in `execute-blocks.ts`. Between them, and wherever a process waits, is preempted, faults or is looked at, the
 * process is what the interpreter would have made of it: the slice is counted in instructions of the Program, and ends after
 * the same one. What is left of a slice that a block is too long for is executed step by step, as is a block from where an
 * instruction of it has failed.
 */
import type { CodeSpace } from "../run/code-space.ts";
import { type Execution, obey, type Stop, takeUp } from "../run/execute.ts";
import type { Process } from "../run/process.ts";
import type { System } from "../run/system.ts";
import { beginSlice } from "../value/effort.ts";
import { emptyCode, encode } from "./encode.ts";
import { Blocks } from "./execute-blocks.ts";
import { lower } from "./lower.ts";

/** Executes the code of a space on the register machine. */
export function registerMachine(space: CodeSpace): Execution {
  const machine = new RegisterMachine(space);
  return { execute: (process, system, fuel) => machine.execute(process, system, fuel) };
}

class RegisterMachine {
  private readonly encoded = emptyCode();
  private readonly blocks: Blocks;
  private lowered = 0;

  constructor(private readonly space: CodeSpace) {
    this.blocks = new Blocks(this.encoded, space);
  }

  /** Executes at most `fuel` instructions. */
  execute(process: Process, system: System, fuel: number): Stop {
    if (this.lowered < this.space.modules.length) this.lowerNew();
    const settled = takeUp(process, system);
    if (settled !== undefined) return settled;
    beginSlice();
    const stop = this.run(process, system, fuel);
    process.instructions += fuel - this.blocks.left;
    this.blocks.forget();
    return stop;
  }

  private run(process: Process, system: System, fuel: number): Stop {
    const { blocks } = this;
    const { steps } = this.space;
    blocks.left = fuel;
    let ip = process.ip;
    // Where a block has just been left there is nothing to enter.
    let isStep = false;
    for (;;) {
      let next: number;
      const entry = isStep ? -1 : blocks.entry(process, ip);
      if (entry >= 0) {
        next = blocks.run(process, entry);
        isStep = true;
      } else {
        if (blocks.left <= 0) break;
        blocks.left--;
        process.ip = ip;
        next = steps[ip](process);
        isStep = false;
      }
      if (next < 0) {
        const stop = obey(process, system, next);
        if (stop !== undefined) return stop;
        next = process.ip;
        isStep = false;
      }
      ip = next;
    }
    process.ip = ip;
    return "fuel";
  }

  private lowerNew(): void {
    for (const { program, base, layoutAt } of this.space.modules.slice(this.lowered)) {
      const isOrdered = (address: number): boolean => layoutAt(address).ordered;
      const blocks = lower(program, { isOrdered, native: (name) => this.space.native(name) });
      encode(this.encoded, blocks, { base, length: program.code.length, layoutAt });
    }
    this.lowered = this.space.modules.length;
  }
}
