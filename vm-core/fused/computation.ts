/**
 * What a fused step computes, as a tree: constants, variables, values that were on the stack before, and operations on these.
 */
import type { Process } from "../run/process.ts";
import type { Value } from "../value/value.ts";
import type { QuickCompute } from "./quick.ts";

export type Computation =
  | { readonly is: "constant"; readonly value: Value }
  | { readonly is: "variable"; readonly name: string }
  /** A value of the stack, by how many are above it where the step begins. */
  | { readonly is: "taken"; readonly above: number }
  | {
      readonly is: "computed";
      readonly compute: QuickCompute;
      /** The operator, by which forms of its own are found. */
      readonly operator: unknown;
      readonly operands: readonly Computation[];
      /** It cannot be computed again: nothing may fail after it. */
      readonly isOnce?: true;
    }
  /** A closure over variables, where nothing else was captured before. */
  | {
      readonly is: "closure";
      readonly captured: readonly string[];
      /** Undefined where its instruction is to make it. */
      readonly make: (values: Value[]) => Value | undefined;
    };

/** The variables of a frame. */
export type Slots = readonly (Value | undefined)[];

/**
 * Computes a value for a process with these variables. It changes nothing: undefined where only the instructions themselves can
 * tell what happens.
 */
export type ReadValue = (process: Process, slots: Slots) => Value | undefined;
