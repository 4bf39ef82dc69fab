/** Writes to stderr what a person has to know. */
import { writeSync } from "node:fs";
import { wantsColor } from "./options.ts";

/** Writes at once, also when the process is about to end. A reader that has gone is no error. */
export function writeError(text: string): void {
  let bytes = Buffer.from(text);
  while (bytes.length > 0) {
    try {
      bytes = bytes.subarray(writeSync(2, bytes));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EPIPE") return;
      if (code !== "EAGAIN") throw error;
    }
  }
}

/** Writes `Error: MESSAGE`. */
export function complain(message: string, color?: boolean): void {
  // In red; the library for colours is not worth loading for every run.
  const title = wantsColor(process.stderr, color) ? "\x1b[31mError:\x1b[39m" : "Error:";
  writeError(`${title} ${message}\n`);
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
