/** Comments as documentation: the lines of comments right above a form. */
import type { LispComment } from "./datum.ts";

/** Enough for documentation; a page of commented-out code is none. */
const MOST_LINES = 30;

/** What the comment lines above the form at `offset` say, without semicolons; undefined where there are none. */
export function documentingComments(
  text: string,
  comments: readonly LispComment[],
  offset: number,
): string | undefined {
  const lines: string[] = [];
  let lineStart = startOfLine(text, offset);
  if (text.slice(lineStart, offset).trim() !== "") return undefined;
  for (let at = lastBefore(comments, lineStart); at >= 0 && lines.length < MOST_LINES; at--) {
    const { start, end } = comments[at].span;
    const isAbove = /^\r?\n$/.test(text.slice(end, lineStart)) && text[start] === ";";
    const ownLine = startOfLine(text, start);
    if (!isAbove || text.slice(ownLine, start).trim() !== "") break;
    lines.unshift(text.slice(start, end).replace(/^;+ ?/, "").trimEnd());
    lineStart = ownLine;
  }
  return lines.length === 0 ? undefined : lines.join("\n");
}

function startOfLine(text: string, offset: number): number {
  return offset === 0 ? 0 : text.lastIndexOf("\n", offset - 1) + 1;
}

/** The index of the last comment in front of `offset`. */
function lastBefore(comments: readonly LispComment[], offset: number): number {
  let low = 0;
  let high = comments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (comments[middle].span.start < offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
