/** Bytecode put together by hand. */
import { crc32 } from "../../vm-core/bytecode/crc32.ts";

const CHECKSUM_AT = 10;
const BODY_AT = 14;

/** A file of version 1.0 with these bytes after the header. */
export function bytecode(...parts: readonly (readonly number[])[]): Uint8Array {
  const header = [0x54, 0x54, 0x56, 0x4d, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0];
  return Uint8Array.from(withChecksum(header.concat(...parts)));
}

/** The same bytes with the checksum that fits them. */
export function withChecksum(bytes: readonly number[]): number[] {
  if (bytes.length < BODY_AT) return [...bytes];
  const checksum = crc32(Uint8Array.from(bytes), BODY_AT);
  const written = [0, 8, 16, 24].map((shift) => (checksum >>> shift) & 0xff);
  return [...bytes.slice(0, CHECKSUM_AT), ...written, ...bytes.slice(BODY_AT)];
}

export function leb(value: number): number[] {
  return value < 0x80 ? [value] : [(value % 128) | 0x80, ...leb(Math.floor(value / 128))];
}

/** A Str constant. */
export function str(text: string): number[] {
  const encoded = Buffer.from(text);
  return [3, ...leb(encoded.length), ...encoded];
}

export function section(name: string, payload: readonly number[]): number[] {
  const encoded = Buffer.from(name);
  return [...leb(encoded.length), ...encoded, ...leb(payload.length), ...payload];
}
