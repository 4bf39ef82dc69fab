/**
 * The fixed parts of the `.ttb` format; docs/bytecode.md describes all of it.
 *
 * Invariant: nothing here changes but `MINOR`, which grows when a reader of today can still read what is new.
 */

/** "TTVM". */
export const MAGIC = [0x54, 0x54, 0x56, 0x4d] as const;
export const MAJOR = 1;
export const MINOR = 0;

export const FLAG_OPTIMIZED = 1;
export const FLAG_HAS_TEXT = 2;

/** What a constant begins with. */
export const CONSTANT_INT = 1;
export const CONSTANT_FLOAT = 2;
export const CONSTANT_STR = 3;

/** The largest offset into a source text: beyond what any engine takes as a string. */
export const MAX_OFFSET = 2 ** 31 - 1;

/** True when bytes begin as the format does; the legacy stream has no mark. */
export function hasMagic(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, index) => bytes[index] === byte);
}
