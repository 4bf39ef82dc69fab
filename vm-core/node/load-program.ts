/**
 * The one way from a file on disk, or standard input, to a Program.
 *
 * Everyone who starts from a path comes here: `run`, `compile`, `disassemble`, `check`, the debug adapter.
 */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { type ReadProgram, readProgram } from "../index.ts";
import { fileFault } from "./file-fault.ts";

/** The path that stands for standard input. */
export const STDIN = "-";

export interface LoadOptions {
  /** Reads all of standard input, for the path `-`; without it, `-` is a file like any other. */
  readonly stdin?: () => Promise<Uint8Array>;
  /** What a relative path is relative to; the working directory of the process when absent. */
  readonly cwd?: string;
}

/** Reads the program at `file`; a file that cannot be read is a problem like any other. */
export async function loadProgram(file: string, { stdin, cwd = "" }: LoadOptions = {}): Promise<ReadProgram> {
  let bytes: Uint8Array;
  try {
    bytes = file === STDIN && stdin !== undefined ? await stdin() : await readFile(path.resolve(cwd, file));
  } catch (error) {
    const fault = fileFault(file, error);
    return { program: undefined, snapshot: undefined, problems: [fault.message], fault };
  }
  return readProgram({ name: file, bytes });
}
