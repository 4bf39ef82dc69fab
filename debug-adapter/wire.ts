/**
 * Messages of the Debug Adapter Protocol over two streams: JSON after a header with its length in bytes.
 *
 * Invariant: once a header cannot be read, nothing after it can be, so reading ends there.
 * Absent by design: what messages mean.
 */
import type { Readable, Writable } from "node:stream";
import { FrameReader, frameOf } from "../vm-core/node/frames.ts";

export interface WireListener {
  /** A message; undefined for a text that is not JSON. */
  message(message: unknown): void;
  /** The client has closed its end, or the streams have failed. */
  closed(): void;
  /** A header cannot be read: why. */
  broken(why: string): void;
}

export class Wire {
  private sequence = 0;

  constructor(
    input: Readable,
    private readonly output: Writable,
    listener: WireListener,
  ) {
    const reader = new FrameReader();
    input.on("data", (chunk: Buffer) => {
      const broken = reader.read(chunk, (body) => listener.message(parsed(body)));
      if (broken === undefined) return;
      input.removeAllListeners("data");
      listener.broken(broken);
    });
    input.on("close", () => listener.closed());
    input.on("error", () => listener.closed());
    output.on("error", () => listener.closed());
  }

  /** Sends a message, and gives it its number. */
  send(message: object): void {
    this.output.write(frameOf(JSON.stringify({ seq: ++this.sequence, ...message })));
  }

  /** Resolves when the client has read what was sent; undefined when little of it is left. */
  drained(): Promise<void> | undefined {
    if (!this.output.writableNeedDrain) return undefined;
    return new Promise((resolve) => {
      this.output.once("drain", resolve);
    });
  }

  /** Calls back when everything that was sent has left this process. */
  end(done: () => void): void {
    this.output.end(done);
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
