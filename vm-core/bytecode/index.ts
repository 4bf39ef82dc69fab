/** Bytecode: Programs as `.ttb` files. */
import type { Program } from "../program/program.ts";
import type { BytecodeProblem } from "./byte-reader.ts";
import { decode } from "./decode.ts";
import { hasMagic } from "./format.ts";
import { decodeLegacy } from "./legacy.ts";

export type { BytecodeProblem } from "./byte-reader.ts";
export { type DecodeResult, decode } from "./decode.ts";
export { type EncodeOptions, encode } from "./encode.ts";

/** Reads the content of a `.ttb` file, in today's format or the legacy one. */
export function readBytecode(
  bytes: Uint8Array,
  name: string,
): { readonly program: Program } | { readonly problems: readonly BytecodeProblem[] } {
  return hasMagic(bytes) ? decode(bytes, name) : decodeLegacy(bytes, name);
}
