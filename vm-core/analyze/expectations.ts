/**
 * What a program is expected to do, as its comments say.
 *
 *     ; expect: 30            a line of standard output, in order; also after an instruction
 *     ; expect-error: TEXT    standard error holds it, in order
 *     ; expect-exit: 3        the exit code
 *     ; stdin: TEXT           a line of standard input, in order
 *     ; args: one "two three" arguments of the program
 *
 * Invariant: works on any text, also on a program that does not assemble: its errors may be what is expected.
 */
import type { LineIndex } from "../text/line-index.ts";
import { type Span, span } from "../text/span.ts";

export type MarkKind = "expect" | "expect-error" | "expect-exit" | "stdin" | "args";

/** A comment that says what is expected. */
export interface ExpectationMark {
  readonly kind: MarkKind;
  readonly text: string;
  /** The comment, from its `;` to the end of its line. */
  readonly span: Span;
}

/** What the comments of a program say about its runs. */
export interface Expectations {
  readonly marks: readonly ExpectationMark[];
  /** Lines of standard output; undefined when nothing is said about it. */
  readonly output: readonly string[] | undefined;
  readonly errors: readonly string[];
  /** Undefined when any will do: an error is expected, and nothing is said about its code. */
  readonly exitCode: number | undefined;
  readonly stdin: string;
  readonly args: readonly string[];
}

/** What the expectations of a document are read from: a snapshot has it. */
interface Source {
  readonly text: string;
  readonly lines: LineIndex;
  readonly syntax: { readonly comments: readonly { readonly span: Span }[] };
}

const MARK = /^;+[ \t]*(expect|expect-error|expect-exit|stdin|args):(?: (.*))?$/s;

/** Reads what the comments of a program expect: output, errors, exit code; what they give it: input, arguments. */
export function expectationsOf(source: Source): Expectations {
  const marks = findMarks(source);
  const texts = (kind: MarkKind): string[] =>
    marks.filter((mark) => mark.kind === kind).map(({ text }) => text);
  const output = texts("expect");
  const errors = texts("expect-error");
  const exit = texts("expect-exit").at(-1);
  return {
    marks,
    output: output.length > 0 ? output : undefined,
    errors,
    exitCode: exit !== undefined ? Number(exit) : errors.length > 0 ? undefined : 0,
    stdin: texts("stdin")
      .map((line) => `${line}\n`)
      .join(""),
    args: texts("args").flatMap(splitWords),
  };
}

function findMarks({ text, lines, syntax }: Source): readonly ExpectationMark[] {
  const marks: ExpectationMark[] = [];
  for (const { span: comment } of syntax.comments) {
    // The comment's span ends before trailing blanks, which are part of what is expected.
    const end = lines.lineStart(lines.lineAt(comment.start) + 1);
    const whole = text.slice(comment.start, end).replace(/\r?\n?$/, "");
    const [, kind, words] = MARK.exec(whole) ?? [];
    if (kind === undefined) continue;
    marks.push({
      kind: kind as MarkKind,
      text: words ?? "",
      span: span(comment.start, comment.start + whole.length),
    });
  }
  return marks;
}

/** Words are separated by blanks; quotes keep blanks together. */
function splitWords(text: string): string[] {
  const words: string[] = [];
  for (const [, quoted, plain] of text.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)) {
    words.push(quoted === undefined ? plain : quoted.replace(/\\(.)/g, "$1"));
  }
  return words;
}
