/** What a run may take. */

export interface Limits {
  /** Frames alive in one process. */
  readonly maxFrames: number;
  /** Bytes that values, stacks and frames may take, as `heap.ts` counts them. */
  readonly maxMemory: number;
  /** Instructions of the whole run; reaching it ends the run. */
  readonly maxInstructions: number;
  /** Processes alive at once. */
  readonly maxProcesses: number;
}

/** They trip before the heap that Node gives on a machine with 2 GB (about 1 GiB) is full. */
export const DEFAULT_LIMITS: Limits = {
  maxFrames: 2_000_000,
  maxMemory: 512 * 2 ** 20,
  maxInstructions: Number.POSITIVE_INFINITY,
  maxProcesses: 262_144,
};
