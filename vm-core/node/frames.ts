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
  /** What takes it instead, as it comes. */
  readonly long: LongBody | undefined;
}

/** Takes the body of a long message, part by part. */
export interface LongBody {
  read(part: string): void;
  end(): void;
}

/** Bytes from which a body is long. */
const LONG_BODY = 2 ** 16;

/** Cuts what arrives into the bodies of messages. */
export class FrameReader {
  /** What has come of a header. */
  private header: Buffer = Buffer.alloc(0);
  /** Undefined while a header is read. */
  private body: Body | undefined;

  /** `begin`: gives what takes a long body in place of `take`, which may do that in many turns. */
  constructor(private readonly begin?: () => LongBody) {}

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
        const long = left < LONG_BODY ? undefined : this.begin?.();
        this.body = { left, text: "", decoder: new StringDecoder("utf8"), long };
        rest = all.subarray(end + SEPARATOR.length);
      }
      const { body } = this;
      // Piece by piece, as it comes: a long message is not decoded at once.
      const part = body.decoder.write(rest.subarray(0, body.left));
      if (body.long === undefined) body.text += part;
      else body.long.read(part);
      const taken = Math.min(rest.length, body.left);
      body.left -= taken;
      if (body.left > 0) return undefined;
      this.body = undefined;
      rest = rest.subarray(taken);
      const last = body.decoder.end();
      if (body.long === undefined) take(body.text + last);
      else {
        body.long.read(last);
        body.long.end();
      }
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
