/**
 * Edits of whole lines.
 *
 * Invariant: what is inserted has the indentation and the line ends of the text around it; comments stay.
 */
import type { AsmSnapshot } from "../../analyze/index.ts";
import type { SyntaxLine } from "../../asm/syntax.ts";
import type { TextEdit } from "../../text/diagnostic.ts";
import { type Span, span } from "../../text/span.ts";
import { commentOn, textLineAt } from "../text-line.ts";

/** The whole line, or the part in front of its comment. */
export function removalOf(snapshot: AsmSnapshot, line: SyntaxLine): Span {
  const { text } = snapshot;
  const textLine = textLineAt(text, line.span.start);
  const comment = commentOn(snapshot, textLine);
  if (comment !== undefined) return span(line.span.start, comment.start);
  const newline = text.indexOf("\n", textLine.start);
  return span(textLine.start, newline < 0 ? text.length : newline + 1);
}

/** Joins edits that touch; removing the last line takes the line end before it. */
export function merged(edits: readonly TextEdit[], text: string): TextEdit[] {
  const result: TextEdit[] = [];
  for (const edit of edits) {
    const last = result.at(-1);
    if (last !== undefined && last.text === "" && edit.text === "" && last.span.end === edit.span.start) {
      result[result.length - 1] = { span: span(last.span.start, edit.span.end), text: "" };
    } else {
      result.push(edit);
    }
  }
  const last = result.at(-1);
  if (last !== undefined && last.text === "" && last.span.end === text.length && !text.endsWith("\n")) {
    const before = /\r?\n$/.exec(text.slice(Math.max(0, last.span.start - 2), last.span.start));
    const start = last.span.start - (before?.[0].length ?? 0);
    result[result.length - 1] = { span: span(start, last.span.end), text: "" };
  }
  return result;
}

/** Removes lines. */
export function removeLines(snapshot: AsmSnapshot, lines: readonly SyntaxLine[]): readonly TextEdit[] {
  return merged(
    lines.map((line) => ({ span: removalOf(snapshot, line), text: "" })),
    snapshot.text,
  );
}

/** Inserts instructions before the line that holds `offset`, indented as `like` is, or as that line is. */
export function insertBefore(
  { text }: AsmSnapshot,
  offset: number,
  instructions: readonly string[],
  like = offset,
): TextEdit {
  const { start } = textLineAt(text, offset);
  const [indent, newline] = [indentAt(text, like), lineEnd(text)];
  const written = instructions.map((one) => `${indent}${one}${newline}`).join("");
  return { span: span(start, start), text: written };
}

/** Adds lines at the end of the text. */
export function append({ text }: AsmSnapshot, lines: readonly string[]): TextEdit {
  const newline = lineEnd(text);
  const before = text === "" || text.endsWith("\n") ? "" : newline;
  const written = lines.map((line) => `${line}${newline}`).join("");
  return { span: span(text.length, text.length), text: before + written };
}

/** The blanks that the line with `offset` begins with. */
export function indentAt(text: string, offset: number): string {
  const { start, end } = textLineAt(text, offset);
  return /^[^\S\r\n]*/.exec(text.slice(start, Math.min(end, start + LONGEST_INDENT)))?.[0] ?? "";
}

const LONGEST_INDENT = 200;

function lineEnd(text: string): string {
  const newline = text.indexOf("\n");
  return newline > 0 && text[newline - 1] === "\r" ? "\r\n" : "\n";
}
