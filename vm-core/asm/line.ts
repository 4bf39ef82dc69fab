/** What reading a line and reading its operands share: where comments and problems go. */
import { type Span, span } from "../text/span.ts";
import type { AsmProblem } from "./problem.ts";
import { findComment, type ScannedString, skipBlanks, trimEnd } from "./scanner.ts";
import type { AsmComment, SourceText } from "./syntax.ts";

/** The text that lines are read from, and where their comments and problems go. */
export interface LineContext {
  readonly text: string;
  /** The same, as lines know it. */
  readonly source: SourceText;
  readonly problems: AsmProblem[];
  readonly comments: AsmComment[];
  /** The instruction that an unknown word may be meant for. */
  readonly suggest: (word: string) => string | undefined;
}

/** Notes the comment that starts at `at`, if one does; says whether there is anything else. */
export function finishLine(context: LineContext, at: number, end: number): Span | undefined {
  const start = skipBlanks(context.text, at, end);
  const comment = findComment(context.text, start, end);
  if (comment < end) context.comments.push({ span: span(comment, end) });
  const stop = trimEnd(context.text, start, comment);
  return stop > start ? span(start, stop) : undefined;
}

/** Notes the problems of a scanned string; `example` shows what is expected. */
export function noteString(context: LineContext, string: ScannedString, example: string): void {
  const { problems, text } = context;
  if (!string.closed) problems.push({ cause: { kind: "unterminated-string", example }, span: string.span });
  if (string.bareQuotes.length > 0) {
    problems.push({
      cause: { kind: "unescaped-quote", quotes: string.bareQuotes },
      span: string.bareQuotes[0],
    });
  }
  for (const unknown of string.unknownEscapes) {
    const written = text.slice(unknown.start, unknown.end);
    problems.push({ cause: { kind: "unknown-escape", written }, span: unknown });
  }
}
