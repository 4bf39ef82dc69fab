/**
 * Bytes of unknown number, gathered until they are all there: of a file, a pipe, an answer.
 *
 * Invariant: what is gathered counts as memory of the run from the moment it arrives until `release`; each byte twice,
 * because the pieces are put together.
 */
import type { HostMemory } from "../index.ts";
import { piecesOf } from "./waiting-file.ts";

export class Gathering {
  private pieces: Uint8Array[] = [];
  private length = 0;
  /** Bytes that count for the piece that comes next. */
  private reserved = 0;

  constructor(private readonly memory: HostMemory) {}

  /** Counts a piece of up to so many bytes before it is there. Throws OutOfMemory when it becomes too much. */
  reserve(bytes: number): void {
    this.memory.take(2 * bytes);
    this.reserved += 2 * bytes;
  }

  /** Throws OutOfMemory when it becomes too much. */
  add(piece: Uint8Array): void {
    this.memory.spare(this.reserved);
    this.reserved = 0;
    this.memory.take(2 * piece.length);
    this.length += piece.length;
    this.pieces.push(piece);
  }

  /** All of them in one piece. */
  whole(): Buffer {
    const [first] = this.pieces;
    if (this.pieces.length === 1) return Buffer.from(first.buffer, first.byteOffset, first.length);
    return Buffer.concat(this.pieces, this.length);
  }

  release(): void {
    this.memory.give(2 * this.length);
    this.memory.spare(this.reserved);
    this.reserved = 0;
    this.pieces = [];
    this.length = 0;
  }
}

const PIECE = 512 * 1024;

/**
 * Reads a file to its end, whatever its size is said to be. Throws the errors of the system, and OutOfMemory when it
 * does not fit. `closing` ends it early.
 */
export async function readWhole(file: string, memory: HostMemory, closing?: AbortSignal): Promise<Buffer> {
  const gathered = new Gathering(memory);
  try {
    const reserve = (bytes: number): void => gathered.reserve(bytes);
    for await (const piece of piecesOf(file, PIECE, closing, reserve)) gathered.add(piece);
    return gathered.whole();
  } finally {
    gathered.release();
  }
}
