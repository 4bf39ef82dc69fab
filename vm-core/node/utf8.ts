/** Bytes of the outside world as text. */
import { isUtf8 } from "node:buffer";

/** Bytes beyond which no text fits a string: a UTF-16 unit takes three at most. Of 2 GiB Node makes an empty one. */
export const MOST_BYTES_OF_TEXT = 3 * 2 ** 29;

export function textTooLong(): Error {
  return Object.assign(new Error("the text is too long"), { code: "ERR_STRING_TOO_LONG" });
}

/** Throws when the bytes are no UTF-8. A byte-order mark is kept. */
export function decodeUtf8(bytes: Uint8Array): string {
  if (bytes.length > MOST_BYTES_OF_TEXT) throw textTooLong();
  if (!isUtf8(bytes)) throw new Error("stream did not contain valid UTF-8");
  return asBuffer(bytes).toString("utf8");
}

/** The text, or undefined when the bytes are none that a string can hold. */
export function tryDecodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return decodeUtf8(bytes);
  } catch {
    return undefined;
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
