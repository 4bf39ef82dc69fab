/** An uncaught exception in words. */
import type { ExceptionValue, TraceFrame } from "../value/callable.ts";
import { framesOf } from "./traces.ts";

/** The words for an uncaught exception, as the command line prints them after `Error: `. */
export function failureText(failure: ExceptionValue): string {
  const text = uncaughtText(failure);
  return text === failure.message ? text : `Parse error on line ${failure.address}: ${text}`;
}

/** The words for an uncaught exception without its place: in Lisp what is thrown is said as it is. */
export function uncaughtText(failure: ExceptionValue): string {
  const [innermost] = framesOf(failure, 1);
  const isPlain = failure.kind !== "Thrown" || innermost?.column !== undefined;
  return isPlain ? failure.message : `Unhandled exception: ${failure.message}`;
}

/** The places below the `Error:` line, innermost first, one a line: all of them, or the first `limit`. */
export function failurePlaces(failure: ExceptionValue, limit?: number): readonly string[] {
  const frames = framesOf(failure, limit === undefined ? undefined : limit + MOST_INTERNAL);
  const outer = frames.findIndex((frame) => !isInternal(frame) && !isUnnamed(frame));
  return frames
    .filter((frame, index) => !isInternal(frame) && (index >= outer || !isUnnamed(frame)))
    .slice(0, limit)
    .map(({ label, file, line, column, address }) => {
      if (column !== undefined) return `  at ${label} (${line > 0 ? `${file}:${line}:${column}` : file})`;
      const where = line > 0 ? `${file}:${line}` : file;
      return `  at ${label} (${where}, instruction ${address})`;
    });
}

/** Frames of `isInternal` that are above those of a program at most: the library's own functions call few others. */
const MOST_INTERNAL = 8;

/** A function within one of the library, which that has made: nothing of the program's. */
function isUnnamed({ label, file, column }: TraceFrame): boolean {
  return column !== undefined && file.startsWith("ttvm-std:") && label.startsWith("lambda");
}

/** Functions of the Lisp library that raise what others say: the places that matter are those of their callers. */
function isInternal({ label, file, column }: TraceFrame): boolean {
  const isLibrary = column !== undefined && file.startsWith("ttvm-std:");
  return isLibrary && (label === "error" || label.startsWith("%"));
}
