/** The Node host: the world as a command or a debug session reaches it. */
import { writeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Host, OutputChunk, Reply, Request } from "../index.ts";

const DESCRIPTORS = { stdout: 1, stderr: 2 } as const;

export function nodeHost(write: (chunks: readonly OutputChunk[]) => Promise<void> | void = writeAll): Host {
  return {
    perform,
    write,
    breathe: () => new Promise((resolve) => setImmediate(resolve)),
  };
}

async function perform(request: Request): Promise<Reply> {
  if (request.kind === "sleep") await sleep(request.milliseconds);
  return undefined;
}

async function writeAll(chunks: readonly OutputChunk[]): Promise<void> {
  for (const { stream, text } of chunks) await writeBytes(DESCRIPTORS[stream], Buffer.from(text));
}

/** Writes at once; a pipe that is full for now is waited for. */
async function writeBytes(descriptor: number, bytes: Uint8Array): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    try {
      written += writeSync(descriptor, bytes, written);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
      await sleep(2);
    }
  }
}
