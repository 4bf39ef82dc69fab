/**
 * The one way from a file on disk, or standard input, to a Program.
 *
 * Everyone who starts from a path comes here: `run`, `compile`, `disassemble`, `check`, the debug adapter.
 */
import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import type { Readable } from "node:stream";
import { type ReadModule, type ReadProgram, readWholeProgram } from "../index.ts";
import { fileFault } from "./file-fault.ts";
import { diskModules } from "./read-module.ts";
import { piecesOf } from "./waiting-file.ts";

/** The path that stands for standard input. */
export const STDIN = "-";

export interface LoadOptions {
  /** Standard input, for the path `-`; without it, `-` is a file like any other. */
  readonly stdin?: () => Readable;
  /** What a relative path is relative to; the working directory of the process when absent. */
  readonly cwd?: string;
  /** Finds the files that it includes; any on the disk when absent. */
  readonly readModule?: ReadModule;
  /** Ends the waiting for what is a pipe, a terminal or the like. */
  readonly closing?: AbortSignal;
  /** The text is there, and is compiled next. */
  readonly onRead?: () => void;
}

/** Bytes of the largest program: more would not fit into memory with what is made of them. */
const MOST = 256 * 2 ** 20;
/** The same of a device: most of them have no end. */
const MOST_OF_DEVICE = 4 * 2 ** 20;

/** Bytes that are read at once. */
const PIECE = 2 ** 20;

/**
 * Reads a file. Throws the errors of the system; one of them is that it is too large. `closing` ends the waiting for one that
 * is a pipe.
 */
export async function readProgramFile(file: string, closing?: AbortSignal): Promise<Uint8Array> {
  return readRegularFile(file) ?? readStream(piecesOf(file, PIECE, closing), mostOf(file));
}

function mostOf(file: string): number {
  const stat = statSync(file);
  return stat.isCharacterDevice() || stat.isBlockDevice() ? MOST_OF_DEVICE : MOST;
}

/** A file on a disk is read at once, which takes a fraction of the time; undefined where it is none of some size. */
function readRegularFile(file: string): Uint8Array | undefined {
  const stat = statSync(file);
  // The files of the system say that they are empty.
  if (!stat.isFile() || stat.size === 0) return undefined;
  if (stat.size > MOST) throw tooLarge();
  return readFileSync(file);
}

/** Reads a stream to its end, as far as a program may go. Throws the errors of the system. */
async function readStream(stream: AsyncIterable<Uint8Array>, most = MOST): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of stream) {
    length += piece.length;
    if (length > most) throw tooLarge();
    pieces.push(piece);
  }
  return pieces.length === 1 ? pieces[0] : Buffer.concat(pieces, length);
}

/** Reads a stream to its end, or until nobody waits for it any more. */
async function readWaiting(stream: Readable, closing?: AbortSignal): Promise<Uint8Array> {
  const end = () => stream.destroy(new Error("nobody waits for it any more"));
  closing?.addEventListener("abort", end);
  try {
    return await readStream(stream);
  } finally {
    // A stream that has ended, but is not closed yet, would tell its error to nobody.
    closing?.removeEventListener("abort", end);
  }
}

function tooLarge(): Error {
  return Object.assign(new Error("too large"), { code: "EFBIG" });
}

/** Reads the program at `file`; a file that cannot be read is a problem like any other. */
export async function loadProgram(
  file: string,
  { stdin, cwd = "", readModule, closing, onRead }: LoadOptions = {},
): Promise<ReadProgram> {
  let bytes: Uint8Array;
  try {
    bytes =
      file === STDIN && stdin !== undefined
        ? await readWaiting(stdin(), closing)
        : await readProgramFile(path.resolve(cwd, file), closing);
  } catch (error) {
    const fault = fileFault(file, error);
    return { program: undefined, snapshot: undefined, problems: [fault.message], fault };
  }
  onRead?.();
  return readWholeProgram({ name: file, bytes }, readModule ?? diskModules(path.resolve(cwd)));
}
