/** Selection ranges in Lisp: the word, then form by form outwards. */
import type { LispSnapshot } from "../../analyze/index.ts";
import { type Span, span } from "../../text/span.ts";
import { listsAround, stringAt, wordAt } from "./cursor.ts";

/** Each lies in the next one. */
export function lispSelections(snapshot: LispSnapshot, offset: number): readonly Span[] {
  const { text } = snapshot;
  const spans: Span[] = [];
  const string = stringAt(snapshot, offset);
  const word = wordAt(text, offset);
  if (string !== undefined) spans.push(string, span(string.start - 1, string.end + 1));
  else if (word.end > word.start) spans.push(word);
  for (const { span: list } of [...listsAround(snapshot, offset)].reverse()) {
    const isClosed = ")]}".includes(text[list.end - 1]);
    spans.push(span(list.start + 1, isClosed ? list.end - 1 : list.end), list);
  }
  spans.push(span(0, text.length));
  return spans.filter((one, i) => i === 0 || isLarger(one, spans[i - 1]));
}

function isLarger(a: Span, b: Span): boolean {
  return a.start <= b.start && a.end >= b.end && a.end - a.start > b.end - b.start;
}
