/** What a step returns when there is no next instruction to continue with: a negative number. */

export const SIGNAL = {
  /** `process.fault` says what happened. */
  fault: -1,
  /** The code has ended: HALT, or past the last instruction. */
  end: -2,
  /** EXIT: the whole run ends with `process.exitCode`. */
  exit: -3,
  /** `process.request` is to be done first; the process continues at `process.resume`. */
  wait: -4,
  /** Much has grown: the heap is to be looked through; the process continues at `process.resume`. */
  collect: -5,
  /** The others run first; the process continues at `process.resume`. */
  yield: -6,
  /** `process.awaiting` says for which message it waits. */
  receive: -7,
  /** The process has been ended by what it did itself. */
  gone: -8,
  /** The slice has been long enough: it ends, and the process continues at `process.resume` in its next one. */
  spent: -10,
  /** `system.work` is to be done first: the instruction has changed nothing yet. */
  work: -11,
  /** Nothing has been done: the instruction is to be executed as a step (`SendingStep`). */
  undone: -12,
} as const;

/**
 * Smaller signals stand for the address where a frame whose caller a snapshot holds returns to: the caller is copied
 * first. So a return costs nothing more where there are no snapshots.
 */
const KEPT = -100;

/** The return address of a frame whose caller is held by a snapshot, for its true one. */
export function keptReturn(address: number): number {
  return address <= KEPT ? address : KEPT - 2 - address;
}

/** The true return address; undefined for other signals. */
export function returnOfKept(signal: number): number | undefined {
  return signal <= KEPT ? KEPT - 2 - signal : undefined;
}

/** The call address of the first frame of a spawned function: its RET ends the process. */
export const SPAWNED = -9;
