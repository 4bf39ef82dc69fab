/** Bytes of the outside world as text. */
import { isUtf8 } from "node:buffer";

/** Throws when the bytes are no UTF-8. A byte-order mark is kept. */
export function decodeUtf8(bytes: Uint8Array): string {
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
