/** Writes to stderr what a person has to know. */
import { type CommandContext, PROCESS } from "./command-context.ts";

export { writeAtOnce as writeError } from "./write-at-once.ts";

/** Writes `Error: MESSAGE`. */
export function complain(message: string, color?: boolean, context: CommandContext = PROCESS): void {
  // In red; the library for colours is not worth loading for every run.
  const title = context.hasColor(color) ? "\x1b[31mError:\x1b[39m" : "Error:";
  context.writeError(`${title} ${message}\n`);
}

/** True when nobody reads any more what is written: no reason to complain. */
export function isClosedPipe(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | undefined)?.code === "EPIPE";
}

/** Ends the process quietly when nobody reads what it writes; anything else is a bug. */
export function quietWhenUnread(error: unknown): void {
  if (!isClosedPipe(error)) throw error;
  process.exit(0);
}
