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
  /** The client has closed its end, or its stream has failed. */
  closed(): void;
  /** Nothing can be sent any more: why. */
  unsendable(error: Error): void;
  /** A header cannot be read: why. */
  broken(why: string): void;
}

export class Wire {
  private sequence = 0;
  /** Nothing can be sent any more. */
  private isDead = false;

  constructor(
    input: Readable,
    private readonly output: Writable,
    private readonly listener: WireListener,
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
    output.on("error", (error) => this.die(error));
  }

  /** Sends a message, and gives it its number; nothing where that is no longer possible. */
  send(message: object): void {
    if (this.isDead) return;
    try {
      this.output.write(frameOf(JSON.stringify({ seq: ++this.sequence, ...message })));
    } catch (error) {
      // Files are written to at once.
      this.die(error as Error);
    }
  }

  /** Resolves when the client has read what was sent; undefined when little of it is left. */
  drained(): Promise<void> | undefined {
    if (this.isDead || !this.output.writableNeedDrain) return undefined;
    return new Promise((resolve) => {
      this.output.once("drain", resolve);
    });
  }

  private die(error: Error): void {
    if (this.isDead) return;
    this.isDead = true;
    this.listener.unsendable(error);
  }

  /** Calls back when everything that was sent has left this process. */
  end(done: () => void): void {
    if (this.isDead) done();
    else this.output.end(done);
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
