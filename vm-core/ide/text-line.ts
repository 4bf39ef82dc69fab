/**
 * The lines of a text, and what begins on one, in any language.
 *
 * Invariant: lines are cut as the parsers cut them, whatever ends them.
 */
import type { Snapshot } from "../analyze/index.ts";
import { type Span, span } from "../text/span.ts";

/** The line of the text that holds `offset`, as the parser cuts lines, without its line end. */
export function textLineAt(text: string, offset: number): Span {
  const at = Math.max(0, Math.min(offset, text.length));
  let start = text.lastIndexOf("\n", at - 1) + 1;
  if (at === 0) start = 0;
  const newline = text.indexOf("\n", at);
  const end = newline < 0 ? text.length : newline;
  const mark = start === 0 && text.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0;
  return span(Math.min(start + mark, end), end > start && text[end - 1] === "\r" ? end - 1 : end);
}

const BYTE_ORDER_MARK = 0xfeff;

/** The comment on a line of the text; there is one at most. */
export function commentOn(snapshot: Snapshot, textLine: Span): Span | undefined {
  return firstWithin(snapshot.syntax.comments, textLine)?.span;
}

/** The first of some things in source order that begins within `range`. */
export function firstWithin<T extends { readonly span: Span }>(
  things: readonly T[],
  range: Span,
): T | undefined {
  let low = 0;
  let high = things.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (things[middle].span.start < range.start) low = middle + 1;
    else high = middle;
  }
  const found = things[low];
  return found !== undefined && found.span.start <= range.end ? found : undefined;
}

/** Whether the part of a line before `offset` matches a pattern; of a long indentation only the start is read. */
export function matchesBefore(pattern: RegExp, { text }: Snapshot, offset: number): boolean {
  const { start } = textLineAt(text, offset);
  return pattern.test(text.slice(start, Math.min(offset, start + LONG_INDENT)));
}

const LONG_INDENT = 200;
