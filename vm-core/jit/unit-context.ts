/** What is asked of a machine by what writes units for it, and what that gives. */
import type { Layouts } from "../ir/registers.ts";
import type { LoadedModule } from "../run/code-space.ts";
import type { EntryPoint, FrameLayout } from "../run/frame.ts";
import type { Heap } from "../run/heap.ts";
import type { Step } from "../run/step.ts";
import type { Value } from "../value/value.ts";
import type { MetCallee } from "./acts.ts";
import type { Ledger } from "./ledger.ts";
import type { JitRecord } from "./record.ts";

/** What a unit needs of the machine that it is for. */
export interface UnitContext {
  readonly module: LoadedModule;
  readonly layouts: Layouts;
  readonly globals: FrameLayout;
  /** The slots of variables of the module that generated code of its functions reads. */
  readonly globalsRead: ReadonlySet<number>;
  /** Notes that generated code of a function reads a variable of the module. */
  readonly readsGlobal: (slot: number) => void;
  readonly steps: readonly Step[];
  readonly heap: Heap;
  readonly ledger: Ledger;
  /** Of a called form: is called when it is left at an instruction that has no form. */
  readonly lingers: (() => void) | undefined;
  /** Has it compiled anew. */
  readonly spoil: () => void;
  /** Is told why units are left. */
  readonly record: JitRecord | undefined;
  /** Everything is compiled, not what is hot alone. */
  readonly isEager: boolean;
  /** The types that operands of the instruction at an address of the module were seen to have against expectation. */
  noted(address: number): readonly number[] | undefined;
  /** Notes that operands of the instruction at an address of the module were not as expected. */
  readonly note: (address: number, a: Value, b?: Value) => void;
  /** The place where generated code finds the called form of a function. */
  callee(target: number, parameters: readonly string[]): object;
  /** The same for a function value; `captured` are the slots of what it has captured. */
  calleeOf(entry: EntryPoint, captured: readonly number[]): object;
  /** A place that calls function values with a number of arguments. */
  callPlace(count: number): object;
  /** What applies a function value to a list. */
  readonly apply: object;
  /** Whether an observer is to be asked in front of the instruction at an address of the module. */
  isWatched(address: number): boolean;
  /** The function value that the instruction at an address of the module has called last. */
  met(address: number): MetCallee | undefined;
  /** What the instruction at an address of the module pushes, which takes nothing and always pushes the same. */
  pushed(address: number): Value;
}

export interface WrittenUnit {
  readonly parameters: readonly string[];
  readonly body: string;
  /** Values of the names that the text does not define itself. */
  readonly constants: readonly unknown[];
}
