/**
 * Where the lines of a text begin.
 *
 * Invariant: a line ends with LF, CRLF or a lone CR, as in the Language Server Protocol; lines and
 * columns are zero-based, columns count UTF-16 code units.
 */

import type { Change } from "./change.ts";
import { lastAtMost } from "./last-at-most.ts";

/** A line and a column, both counted from 0; the column in UTF-16 code units. */
export interface LineColumn {
  readonly line: number;
  readonly column: number;
}

/** Adds where lines start after one of the characters from `from` up to, but without, `to`. */
function startsIn(text: string, from: number, to: number, starts: number[]): readonly number[] {
  for (let i = from; i < to; i++) {
    const c = text.charCodeAt(i);
    if (c === 10 || (c === 13 && text.charCodeAt(i + 1) !== 10)) starts.push(i + 1);
  }
  return starts;
}

/** The lines of a text: from offsets to lines and columns and back. LF, CRLF and CR end a line. */
export class LineIndex {
  private starts: Int32Array;
  /** Of the text. */
  length: number;

  /** Takes a text, or the offsets at which its lines begin, the first one 0. */
  constructor(text: string | readonly number[]) {
    if (typeof text !== "string") {
      this.starts = Int32Array.from(text);
      this.length = Number.MAX_SAFE_INTEGER;
      return;
    }
    this.length = text.length;
    this.starts = Int32Array.from(startsIn(text, 0, text.length, [0]));
  }

  /** The lines of the text that a change makes of the one that has these. */
  edited(text: string, { start, oldEnd, newEnd }: Change): LineIndex {
    const by = newEnd - oldEnd;
    const { starts } = this;
    // A line's start depends on the characters at both sides of it.
    const before = starts.subarray(0, Math.max(1, this.firstFrom(start)));
    const after = starts.subarray(Math.max(1, this.firstFrom(oldEnd + 1)));
    const between = startsIn(text, Math.max(0, start - 1), newEnd, []);
    const now = new Int32Array(before.length + between.length + after.length);
    now.set(before);
    now.set(between, before.length);
    const moved = before.length + between.length;
    for (let i = 0; i < after.length; i++) now[moved + i] = after[i] + by;
    const lines = new LineIndex("");
    lines.starts = now;
    lines.length = text.length;
    return lines;
  }

  /** The first line that starts at an offset or after. */
  private firstFrom(offset: number): number {
    let low = 0;
    let high = this.starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.starts[middle] < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  get lineCount(): number {
    return this.starts.length;
  }

  /** The line that holds `offset`; offsets outside the text are clamped. */
  lineAt(offset: number): number {
    const { starts } = this;
    return lastAtMost(starts.length, (line) => starts[line], offset);
  }

  position(offset: number): LineColumn {
    const clamped = Math.max(0, Math.min(offset, this.length));
    const line = this.lineAt(clamped);
    return { line, column: clamped - this.starts[line] };
  }

  /** The offset of a position; a column past the line's end gives the start of the next line at most. */
  offset(position: LineColumn): number {
    if (position.line < 0) return 0;
    if (position.line >= this.starts.length) return this.length;
    const next = position.line + 1 < this.starts.length ? this.starts[position.line + 1] : this.length;
    return Math.min(this.starts[position.line] + Math.max(0, position.column), next);
  }

  /** The offset at which a line begins; past the last line, the end of the text. */
  lineStart(line: number): number {
    return line < this.starts.length ? this.starts[Math.max(0, line)] : this.length;
  }
}
