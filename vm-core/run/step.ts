/**
 * Steps: what instructions become when they are bound to the place where they stand.
 *
 * A step executes one instruction on a process and returns the address of the next one, or a signal. Signals
 * are negative, so the loop tells them apart with one comparison.
 */
import type { Mnemonic } from "../isa/index.ts";
import type { Instruction } from "../program/program.ts";
import type { FunctionValue } from "../value/callable.ts";
import type { Value } from "../value/value.ts";
import type { EntryPoint, FrameLayout } from "./frame.ts";
import type { Heap } from "./heap.ts";
import type { Native } from "./native.ts";
import type { Output } from "./output.ts";
import type { Process } from "./process.ts";
import type { System } from "./system.ts";

export type Step = (process: Process) => number;

/**
 * The step of an instruction that sends a message to the process whose number it takes or names. `send` does the same with a
 * message and a number that are on no stack, or gives `SIGNAL.undone`.
 */
export interface SendingStep extends Step {
  readonly send: (process: Process, pid: Value, message: Value) => number;
}

/** The step of an instruction that receives any message. `take` takes the first one; undefined when there is none. */
export interface ReceivingStep extends Step {
  readonly take: (process: Process) => Value | undefined;
}

/** The place of an instruction: everything about it that is known before it runs. */
export interface Site {
  readonly next: number;
  /** Its address in the source program, as displayed. */
  readonly sourceAddress: number;
  readonly address: number;
  readonly layout: FrameLayout;
  /** The layout of the module's top level. */
  readonly globals: FrameLayout;
  readonly output: Output;
  readonly heap: Heap;
  readonly system: System;
  /** The file that it was read from: modules are looked for beside it. */
  readonly file: string;
  native(name: string): Native | undefined;
  /** An address of this program as an address of the code space; the program's end becomes a signal. */
  target(address: number): number;
  /** An address of this program as a source address. */
  displayed(address: number): number;
  entry(address: number, parameters: readonly string[]): EntryPoint;
  /** The code at a label as a function without parameters; undefined when there is no such label. */
  labelled(name: string): FunctionValue | undefined;
}

/** Binds an instruction to its site. */
export type Handler<M extends Mnemonic> = (instruction: Instruction<M>, site: Site) => Step;

export type Handlers<M extends Mnemonic> = { readonly [K in M]: Handler<K> };
