/** Who reads what a process writes may go away at any time. */

/** True when nobody reads any more what is written: no reason to complain. */
export function isClosedPipe(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | undefined)?.code === "EPIPE";
}

/** Ends the process quietly when nobody reads what it writes; anything else is a bug. */
export function quietWhenUnread(error: unknown): void {
  if (!isClosedPipe(error)) throw error;
  process.exit(0);
}
