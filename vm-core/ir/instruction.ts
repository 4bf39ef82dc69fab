/**
 * The register IR: what a Program becomes for the register machine.
 *
 * Values that a Program keeps on its stack inside a block are in registers; constants and variables are operands. The
 * operand stack of the process is there for what is left: it is `memory` here.
 *
 * Invariants: plain data. A block is entered with the topmost `carried` values of the stack in registers 0 and up, the
 * deepest first, and is left in the same way. Every instruction keeps the address that it comes from. One that can fail
 * names its `before`: the plain state to go back to, from which the instructions of the Program do the same again.
 */
import type { ValueOperation } from "../run/handlers/operation.ts";
import type { Value } from "../value/value.ts";

export type Operand = Register | FrameVariable | Constant;
export type Target = Register | FrameVariable;

export interface Register {
  readonly kind: "register";
  readonly index: number;
}

/** A variable of the running frame; one that has no value there is looked for in the module's globals. */
export interface FrameVariable {
  readonly kind: "variable";
  readonly name: string;
}

export interface Constant {
  readonly kind: "constant";
  readonly value: Value;
}

/** A plain state: the instruction at `address` is next, these are the values on top of the memory, deepest first. */
export interface PlainState {
  readonly address: number;
  readonly stack: readonly Operand[];
}

/** What every instruction has: where it comes from. */
interface Placed {
  readonly address: number;
}

/** Computes a value of values. */
export interface Compute extends Placed {
  readonly kind: "compute";
  readonly operation: ValueOperation;
  readonly inputs: readonly Operand[];
  readonly output: Target;
  readonly before: PlainState;
  /** Where a process continues that gives way when the result is there; the result is pushed on top of `stack`. */
  readonly after: PlainState;
}

export interface Move extends Placed {
  readonly kind: "move";
  readonly input: Operand;
  readonly output: Target;
  readonly before: PlainState;
}

/** Takes the topmost value of the memory. */
export interface Pop extends Placed {
  readonly kind: "pop";
  readonly output: Target;
}

/** Puts values on the memory. None is a variable. */
export interface Push extends Placed {
  readonly kind: "push";
  readonly inputs: readonly Operand[];
}

/** Puts values on the memory and executes the instruction at `address` there, as the interpreter does. */
export interface InterpretedStep extends Placed {
  readonly kind: "step";
  readonly inputs: readonly Operand[];
  readonly before: PlainState;
  /** The block continues when the next instruction follows. */
  readonly isInside: boolean;
}

/** Continues at a block. */
export interface Jump extends Placed {
  readonly kind: "jump";
  readonly target: number;
}

/** The code ends here. */
export interface End extends Placed {
  readonly kind: "end";
}

/** Continues at `target` when the condition is truthy, else at `otherwise`. */
export interface Branch extends Placed {
  readonly kind: "branch";
  /** A value, or a comparison of two. */
  readonly condition: Operand | Compute;
  readonly before: PlainState;
  readonly target: number;
  readonly otherwise: number;
}

export type IrInstruction = Compute | Move | Pop | Push | InterpretedStep | Jump | End | Branch;

export interface IrBlock {
  /** The addresses that it is made of: from `start` up to but not including `end`. */
  readonly start: number;
  readonly end: number;
  /** How many values it is entered with in registers. */
  readonly carried: number;
  /** How many values more it takes from the memory: with fewer there it is not entered. */
  readonly needed: number;
  readonly code: readonly IrInstruction[];
}
