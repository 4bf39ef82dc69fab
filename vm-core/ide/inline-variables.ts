/**
 * Inline variables: the names whose values are shown beside the lines while a program is stopped.
 *
 * Invariant: a name once for each line. Whether it has a value there is for the debugger to say.
 */
import type { Snapshot } from "../analyze/index.ts";
import { type Span, span } from "../text/span.ts";
import type { InlineVariable } from "./answers.ts";
import { featuresOf } from "./languages.ts";

/** Those in `range`, for a program that is stopped at the line that holds `stop`; in source order. */
export function inlineVariables(snapshot: Snapshot, range: Span, stop: number): readonly InlineVariable[] {
  const { lines } = snapshot;
  const stopLine = lines.lineAt(stop);
  const seen = new Set<string>();
  return [...featuresOf(snapshot).inlineVariables(snapshot, span(stop, endOfLine(snapshot, stop)))]
    .sort((a, b) => a.span.start - b.span.start)
    .filter(({ name, span: { start } }) => {
      if (start < range.start || start > range.end) return false;
      const line = lines.lineAt(start);
      const key = `${line} ${name}`;
      if (line > stopLine || seen.has(key)) return false;
      seen.add(key);
      return true;
    });
}

function endOfLine({ text }: Snapshot, offset: number): number {
  const end = text.indexOf("\n", offset);
  return end < 0 ? text.length : end;
}
