/**
 * What happened to a program in generated code, for who asks: which units were made and how much they executed, and where
 * and why they were left.
 *
 * Absent by design: words and source lines (`report.ts`). Nothing is recorded unless a run is given a record.
 */

/** Why a unit was left. */
export type ExitCause =
  /** The slice of the process is over. */
  | "slice"
  /** A step has walked or made much, so the slice ends, or the heap is to be looked through. */
  | "pause"
  /** Operands were not of the types that were expected. */
  | "types"
  /** An Int beyond ±(2^53−1). */
  | "large"
  /** The instruction faults. */
  | "fault"
  /** A variable has no value in the frame: it may be the module's. */
  | "variable"
  /** The function that is called has no generated code, or not yet. */
  | "callee"
  /** Generated code calls itself as deep as it may. */
  | "depth"
  /** The instruction has no form in generated code. */
  | "instruction"
  /** Its step, which generated code has called, faults, waits or gives way. */
  | "signal"
  /** It returns to a frame that the interpreter has made. */
  | "return"
  /** What follows is not in the unit. */
  | "edge";

/** Why there is no unit at an entry that is hot. */
export type UnitRefusal =
  /** Its first instruction has no form in generated code. */
  | "leaves-at-once"
  /** One block alone is longer than what engines optimize. */
  | "too-long"
  /** It was compiled as often as it may be, and was left each time. */
  | "unsettled"
  /** The host forbids code to be generated. */
  | "forbidden";

/** What is counted of a unit. */
export interface UnitTally {
  compiled: number;
  entered: number;
  /** Executed by it and by what it calls. */
  instructions: number;
  /** How often it was left to the interpreter for a while, as it executed little each time. */
  rested: number;
  refusal: UnitRefusal | undefined;
  /** Whether it was WebAssembly when it was compiled last. */
  isAssembly: boolean;
}

export interface Leaving {
  readonly address: number;
  readonly cause: ExitCause;
  count: number;
}

/** What a machine tells of one run. Addresses are those of the code space. */
export class JitRecord {
  /** By the address where they are entered. */
  readonly units = new Map<number, UnitTally>();
  /** How often control has come to entries before they were compiled: asked for at the end. */
  readonly arrivals = new Map<number, () => number>();
  private readonly leavings = new Map<string, Leaving>();

  get left(): readonly Leaving[] {
    return [...this.leavings.values()];
  }

  /** The tally of the unit at an address. */
  tally(address: number): UnitTally {
    let tally = this.units.get(address);
    if (tally === undefined) {
      tally = { compiled: 0, entered: 0, instructions: 0, rested: 0, refusal: undefined, isAssembly: false };
      this.units.set(address, tally);
    }
    return tally;
  }

  /** Generated code was left in front of the instruction at an address. */
  readonly leave = (address: number, cause: ExitCause): void => {
    const key = `${address} ${cause}`;
    const leaving = this.leavings.get(key);
    if (leaving === undefined) this.leavings.set(key, { address, cause, count: 1 });
    else leaving.count++;
  };
}
