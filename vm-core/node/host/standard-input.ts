/**
 * Standard input: one buffer that lines, characters and the rest are taken from.
 *
 * Invariant: the stream is opened when the program first reads, and flows only while somebody waits. So it
 * never keeps a command alive, and what a child is to read is not taken from it. Text is decoded when it is
 * taken, so a character may arrive in pieces.
 */
import type { Readable } from "node:stream";
import { type HostMemory, OutOfMemory } from "../../index.ts";
import { decodeUtf8, MOST_BYTES_OF_TEXT, textTooLong } from "../utf8.ts";

const NEWLINE = 0x0a;
const RETURN = 0x0d;
/** Requests that are served in a turn of Node's loop. */
const PORTION = 200;

export class StandardInput {
  private stream: Readable | undefined;
  /** What has arrived and was not taken, in order. None is empty. */
  private chunks: Buffer[] = [];
  /** Bytes of all of them. */
  private size = 0;
  /** How many chunks there were so far. */
  private arrived = 0;
  private ended = false;
  private failure: Error | undefined;
  /** Ends the waiting for more. */
  private wake = () => {};
  /** Requests are served one after the other. */
  private queue: Promise<unknown> = Promise.resolve();
  private served = 0;

  constructor(
    private readonly open: () => Readable,
    private readonly memory: HostMemory,
    private readonly closing: AbortSignal,
  ) {}

  /** The next line without its LF or CRLF; "" at the end. */
  line(): Promise<string> {
    return this.inTurn(async () => {
      let searched = 0;
      for (;;) {
        for (; searched < this.chunks.length; searched++) {
          const at = this.chunks[searched].indexOf(NEWLINE);
          if (at < 0) continue;
          let length = at;
          for (let i = 0; i < searched; i++) length += this.chunks[i].length;
          const line = this.take(length + 1);
          return decodeUtf8(
            line.subarray(0, length > 0 && line[length - 1] === RETURN ? length - 1 : length),
          );
        }
        if (!(await this.more())) return decodeUtf8(this.take(Number.POSITIVE_INFINITY));
      }
    });
  }

  /** The next character; "" at the end. */
  character(): Promise<string> {
    return this.inTurn(async () => {
      while (this.chunks.length === 0) if (!(await this.more())) return "";
      const length = sequenceLength(this.chunks[0][0]);
      while (this.size < length) if (!(await this.more())) break;
      return decodeUtf8(this.take(length));
    });
  }

  /** Everything up to the end. */
  rest(): Promise<string> {
    return this.inTurn(async () => {
      while (await this.more());
      return decodeUtf8(this.take(Number.POSITIVE_INFINITY));
    });
  }

  isAtEnd(): Promise<boolean> {
    return this.inTurn(async () => {
      while (this.chunks.length === 0) if (!(await this.more())) return true;
      return false;
    });
  }

  /** Waits for more to arrive; false at the end. Throws OutOfMemory when what is there is too much already. */
  private async more(): Promise<boolean> {
    this.stream ??= this.start();
    const { stream, arrived } = this;
    // It is put together, and becomes a text.
    if (!this.memory.hasRoomFor(this.size)) throw new OutOfMemory();
    if (this.size > MOST_BYTES_OF_TEXT) throw textTooLong();
    while (this.arrived === arrived) {
      if (this.failure !== undefined) throw this.failure;
      if (this.ended || this.closing.aborted) return false;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
        stream.resume();
      });
    }
    return true;
  }

  private start(): Readable {
    const stream = this.open();
    readNothingAhead(stream);
    stream.pause();
    stream.on("data", (chunk: Buffer) => {
      if (chunk.length === 0) return;
      stream.pause();
      this.chunks.push(chunk);
      this.size += chunk.length;
      this.memory.hold(chunk.length);
      this.arrived++;
      this.wake();
    });
    const end = (error?: Error) => {
      this.ended = true;
      this.failure ??= error;
      this.wake();
    };
    stream.once("end", () => end());
    stream.once("close", () => end());
    stream.once("error", end);
    this.closing.addEventListener("abort", () => {
      stream.pause();
      this.wake();
    });
    return stream;
  }

  /** Takes the first `count` bytes, or all there are. */
  private take(count: number): Buffer {
    const taken: Buffer[] = [];
    let left = count;
    while (left > 0 && this.chunks.length > 0) {
      const [chunk] = this.chunks;
      if (chunk.length <= left) {
        taken.push(chunk);
        this.chunks.shift();
      } else {
        taken.push(chunk.subarray(0, left));
        this.chunks[0] = chunk.subarray(left);
      }
      left -= chunk.length;
    }
    const bytes = taken.length === 1 ? taken[0] : Buffer.concat(taken);
    this.size -= bytes.length;
    this.memory.give(bytes.length);
    return bytes;
  }

  private inTurn<T>(read: () => Promise<T>): Promise<T> {
    const result = this.queue.then(async () => {
      // A crowd that is told of the end leaves timers their time.
      if (++this.served % PORTION === 0) await new Promise((resolve) => setImmediate(resolve));
      return read();
    });
    this.queue = result.catch(() => {});
    return result;
  }
}

/**
 * A paused stream continues to read until its buffer is full: it would keep the command alive, and take from a
 * child what is the child's to read. Node has no other way to say so for a stream that it has made itself.
 */
function readNothingAhead(stream: Readable): void {
  const { _readableState: state } = stream as { _readableState?: { highWaterMark: number } };
  if (state === undefined) return;
  state.highWaterMark = 0;
  // A file is asked for as many bytes as that, and takes none for its end.
  const { _read: read } = stream;
  stream._read = () => read.call(stream, CHUNK);
}

/** Bytes that are read of a file at once. */
const CHUNK = 2 ** 16;

/** The length of a character in UTF-8, by its first byte; 1 for a byte that begins none. */
function sequenceLength(first: number): number {
  if (first >= 0xc2 && first <= 0xdf) return 2;
  if (first >= 0xe0 && first <= 0xef) return 3;
  return first >= 0xf0 && first <= 0xf4 ? 4 : 1;
}
