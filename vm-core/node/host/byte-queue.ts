/** A queue of bytes, and what a program reads of one: text where the bytes are text. */
import { isUtf8 } from "node:buffer";
import { Bytes, type HostMemory } from "../../index.ts";
import { tryDecodeUtf8 } from "../utf8.ts";

/** Bytes that a chunk takes besides its own. */
const CHUNK = 128;

export class ByteQueue {
  private chunks: Buffer[] = [];
  /** Bytes that are waiting. */
  length = 0;

  /** What waits counts as memory of the run. */
  constructor(private readonly memory: HostMemory) {}

  /** Takes over `chunk`: the caller must not change it afterwards. */
  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    this.chunks.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    this.length += chunk.length;
    this.memory.hold(chunk.length + CHUNK);
  }

  /** The first `count` bytes, or all; they stay in the queue. */
  peek(count: number): Buffer {
    const first = this.chunks[0];
    if (first !== undefined && first.length >= count) return first.subarray(0, count);
    let size = 0;
    const enough = this.chunks.findIndex((chunk) => {
      size += chunk.length;
      return size >= count;
    });
    return Buffer.concat(
      enough < 0 ? this.chunks : this.chunks.slice(0, enough + 1),
      Math.min(count, this.length),
    );
  }

  /** Removes the first `count` bytes. */
  drop(count: number): void {
    this.length -= count;
    let left = count;
    let whole = 0;
    while (whole < this.chunks.length && this.chunks[whole].length <= left)
      left -= this.chunks[whole++].length;
    this.chunks.splice(0, whole);
    this.memory.give(count + whole * CHUNK);
    if (left > 0) this.chunks[0] = this.chunks[0].subarray(left);
  }
}

/**
 * Takes up to `limit` bytes: a string when they are UTF-8, else bytes. An incomplete character at the end
 * stays in the queue unless it does not fit `limit` alone. Undefined when such a character is all there is
 * and `more` may come.
 */
export function takeData(queue: ByteQueue, limit: number, more: boolean): string | Bytes | undefined {
  const bytes = queue.peek(Math.min(limit, queue.length));
  const tail = incompleteTail(bytes);
  const whole = bytes.length - tail;
  if (tail > 0 && isUtf8(bytes.subarray(0, whole))) {
    if (whole > 0) return take(queue, bytes.subarray(0, whole));
    if (more && bytes.length < limit) return undefined;
  }
  return take(queue, bytes);
}

function take(queue: ByteQueue, bytes: Buffer): string | Bytes {
  queue.drop(bytes.length);
  return dataOf(bytes);
}

/** A string when the bytes are UTF-8, else bytes of their own. */
export function dataOf(bytes: Buffer): string | Bytes {
  return tryDecodeUtf8(bytes) ?? new Bytes(new Uint8Array(bytes));
}

/** How many bytes at the end begin a character that is not complete. */
function incompleteTail(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back];
    if (byte < 0x80) return 0;
    if (byte < 0xc0) continue;
    const size = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return size > back ? back : 0;
  }
  return 0;
}

/** A number of bytes as an instruction has it: below zero is zero. */
export function byteLimit(limit: number | bigint): number {
  return Math.max(0, Math.min(Number(limit), Number.MAX_SAFE_INTEGER));
}
