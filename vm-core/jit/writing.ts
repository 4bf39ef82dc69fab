/** What writing an instruction needs of its block and its unit: for those that have files of their own. */
import type { LoadedModule } from "../run/code-space.ts";
import type { ObjectValue } from "../value/object.ts";
import type { Atom } from "./atom.ts";
import type { Cause } from "./record.ts";

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
  bail(cause?: Cause): string;
  /** Tells the heap that the result has taken so many bytes. */
  growth(bytes: string, result: Atom): void;
}

/** Its unit. */
export interface UnitWriting {
  readonly module: LoadedModule;
  readonly depth: string;
  readonly isDeepest: string;
  readonly isCalled: boolean;
  readonly sharesVariables: boolean;
  /** A name for what applies a function value to a list. */
  readonly apply: string;
  /** A name for a place that calls function values with a number of arguments. */
  callPlace(count: number): string;
  callee(target: number, parameters: readonly string[]): string;
  writeBack(variables: ReadonlyMap<number, number>): string;
  stopped(address: number, stack: readonly Atom[], variables: ReadonlyMap<number, number>): string;
  handOver(stack: readonly Atom[], variables: ReadonlyMap<number, number>): string;
}
