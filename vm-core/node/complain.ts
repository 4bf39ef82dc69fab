/** Writes to stderr what a person has to know. */
import { writeSync } from "node:fs";
import pc from "picocolors";
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
  const { red } = pc.createColors(wantsColor(process.stderr, color));
  writeError(`${red("Error:")} ${message}\n`);
}

/** True when nobody reads any more what is written: no reason to complain. */
export function isClosedPipe(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | undefined)?.code === "EPIPE";
}
