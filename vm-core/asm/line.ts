/**
 * What reading a line and reading its operands share: where comments and mistakes go, and the words for mistakes.
 */
import { type Mnemonic, operandsOf } from "../isa/index.ts";
import type { Diagnostic } from "../text/diagnostic.ts";
import { writeString } from "../text/literal.ts";
import { type Span, span } from "../text/span.ts";
import { findComment, type ScannedString, skipBlanks, trimEnd } from "./scanner.ts";
import type { Comment } from "./syntax.ts";

/** The text that lines are read from, and where their comments and mistakes go. */
export interface LineContext {
  readonly text: string;
  readonly diagnostics: Diagnostic[];
  readonly comments: Comment[];
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

/** What is to be said of a scanned string; `example` shows what is expected. */
export function reportString(context: LineContext, string: ScannedString, example: string): void {
  const { diagnostics } = context;
  if (!string.closed) {
    diagnostics.push({
      severity: "error",
      code: "unterminated-string",
      message: `the string has no closing quote: ${example}`,
      span: string.span,
      fixes: [
        {
          title: "Add the closing quote",
          edits: [{ span: span(string.span.end, string.span.end), text: '"' }],
          preferred: true,
        },
      ],
    });
  }
  if (string.bareQuotes.length > 0) {
    diagnostics.push({
      severity: "warning",
      code: "unescaped-quote",
      message: 'a quote inside a string is written `\\"`',
      span: string.bareQuotes[0],
      fixes: [
        {
          title: "Escape the inner quotes",
          edits: string.bareQuotes.map((quote) => ({ span: quote, text: '\\"' })),
          preferred: true,
        },
      ],
    });
  }
  for (const unknown of string.unknownEscapes) {
    diagnostics.push({
      severity: "warning",
      code: "unknown-escape",
      message: `\`${context.text.slice(unknown.start, unknown.end)}\` is no escape; the backslash stays`,
      span: unknown,
      fixes: [
        {
          title: "Write the backslash as `\\\\`",
          edits: [{ span: span(unknown.start, unknown.start + 1), text: "\\\\" }],
          preferred: true,
        },
      ],
    });
  }
}

export function unexpectedText(rest: Span): Diagnostic {
  return {
    severity: "error",
    code: "unexpected-text",
    message: "nothing may follow the operand but a comment",
    span: rest,
    fixes: [{ title: "Remove it", edits: [{ span: rest, text: "" }] }],
  };
}

export function blanksInName(name: string, nameSpan: Span): Diagnostic {
  return {
    severity: "warning",
    code: "blank-in-name",
    message: `the whole rest of the line is the name: \`${name}\``,
    span: nameSpan,
    fixes: [
      { title: "Quote the name", edits: [{ span: nameSpan, text: writeString(name) }], preferred: true },
    ],
  };
}

/** The words of an instruction's operands, for messages: `CALL target parameters…`. */
export function usage(mnemonic: Mnemonic): string {
  const operands = operandsOf(mnemonic).filter(([, kind]) => kind !== "resolved");
  const words = operands.map(([name, kind]) => {
    if (kind === "names" || kind === "patterns") return `[${name}…]`;
    return kind.endsWith("?") ? `[${name}]` : name;
  });
  return [mnemonic, ...words].join(" ");
}
