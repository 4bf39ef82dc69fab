/**
 * Texts in memory that all threads share: whoever is told of a text gets its blocks and copies nothing.
 *
 * Invariants: a block never changes. No block but the last of a text ends between CR and LF or within a character, so a text's line
 * ends are those of its blocks. Blocks are made while a text arrives, so that no turn depends on how long it is.
 * Absent by design: lines (`open-document.ts`), what texts mean.
 */

/** UTF-16 units of a block that is made of a long text, and the most that a block may have. */
const BLOCK = 2 ** 14;
export const LARGEST_BLOCK = 2 * BLOCK;

/** A part of a text, as it is handed to other threads. */
export interface TextBlock {
  readonly memory: SharedArrayBuffer;
  /** A unit has two bytes; else each has one, its code. */
  readonly isWide: boolean;
  /** UTF-16 units. */
  readonly length: number;
}

export function blockOf(text: string): TextBlock {
  const isWide = /[^\x00-\xff]/.test(text);
  const memory = new SharedArrayBuffer(text.length * (isWide ? 2 : 1));
  Buffer.from(memory).write(text, encodingOf(isWide));
  return { memory, isWide, length: text.length };
}

export function textOfBlock({ memory, isWide }: TextBlock): string {
  return Buffer.from(memory).toString(encodingOf(isWide));
}

function encodingOf(isWide: boolean): BufferEncoding {
  return isWide ? "utf16le" : "latin1";
}

/** The text of blocks, of which some may be those of a text that is known. */
export function textOfBlocks(
  blocks: readonly TextBlock[],
  known: { readonly text: string; readonly blocks: readonly TextBlock[] } = { text: "", blocks: [] },
): string {
  const { start, end } = sameBlocks(known.blocks, blocks);
  const changed = blocks
    .slice(start, blocks.length - end)
    .map(textOfBlock)
    .join("");
  const before = lengthOf(known.blocks.slice(0, start));
  const after = known.text.length - lengthOf(known.blocks.slice(known.blocks.length - end));
  return known.text.slice(0, before) + changed + known.text.slice(after);
}

/** How many parts at the start and at the end are the same in two lists. */
export function sameBlocks<T>(before: readonly T[], after: readonly T[]): { start: number; end: number } {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start++;
  let end = 0;
  while (end < most - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  return { start, end };
}

/** UTF-16 units. */
export function lengthOf(parts: readonly { readonly length: number }[]): number {
  return parts.reduce((sum, { length }) => sum + length, 0);
}

/** Cuts a text that comes in pieces of any size into parts for blocks. */
export class TextCutter {
  private rest = "";

  constructor(private readonly take: (part: string) => void) {}

  add(piece: string): void {
    const text = this.rest + piece;
    let from = 0;
    while (text.length - from > LARGEST_BLOCK) {
      const to = cutNear(text, from + BLOCK);
      this.take(text.slice(from, to));
      from = to;
    }
    this.rest = text.slice(from);
  }

  end(): void {
    if (this.rest.length > 0) this.take(this.rest);
    this.rest = "";
  }
}

/** The last place up to `at` where a text may be parted. */
function cutNear(text: string, at: number): number {
  const last = text.charCodeAt(at - 1);
  const isWithin = last === CARRIAGE_RETURN || (last >= 0xd800 && last < 0xdc00);
  return isWithin ? at - 1 : at;
}

const CARRIAGE_RETURN = 0x0d;
