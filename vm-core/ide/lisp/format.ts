/**
 * Formats Lisp in the usual style: the bodies of forms are indented by two columns, arguments aligned with the first one,
 * parts of data with the first part; closing brackets follow what they close; a blank is between two parts.
 *
 * Invariants: only blanks change, and none in a string or a comment; formatting twice is formatting once. A form that
 * cannot be read stays as it is, the others do not.
 * Absent by design: other line breaks than the author's, except after an opening bracket and before a closing one.
 */
import type { LispSnapshot } from "../../analyze/index.ts";
import type { TextEdit } from "../../text/diagnostic.ts";
import { type Span, span } from "../../text/span.ts";
import { Gaps, lineEndOf, MOST_BLANK_LINES, wholeLines } from "../format-style.ts";
import { Nesting } from "./format-nesting.ts";
import { type FormatToken, stretchesOf } from "./format-tokens.ts";

/** Longer lines do not move the column of the comments beside others. */
const LONGEST_CODE = 80;

/** The edits that format the lines which a range touches, in order. */
export function formatLisp(
  snapshot: LispSnapshot,
  range: Span = span(0, snapshot.text.length),
): readonly TextEdit[] {
  const layout = new FormLayout(snapshot, wholeLines(snapshot.text, range));
  layout.run();
  return layout.edits();
}

/** The edits after Enter was typed: the new line, on which the cursor is at `offset`, is indented. */
export function formatTypedLisp(snapshot: LispSnapshot, offset: number): readonly TextEdit[] {
  const { text } = snapshot;
  const start = offset === 0 ? 0 : text.lastIndexOf("\n", offset - 1) + 1;
  const layout = new FormLayout(snapshot, span(-1, -1));
  const column = layout.run(start, formsAround(snapshot, start));
  if (column === undefined) return [];
  let end = start;
  while (text[end] === " " || text[end] === "\t") end++;
  const wanted = " ".repeat(column);
  return text.slice(start, end) === wanted ? [] : [{ span: span(start, end), text: wanted }];
}

/** The part of a text from the form at or before an offset to the next one, which is all that indentation there depends on. */
function formsAround({ text, syntax: { forms } }: LispSnapshot, offset: number): Span {
  let [low, high] = [0, forms.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (forms[middle].span.start <= offset) low = middle + 1;
    else high = middle;
  }
  const start = low === 0 ? 0 : forms[low - 1].span.start;
  return span(start, forms[low]?.span.start ?? text.length);
}

/** A comment beside code: the gap before it, and where the code ends. */
interface Beside {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly code: number;
}

class FormLayout {
  private readonly gaps: Gaps;
  private readonly text: string;
  private readonly lineEnd: string;
  private readonly beside: Beside[] = [];
  /** Where the output is. */
  private line = 0;
  private column = 0;

  constructor(
    private readonly snapshot: LispSnapshot,
    private readonly range: Span,
  ) {
    this.text = snapshot.text;
    this.gaps = new Gaps(this.text, range);
    this.lineEnd = lineEndOf(this.text);
  }

  /** Lays out everything; gives the column for a part that begins at `stop`, if that is in no token. */
  run(stop = Number.POSITIVE_INFINITY, part = span(0, this.text.length)): number | undefined {
    this.column = part.start === 0 ? 0 : part.start - 1 - this.text.lastIndexOf("\n", part.start - 1);
    let before: FormatToken | undefined;
    /** What is being typed before the next form. */
    let unclosed: Nesting | undefined;
    let isReadable = true;
    for (const { tokens, isWhole } of stretchesOf(this.text, part)) {
      const nesting = new Nesting(this.snapshot);
      for (const [i, token] of tokens.entries()) {
        const from = before?.end ?? Math.max(part.start, startOf(this.text));
        if (stop <= token.start) {
          if (isInside(before, stop)) return undefined;
          return i === 0 ? (unclosed?.columnOfNext() ?? 0) : nesting.columnOfNext();
        }
        if (isWhole) this.place(from, before, token, nesting, i === 0);
        else this.follow(from, token.start);
        nesting.add(token, this.line, this.column);
        this.follow(token.start, token.end);
        before = token;
      }
      if (isInside(before, stop)) return undefined;
      unclosed = nesting.isOpen ? nesting : undefined;
      isReadable = isWhole;
    }
    if (isReadable) this.finish(before);
    return unclosed?.columnOfNext() ?? 0;
  }

