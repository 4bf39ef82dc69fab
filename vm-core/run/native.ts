/**
 * Native functions: what the standard library does that the machine has no instruction for.
 *
 * Invariant: pure; a result is a value, the fault that it raises, or a request whose reply is the result.
 */
import type { Fault } from "../value/callable.ts";
import type { Value } from "../value/value.ts";
import type { Asking } from "./host.ts";

export interface Native {
  /** Taken from the stack, the last one topmost. */
  readonly parameters: readonly string[];
  /** Markdown, one sentence or two. */
  readonly doc: string;
  /**
   * For a function whose result has nothing new beside items: how many references it takes. Absent where
   * it may walk all of its arguments and its result is new.
   */
  readonly items?: (...values: Value[]) => number;
  /** With `items`: its result is a list with an item more at the start. */
  readonly isLonger?: true;
  /** It counts itself what it walks (`value/effort.ts`). Where absent, and without `items`, all of its arguments count. */
  readonly isCounted?: boolean;
  /** It makes cells: from then on values of the run can change. An engine leaves its calls to the interpreter's step. */
  readonly makesCells?: true;
  /** It asks the host: the result comes later. */
  readonly asks?: true;
  call(...values: Value[]): Value | Fault | Asking;
}

/** All of them by name. */
export type Natives = Readonly<Record<string, Native>>;
