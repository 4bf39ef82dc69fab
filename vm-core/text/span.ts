/**
 * Spans: parts of a text.
 *
 * Invariant: offsets count UTF-16 code units from the start of the text, `start` ≤ `end`, `end` exclusive.
 * Absent by design: lines and columns; only a protocol's `convert` asks the line index for those.
 */

/** A part of a text in UTF-16 offsets: from `start` up to but not including `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export function span(start: number, end: number): Span {
  return { start, end };
}

/** True when `offset` lies in the span or at either edge of it, as a cursor does. */
export function touches(range: Span, offset: number): boolean {
  return range.start <= offset && offset <= range.end;
}
