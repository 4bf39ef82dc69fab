/** Writes to stderr what a person has to know. */
import { type CommandContext, PROCESS } from "./command-context.ts";

export { writeAtOnce as writeError } from "./write-at-once.ts";

/** Writes `Error: MESSAGE`. */
export function complain(message: string, color?: boolean, context: CommandContext = PROCESS): void {
  // In red; the library for colours is not worth loading for every run.
  const title = context.hasColor(color) ? "\x1b[31mError:\x1b[39m" : "Error:";
  context.writeError(`${title} ${message}\n`);
}
