/**
 * What is said when the command itself fails: one line, and nothing of its source.
 *
 * Invariant: never throws, for nobody would say what went wrong then.
 */
import { TooLarge } from "./process-room.ts";
import { systemText } from "./system-text.ts";
import { writeAtOnce } from "./write-at-once.ts";

/** The exit code after an error of the world, and after a bug. */
const ERROR = 1;
const BUG = 70;

/** Set, the places of a bug in the source are written, too. */
const SHOWS_PLACES = "TTVM_SHOW_STACK";

/** Says what has gone wrong, and ends the process. When nobody reads what it writes, that is no error. */
export function endOwing(error: unknown): never {
  const { code, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  if (code === "EPIPE") process.exit(0);
  if (syscall === "write") {
    writeAtOnce(`Error: the output cannot be written: ${systemText(error)}\n`);
    process.exit(ERROR);
  }
  if (syscall === "uv_cwd") {
    writeAtOnce(`Error: the working directory is gone: ${systemText(error)}\n`);
    process.exit(ERROR);
  }
  writeAtOnce(`Error: ${ownFailureText(error)}\n`);
  process.exit(error instanceof TooLarge ? ERROR : BUG);
}

/** A bug, or what a host has too little of, in a line. */
export function ownFailureText(error: unknown): string {
  return process.env[SHOWS_PLACES] === undefined
    ? inWords(error)
    : `${inWords(error)}\n${(error as Error)?.stack}`;
}

function inWords(error: unknown): string {
  if (isStackOverflow(error)) return "this is nested too deeply for ttvm: its own stack is full";
  const isTooLong =
    error instanceof RangeError && /array length|string length|allocation/i.test(error.message);
  if (isTooLong || error instanceof TooLarge) {
    return "this is too large for ttvm: there is no room for it";
  }
  const [message] = (error instanceof Error ? error.message : String(error)).split("\n");
  return `ttvm has failed, which is a mistake of its own: ${message.slice(0, MOST)}. ${SHOWS_PLACES}=1 shows where`;
}

const MOST = 500;

function isStackOverflow(error: unknown): boolean {
  return error instanceof RangeError && /call stack/i.test(error.message);
}
