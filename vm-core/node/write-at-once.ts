/** Writes to the standard error of the process without waiting for the event loop. */
import { writeSync } from "node:fs";

/** Writes at once, also when the process is about to end. What cannot be written is lost: there is nowhere to say so. */
export function writeAtOnce(text: string): void {
  let bytes = Buffer.from(text);
  while (bytes.length > 0) {
    try {
      bytes = bytes.subarray(writeSync(2, bytes));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== "EAGAIN") return;
    }
  }
}
