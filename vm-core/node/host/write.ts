/** Writes to the standard streams of the process. */
import { writeSync } from "node:fs";
import type { OutputChunk } from "../../index.ts";

const DESCRIPTORS = { stdout: 1, stderr: 2, trace: 2, log: 2 } as const;

export async function writeAll(chunks: readonly OutputChunk[]): Promise<void> {
  for (const { stream, text } of chunks) {
    for (const piece of pieces(text)) await writeBytes(DESCRIPTORS[stream], Buffer.from(piece));
  }
}

const PIECE = 2 ** 20;

/** A long text in pieces, so that its bytes are not held all at once. No character is cut. */
function* pieces(text: string): Generator<string> {
  let start = 0;
  while (text.length - start > PIECE) {
    const isPair = /[\ud800-\udbff]/.test(text[start + PIECE - 1]);
    const end = start + PIECE - (isPair ? 1 : 0);
    yield text.slice(start, end);
    start = end;
  }
  yield text.slice(start);
}

/** Writes at once; a pipe that is full for now is waited for. */
async function writeBytes(descriptor: number, bytes: Uint8Array): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    try {
      written += writeSync(descriptor, bytes, written);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }
}