  edits(): readonly TextEdit[] {
    for (let first = 0; first < this.beside.length; ) {
      let end = first + 1;
      while (end < this.beside.length && this.beside[end].line === this.beside[end - 1].line + 1) end++;
      const run = this.beside.slice(first, end);
      const column = run.reduce((most, { code }) => (code > LONGEST_CODE ? most : Math.max(most, code)), 0);
      for (const { start, end, code } of run)
        this.gaps.set(start, end, " ".repeat(Math.max(1, column + 1 - code)));
      first = end;
    }
    return this.gaps.edits.sort((a, b) => a.span.start - b.span.start);
  }

  /** Decides what is in the gap in front of a token. */
  private place(
    from: number,
    before: FormatToken | undefined,
    token: FormatToken,
    nesting: Nesting,
    isFirst: boolean,
  ): void {
    const { text } = this;
    const { start } = token;
    // A gap belongs to the line that it leads to.
    if (start < this.range.start || start > this.range.end) {
      this.follow(from, start);
      return;
    }
    const most = isFirst ? MOST_BLANK_LINES + 1 : 2;
    const breaks = breaksBetween(before, token, Math.min(most, countBreaks(text, from, start)), isFirst);
    if (breaks > 0) {
      this.line += breaks;
      this.column = isFirst ? 0 : nesting.columnOfNext();
      this.gaps.set(from, start, this.lineEnd.repeat(breaks) + " ".repeat(this.column));
      return;
    }
    if (token.kind === "line comment" && before !== undefined) {
      this.beside.push({ line: this.line, start: from, end: start, code: this.column });
      return;
    }
    const blank = before === undefined || !needsBlank(text, before, token) ? "" : " ";
    this.column += blank.length;
    this.gaps.set(from, start, blank);
  }

  private follow(start: number, end: number): void {
    const breaks = countBreaks(this.text, start, end);
    if (breaks === 0) {
      this.column += end - start;
      return;
    }
    this.line += breaks;
    const last = Math.max(this.text.lastIndexOf("\n", end - 1), this.text.lastIndexOf("\r", end - 1));
    this.column = end - 1 - last;
  }

  /** The text ends with a line end. */
  private finish(last: FormatToken | undefined): void {
    if (this.range.end < this.text.length) return;
    const from = last?.end ?? startOf(this.text);
    this.gaps.set(from, this.text.length, last === undefined ? "" : this.lineEnd);
  }
}

/** Whether the start of a line is in a token: one that ends with a line end is never closed. */
function isInside(token: FormatToken | undefined, lineStart: number): boolean {
  return token !== undefined && lineStart <= token.end;
}

/** How many line breaks are between two tokens that have `breaks` between them. */
function breaksBetween(
  before: FormatToken | undefined,
  token: FormatToken,
  breaks: number,
  isFirst: boolean,
): number {
  if (before === undefined) return 0;
  if (before.kind === "line comment") return token.kind === "close" ? 1 : Math.max(1, breaks);
  if (isFirst || token.kind === "line comment") return breaks;
  if (token.kind === "close" || before.kind === "open" || before.kind === "prefix") return 0;
  return breaks;
}

/** Whether a blank is between two tokens on one line. */
function needsBlank(text: string, before: FormatToken, token: FormatToken): boolean {
  if (before.kind === "open" || token.kind === "close") return false;
  if (before.kind !== "prefix") return true;
  // `, @x` unquotes a name with an at sign, `,@x` splices `x`.
  return token.start > before.end && (text[token.start] === "@" || text[before.start] === "#");
}

/** A byte order mark is in front of the text. */
function startOf(text: string): number {
  return text.startsWith("\ufeff") ? 1 : 0;
}

function countBreaks(text: string, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) count++;
  }
  return count;
}
