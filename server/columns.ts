/**
 * Columns as a client counts them: in UTF-16 units, as offsets are, in bytes of UTF-8, or in characters.
 *
 * Invariant: a column within a character counts as the character's start.
 */
import type { PositionEncodingKind } from "vscode-languageserver";

export const ENCODINGS = ["utf-16", "utf-8", "utf-32"] as const;

export type Encoding = (typeof ENCODINGS)[number];

/** The first encoding that a client wants and that there is. */
export function encodingOf(wanted: unknown): Encoding {
  const names: readonly PositionEncodingKind[] = Array.isArray(wanted) ? wanted : [];
  const known = names.flatMap((name) => ENCODINGS.find((one) => one === name) ?? []);
  return known[0] ?? "utf-16";
}

/** The column of an offset in a line that begins at `start`. */
export function columnOfOffset(encoding: Encoding, text: string, start: number, offset: number): number {
  if (encoding === "utf-16") return offset - start;
  let column = 0;
  let at = start;
  for (; at < offset; ) {
    const character = text.codePointAt(at) as number;
    at += character > 0xffff ? 2 : 1;
    // The offset may be within the character.
    if (at <= offset) column += widthOf(encoding, character);
  }
  return column;
}

/** The offset of a column in the line from `start` to `end`; at its end for a column beyond it. */
export function offsetOfColumn(
  encoding: Encoding,
  text: string,
  { start, end }: { readonly start: number; readonly end: number },
  column: number,
): number {
  if (encoding === "utf-16") return Math.min(start + Math.max(0, column), end);
  let left = column;
  let at = start;
  while (at < end) {
    const character = text.codePointAt(at) as number;
    left -= widthOf(encoding, character);
    if (left < 0) break;
    at += character > 0xffff ? 2 : 1;
  }
  return Math.min(at, end);
}

function widthOf(encoding: Encoding, character: number): number {
  if (encoding === "utf-32") return 1;
  if (character < 0x80) return 1;
  if (character < 0x800) return 2;
  return character < 0x10000 ? 3 : 4;
}
