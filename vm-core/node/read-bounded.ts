/** Reads files of which nobody knows how large they are: the size that a system names for one may be 0, or wrong. */
import { closeSync, constants, fstatSync, open, read, readSync } from "node:fs";
import { promisify } from "node:util";

export interface BoundedFile {
  /** Undefined when there is more than `limit`. */
  readonly bytes: Uint8Array | undefined;
  /** The same for a file that has not changed. */
  readonly stamp: string;
}

const opened = promisify(open);
const readSome = promisify(read);

/** Bytes that are made room for at once: at most, and at least after the size that the system names. */
const CHUNK = 65_536;
const SMALL_CHUNK = 1_024;
/** Bytes that are read on this thread: that takes less time than handing them to another one. More would keep everything waiting. */
const HERE = 1_048_576;

/**
 * Reads a file of up to `limit` bytes, and no more than one byte beyond; "unchanged" when it has the stamp `known`,
 * undefined when it is no plain file. Throws when it cannot be opened or read.
 */
export async function readBounded(
  place: string,
  limit: number,
  known?: string,
): Promise<BoundedFile | "unchanged" | undefined> {
  // A pipe without a writer would keep the opening waiting.
  const file = await opened(place, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stats = fstatSync(file);
    if (!stats.isFile()) return undefined;
    const stamp = `${stats.mtimeMs} ${stats.size} ${stats.ino}`;
    if (stamp === known) return "unchanged";
    if (stats.size > limit) return { bytes: undefined, stamp };
    return { bytes: await readUpTo(file, limit, stats.size), stamp };
  } finally {
    closeSync(file);
  }
}

/** All of a file whose system says that it has so many bytes; undefined when there are more than `limit`. */
async function readUpTo(file: number, limit: number, size: number): Promise<Uint8Array | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  while (length <= limit) {
    const room = length < size ? size + 1 - length : Math.max(SMALL_CHUNK, length);
    const chunk = Buffer.allocUnsafeSlow(Math.min(CHUNK, limit + 1 - length, room));
    const count =
      length < HERE ? readSync(file, chunk) : (await readSome(file, chunk, 0, chunk.length, null)).bytesRead;
    if (count === 0) return Buffer.concat(chunks);
    chunks.push(chunk.subarray(0, count));
    length += count;
  }
  return undefined;
}
