/** What writing an instruction needs of its block and its unit: for those that have files of their own. */
import type { LoadedModule } from "../run/code-space.ts";
import type { ValueOperation } from "../run/handlers/operation.ts";
import type { ObjectValue } from "../value/object.ts";
import type { Atom } from "./atom.ts";
import type { Ledger } from "./ledger.ts";
import type { ExitCause } from "./record.ts";

/** The captured variables of the closure that a block makes next. */
export interface CapturedRow {
  readonly values: readonly Atom[];
  /** A set of the same variables. */
  readonly set: ObjectValue;
}

/** A block that is being written. */
export interface Writing {
  readonly unit: UnitWriting;
  readonly address: number;
  readonly stack: Atom[];
  readonly variables: ReadonlyMap<number, number>;
  /** Until the closure is made that has captured it. */
  captured: CapturedRow | undefined;
  line(text: string): void;
  /** A new name for what an expression gives. */
  temporary(expression: string): string;
  /** A name for a value that the text cannot hold. */
  constant(value: unknown): string;
  /** The topmost values, deepest first. */
  take(count: number): Atom[];
  load(name: string): Atom;
  /** Leaves the unit in front of the instruction. */
  bail(cause?: ExitCause): string;
  /** Tells the heap that the result has taken so many bytes, which are `most` at most. */
  growth(bytes: string, result: Atom, most?: number): void;
}

/** Its unit. */
export interface UnitWriting {
  readonly module: LoadedModule;
  readonly depth: string;
  readonly isDeepest: string;
  readonly isCalled: boolean;
  /** A name for what applies a function value to a list. */
  readonly apply: string;
  /** A name for a place that calls function values with a number of arguments. */
  callPlace(count: number): string;
  callee(target: number, parameters: readonly string[]): string;
  /** Statements after which no variable owns its object. */
  disowning(): string;
  /** Statements that let functions that are called see the variables of the module. */
  share(variables: ReadonlyMap<number, number>): string;
  stopped(address: number, stack: readonly Atom[], variables: ReadonlyMap<number, number>): string;
  handOver(stack: readonly Atom[], variables: ReadonlyMap<number, number>): string;
}

/** What forms of operations are written with: see `BlockWriter`. */
export interface FormWriting {
  readonly unit: { readonly ledger: Ledger };
  readonly leftBefore: string;
  noted(): readonly number[] | undefined;
  expect(inputs: readonly Atom[], types: readonly number[]): readonly Atom[];
  line(text: string): void;
  temporary(expression: string): string;
  variable(expression: string): string;
  named(text: string): string;
  constant(value: unknown): string;
  bail(cause?: ExitCause): string;
  refuse(inputs: readonly Atom[], cause?: ExitCause): string;
  growth(bytes: string, result: Atom, most?: number): void;
  /** Whether there is room on the heap for what is at most so large: see `growth`. */
  readonly isReserving: boolean;
  pace(result: Atom): void;
  asking(name: string, call: string): void;
  generic(operation: ValueOperation, inputs: readonly Atom[]): Atom;
  ownedText(object: Atom): string | undefined;
  /** The slot of the variable whose list the instruction takes the rest of, which is stored there in this block. */
  restStored(): number | undefined;
}
