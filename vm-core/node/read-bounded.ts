/** Reads files of which nobody knows how large they are: the size that a system names for one may be 0, or wrong. */
import { constants } from "node:fs";
import { open } from "node:fs/promises";

export interface BoundedFile {
  /** Undefined when there is more than `limit`. */
  readonly bytes: Uint8Array | undefined;
  /** The same for a file that has not changed. */
  readonly stamp: string;
}

/** Bytes that are made room for at once: at most, and at least after the size that the system names. */
const CHUNK = 65_536;
const SMALL_CHUNK = 1_024;

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
  const file = await open(place, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stats = await file.stat();
    if (!stats.isFile()) return undefined;
    const stamp = `${stats.mtimeMs} ${stats.size} ${stats.ino}`;
    if (stamp === known) return "unchanged";
    if (stats.size > limit) return { bytes: undefined, stamp };
    const chunks: Buffer[] = [];
    let length = 0;
    while (length <= limit) {
      const room = length < stats.size ? stats.size + 1 - length : Math.max(SMALL_CHUNK, length);
      const chunk = Buffer.allocUnsafeSlow(Math.min(CHUNK, limit + 1 - length, room));
      const { bytesRead, buffer } = await file.read(chunk);
      if (bytesRead === 0) return { bytes: Buffer.concat(chunks), stamp };
      chunks.push(buffer.subarray(0, bytesRead));
      length += bytesRead;
    }
    return { bytes: undefined, stamp };
  } finally {
    await file.close();
  }
}
