/** An uncaught exception in words. */
import type { ExceptionValue } from "../value/callable.ts";
import { framesOf } from "./traces.ts";

/** The words for an uncaught exception, as the command line prints them after `Error: `. */
export function failureText(failure: ExceptionValue): string {
  return failure.kind === "Thrown"
    ? `Parse error on line ${failure.address}: Unhandled exception: ${failure.message}`
    : failure.message;
}

/** The places below the `Error:` line, innermost first, one a line: all of them, or the first `limit`. */
export function failurePlaces(failure: ExceptionValue, limit?: number): readonly string[] {
  return framesOf(failure, limit).map(({ label, file, line, address }) => {
    const where = line > 0 ? `${file}:${line}` : file;
    return `  at ${label} (${where}, instruction ${address})`;
  });
}
