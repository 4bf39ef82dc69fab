/** How texts are formatted, and what the formatters of the languages share. */
import type { TextEdit } from "../text/diagnostic.ts";
import { type Span, span } from "../text/span.ts";

/** What a person or an editor may choose; a language ignores what it has no use for. */
export interface FormatStyle {
  /** Columns of one level of indentation. */
  readonly indentSize: number;
  /** Whether a level is written as one tab. */
  readonly tabs: boolean;
  /** Whether operands of one block begin in one column. */
  readonly alignOperands: boolean;
}

export const DEFAULT_STYLE: FormatStyle = { indentSize: 4, tabs: false, alignOperands: true };

/** Blank lines in a row that are kept between parts of a text. */
export const MOST_BLANK_LINES = 2;

/** The line end of a text: that of its first line. */
export function lineEndOf(text: string): string {
  const newline = text.indexOf("\n");
  return newline > 0 && text[newline - 1] === "\r" ? "\r\n" : "\n";
}

/**
 * Collects what is written between the parts of a text. Only blanks are replaced, and only by blanks, so no formatter
 * can lose anything.
 */
export class Gaps {
  readonly edits: TextEdit[] = [];

  /** What does not touch `range` is left as it is. */
  constructor(
    private readonly text: string,
    private readonly range: Span,
  ) {}

  /** The gap from `start` to `end` is to hold `wanted`. */
  set(start: number, end: number, wanted: string): void {
    if (!this.isOpen(start, end)) return;
    let same = 0;
    while (same < wanted.length && start + same < end && this.text[start + same] === wanted[same]) same++;
    if (same === wanted.length && start + same === end) return;
    this.edits.push({ span: span(start + same, end), text: wanted.slice(same) });
  }

  /** Whether the gap may be changed. */
  isOpen(start: number, end: number): boolean {
    return start <= this.range.end && end >= this.range.start;
  }
}

/** The whole lines that a range touches. */
export function wholeLines(text: string, { start, end }: Span): Span {
  const newline = text.indexOf("\n", end);
  return span(start === 0 ? 0 : text.lastIndexOf("\n", start - 1) + 1, newline < 0 ? text.length : newline);
}
