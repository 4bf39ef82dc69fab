/**
 * The form that a REPL is sent from the cursor: the one of the top level, since what is in it may use its variables.
 *
 * Invariant: works on broken text; a form that is never closed reaches to where the reader has given it up.
 */
import type { LispSnapshot } from "../../analyze/index.ts";
import type { Span } from "../../text/span.ts";

/** The form around an offset, else the last one that ends in front of it on its line, else the next one on its line. */
export function topLevelForm({ text, syntax: { forms } }: LispSnapshot, offset: number): Span | undefined {
  const lineStart = text.lastIndexOf("\n", offset - 1) + 1;
  const newline = text.indexOf("\n", offset);
  const lineEnd = newline < 0 ? text.length : newline;
  const spans = forms.map(({ span }) => span);
  return (
    spans.findLast(({ start, end }) => start <= offset && offset <= end) ??
    spans.findLast(({ end }) => lineStart <= end && end <= offset) ??
    spans.find(({ start }) => offset <= start && start <= lineEnd)
  );
}
