/** Comments as documentation: the block above a label, and the comment after it on its line. */
import type { Snapshot } from "../analyze/index.ts";
import { type Span, span } from "../text/span.ts";
import { commentOn, textLineAt } from "./text-line.ts";

/** The lines of the comment that documents what is at `offset`, such as a label, without semicolons. */
export function documentingComment(snapshot: Snapshot, offset: number): readonly string[] {
  const { text } = snapshot;
  const lines: string[] = [];
  let line = textLineAt(text, offset);
  const after = commentOn(snapshot, line);
  while (lines.length < MAX_LINES) {
    const above = lineAbove(text, line);
    const comment = above === undefined ? undefined : soleComment(snapshot, above);
    if (above === undefined || comment === undefined) break;
    lines.unshift(commentText(text, comment));
    line = above;
  }
  if (after !== undefined) lines.push(commentText(text, after));
  return lines;
}

/** Enough for documentation; a page of commented-out code is none. */
const MAX_LINES = 30;

function lineAbove(text: string, line: Span): Span | undefined {
  const newline = line.start === 0 ? -1 : text.lastIndexOf("\n", line.start - 1);
  return newline < 0 ? undefined : textLineAt(text, newline);
}

/** The comment of a line that holds nothing else. */
export function soleComment(snapshot: Snapshot, line: Span): Span | undefined {
  const comment = commentOn(snapshot, line);
  if (comment === undefined) return undefined;
  return snapshot.text.slice(line.start, comment.start).trim() === "" ? comment : undefined;
}

function commentText(text: string, comment: Span): string {
  return text.slice(comment.start, comment.end).replace(/^;+ ?/, "").trimEnd();
}

/** What a comment marks: `; region NAME` the start of a region to fold, `; endregion` its end. */
export function regionMarker(snapshot: Snapshot, comment: Span): "start" | "end" | undefined {
  const start = snapshot.text.slice(comment.start, Math.min(comment.end, comment.start + MARKER_LENGTH));
  const marker = /^;\s*#?(end)?region\b/.exec(start);
  return marker === null ? undefined : marker[1] === undefined ? "start" : "end";
}

const MARKER_LENGTH = 40;

/** Blocks of lines that hold comments alone, one span a block. */
export function commentBlocks(snapshot: Snapshot): readonly Span[] {
  const { text } = snapshot;
  const blocks: Span[] = [];
  let expected = -1;
  for (const { span: comment } of snapshot.syntax.comments) {
    const line = textLineAt(text, comment.start);
    if (soleComment(snapshot, line) === undefined || regionMarker(snapshot, comment) !== undefined) continue;
    const last = blocks.at(-1);
    if (last !== undefined && line.start === expected) {
      blocks[blocks.length - 1] = span(last.start, comment.end);
    } else {
      blocks.push(comment);
    }
    const newline = text.indexOf("\n", line.end);
    expected = newline < 0 ? -1 : newline + 1;
  }
  return blocks;
}
