/**
 * Computations on values that may take long.
 *
 * They are generators that yield where a portion ends. What ends within the first portion is computed at once; of anything
 * longer a `Work` is left, which whoever executes instructions does portion by portion, with a look at the clock in between.
 *
 * Invariant: a computation is pure, so a work can be given up and begun anew. Portions end after so much counted effort, so
 * the same computation leaves a work, or none, wherever it runs.
 * Absent by design: waiting for anything else than time.
 */
import { Fault } from "./callable.ts";
import { effort } from "./effort.ts";
import type { Value } from "./value.ts";

/** The effort of a portion: at most some milliseconds. */
const PORTION = 50_000;

/**
 * A computation in portions: yields the bytes that what it has made so far takes. One that yields more than 0 yields once
 * more when it has made everything.
 */
export type Portions<T> = Generator<number, T, void>;

/** Tells where portions end. */
export class Pace {
  private end = effort.spent + PORTION;

  /** True where a portion ends: its computation yields then. */
  isOver(): boolean {
    if (effort.spent < this.end) return false;
    this.end = effort.spent + PORTION;
    return true;
  }
}

/**
 * What is left of a computation.
 *
 * It is a Fault to those who compute with values, since there is no value: engines leave generated code and blocks as for
 * any fault, and the step of the instruction, which is executed then, does the work.
 */
export class Work extends Fault {
  constructor(
    private readonly portions: Portions<Value | Fault>,
    /** Bytes that what has been made so far takes. */
    public bytes: number,
  ) {
    super("Unsupported", "Unsupported operation: these values are too large here");
  }

  /** What is left, for who does it at once. */
  rest(): Portions<Value | Fault> {
    return this.portions;
  }

  /** Does a portion; the result, or undefined when more is left. */
  advance(): Value | Fault | undefined {
    const { done, value } = this.portions.next();
    if (done) return value;
    this.bytes = value;
    return undefined;
  }
}

/** The result of a computation that ends within one portion; otherwise the work that is left. */
export function begun(portions: Portions<Value | Fault>): Value | Fault {
  const { done, value } = portions.next();
  return done ? value : new Work(portions, value);
}

/** The result of a computation, however long it takes. */
export function finished<T>(portions: Portions<T>): T {
  for (;;) {
    const { done, value } = portions.next();
    if (done) return value;
  }
}
