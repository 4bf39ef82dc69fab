/**
 * Files as they are read and written where one may be a pipe without anybody at its other end, or a terminal.
 *
 * Invariant: no thread of the system waits in a file, since a process cannot end before its threads. What is not ready is
 * asked again after a pause, and `closing` ends the waiting.
 */
import fs, { closeSync, constants, openSync } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import type { Socket } from "node:net";
import { atEndOf } from "./host/at-end.ts";

const { O_RDONLY, O_NONBLOCK = 0 } = constants;
/** Milliseconds between two looks at what is not ready. */
const PAUSE = 10;

/** Opens a file; a pipe is waited for until somebody reads it. Throws the errors of the system. */
export async function openWaiting(file: string, flags: number, closing?: AbortSignal): Promise<FileHandle> {
  for (;;) {
    try {
      return await fs.promises.open(file, flags | O_NONBLOCK);
    } catch (error) {
      // So says a pipe that nobody reads; a socket says so, too, and for ever.
      if (codeOf(error) !== "ENXIO" || !(await fs.promises.stat(file)).isFIFO()) throw error;
    }
    await pause(closing);
  }
}

/** UTF-16 units of a text that are encoded at once, so that no copy of all of it is made. */
const UNITS = 2 ** 18;
/** Bytes that they take as long as most of them are ASCII. */
export const ENCODED = 2 * UNITS;

/** Writes all of a text. Throws the errors of the system. */
export async function writeText(handle: FileHandle, text: string, closing?: AbortSignal): Promise<void> {
  for (let start = 0; start < text.length; ) {
    let end = Math.min(start + UNITS, text.length);
    // Both halves of a character are encoded together.
    if (end < text.length && isFirstHalf(text.charCodeAt(end - 1))) end++;
    await writeWhole(handle, Buffer.from(text.slice(start, end)), closing);
    start = end;
  }
}

function isFirstHalf(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

/** Writes all of it. Throws the errors of the system. */
export async function writeWhole(handle: FileHandle, data: Uint8Array, closing?: AbortSignal): Promise<void> {
  for (let written = 0; written < data.length; ) {
    closing?.throwIfAborted();
    const more = await ready(() => handle.write(data, written), closing);
    written += more.bytesWritten;
  }
}

/**
 * The bytes of a file to its end, in pieces of their own, whatever its size is said to be. `reserve` hears how long the next piece
 * may be before there is room made for it. Throws the errors of the system, and what `reserve` throws.
 */
export async function* piecesOf(
  file: string,
  most: number,
  closing?: AbortSignal,
  reserve?: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  if ((await fs.promises.stat(file)).isFIFO()) {
    yield* piecesOfPipe(file, closing);
    return;
  }
  const handle = await fs.promises.open(file, O_RDONLY | O_NONBLOCK);
  try {
    const stats = await handle.stat();
    const { size } = stats;
    // A device says 0.
    const length = Math.min(Math.max(size + 1, 4_096), most);
    for (;;) {
      // A plain file has an end: whoever waits for it need not wait long.
      if (!stats.isFile()) closing?.throwIfAborted();
      reserve?.(length);
      const piece = Buffer.allocUnsafe(length);
      const { bytesRead } = await ready(() => handle.read(piece, 0, length), closing);
      if (bytesRead === 0) return;
      yield piece.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

/** Pipes that are read at once: the system takes a while for each when a process ends, for many readers of one the square of that. */
export const MOST_PIPES = 512;
let pipes = 0;

/** Reading a pipe would say that it is at its end before anybody has begun to write. */
async function* piecesOfPipe(file: string, closing?: AbortSignal): AsyncGenerator<Buffer> {
  // Few runs need it, and start-up counts.
  const net = await import("node:net");
  closing?.throwIfAborted();
  if (pipes >= MOST_PIPES) throw Object.assign(new Error("too many pipes"), { code: "EMFILE" });
  const descriptor = openSync(file, O_RDONLY | O_NONBLOCK);
  let socket: Socket;
  try {
    socket = new net.Socket({ fd: descriptor, readable: true, writable: false });
  } catch (error) {
    // It was replaced by something else meanwhile.
    closeSync(descriptor);
    throw error;
  }
  pipes++;
  const forget = closing && atEndOf(closing)(() => socket.destroy(closing.reason));
  try {
    for await (const piece of socket) yield piece;
  } finally {
    pipes--;
    forget?.();
    socket.destroy();
  }
}

/** What a file answers once it is ready. */
async function ready<T>(ask: () => Promise<T>, closing?: AbortSignal): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (codeOf(error) !== "EAGAIN") throw error;
    }
    await pause(closing);
  }
}

async function pause(closing?: AbortSignal): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, PAUSE));
  closing?.throwIfAborted();
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
