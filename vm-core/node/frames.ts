/**
 * Messages of the language server and the debug adapter on a stream: a text after a header with its length in bytes,
 * as the base protocol of both has it.
 *
 * Invariant: reading costs time in proportion to what arrives, however it is cut into chunks, and keeps no more than
 * one header or message of limited length. Once a header cannot be read, nothing after it can be.
 * Absent by design: what messages mean.
 */

/** Of a header, in bytes. */
const HEADER_LIMIT = 4_096;
/** Of a message, in bytes; a string cannot be much longer. */
const BODY_LIMIT = 2 ** 28;
const SEPARATOR = "\r\n\r\n";

/** A message with its header. */
export function frameOf(body: string): string {
  return `${headerOf(Buffer.byteLength(body))}${body}`;
}

/** `length`: bytes of the message. */
export function headerOf(length: number): string {
  return `Content-Length: ${length}${SEPARATOR}`;
}

/** Cuts what arrives into the bodies of messages. */
export class FrameReader {
  private chunks: Buffer[] = [];
  private length = 0;
  /** Of the body that is being read; undefined while a header is. */
  private expected: number | undefined;

  /** Calls `take` for each body that is complete; returns why nothing more can be read, if so. */
  read(chunk: Buffer, take: (body: string) => void): string | undefined {
    this.chunks.push(chunk);
    this.length += chunk.length;
    while (this.expected === undefined || this.length >= this.expected) {
      if (this.expected === undefined) {
        const all = this.join();
        const end = all.indexOf(SEPARATOR);
        if (end < 0 && all.length <= HEADER_LIMIT) return undefined;
        const header = all.toString("latin1", 0, Math.min(end < 0 ? HEADER_LIMIT : end, HEADER_LIMIT));
        const length = end < 0 || end > HEADER_LIMIT ? undefined : contentLength(header);
        if (length === undefined)
          return `a message has no readable Content-Length: ${JSON.stringify(header.slice(0, 100))}`;
        this.expected = length;
        this.keep(all.subarray(end + SEPARATOR.length));
      } else {
        const all = this.join();
        const body = all.toString("utf8", 0, this.expected);
        this.keep(all.subarray(this.expected));
        this.expected = undefined;
        take(body);
      }
    }
    return undefined;
  }

  private join(): Buffer {
    const all = this.chunks.length === 1 ? this.chunks[0] : Buffer.concat(this.chunks);
    this.chunks = [all];
    return all;
  }

  private keep(rest: Buffer): void {
    this.chunks = [rest];
    this.length = rest.length;
  }
}

/** Names in any case, white space around the colon: as HTTP has it. */
function contentLength(header: string): number | undefined {
  const lengths = header
    .split("\r\n")
    .map((line) => /^([^:]*):(.*)$/.exec(line))
    .filter((match) => match?.[1].trim().toLowerCase() === "content-length");
  const text = lengths.at(-1)?.[2].trim() ?? "";
  if (!/^\d{1,10}$/.test(text)) return undefined;
  const length = Number(text);
  return length <= BODY_LIMIT ? length : undefined;
}
