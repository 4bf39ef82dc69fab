/**
 * Messages of the language server and the debug adapter on a stream: a text after a header with its length in bytes,
 * as the base protocol of both has it.
 *
 * Invariant: reading costs time in proportion to what arrives, however it is cut into chunks, and keeps no more than
 * one header or message of limited length. Once a header cannot be read, nothing after it can be.
 * Absent by design: what messages mean.
 */
import { StringDecoder } from "node:string_decoder";

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

/** The body of a message while it is read. */
interface Body {
  /** Bytes that have not come yet. */
  left: number;
  text: string;
  readonly decoder: StringDecoder;
}

/** Cuts what arrives into the bodies of messages. */
export class FrameReader {
  /** What has come of a header. */
  private header: Buffer = Buffer.alloc(0);
  /** Undefined while a header is read. */
  private body: Body | undefined;

  /** Calls `take` for each body that is complete; returns why nothing more can be read, if so. */
  read(chunk: Buffer, take: (body: string) => void): string | undefined {
    for (let rest = chunk; ; ) {
      if (this.body === undefined) {
        const all = this.header.length === 0 ? rest : Buffer.concat([this.header, rest]);
        const end = all.indexOf(SEPARATOR);
        if (end < 0 && all.length <= HEADER_LIMIT) {
          this.header = all;
          return undefined;
        }
        const header = all.toString("latin1", 0, Math.min(end < 0 ? HEADER_LIMIT : end, HEADER_LIMIT));
        const left = end < 0 || end > HEADER_LIMIT ? undefined : contentLength(header);
        if (left === undefined)
          return `a message has no readable Content-Length: ${JSON.stringify(header.slice(0, 100))}`;
        this.header = Buffer.alloc(0);
        this.body = { left, text: "", decoder: new StringDecoder("utf8") };
        rest = all.subarray(end + SEPARATOR.length);
      }
      const { body } = this;
      // Piece by piece, as it comes: a long message is not decoded at once.
      body.text += body.decoder.write(rest.subarray(0, body.left));
      const taken = Math.min(rest.length, body.left);
      body.left -= taken;
      if (body.left > 0) return undefined;
      this.body = undefined;
      rest = rest.subarray(taken);
      take(body.text + body.decoder.end());
    }
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
