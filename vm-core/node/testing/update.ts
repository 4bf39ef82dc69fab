/**
 * Writes what a program did into the comments that say what is expected.
 *
 * Lines that there are keep their places; further ones go below the last, those that are too many vanish.
 */
import { applyEdits, type ExpectationMark, type TextEdit } from "../../index.ts";
import type { TestCase } from "./find-tests.ts";
import { linesOf } from "./judge.ts";
import type { TestRun } from "./run-test.ts";

/** The text of a test as it is after `run`. */
export function updated({ text, expectations }: TestCase, run: TestRun): string {
  const of = (kind: string): ExpectationMark[] => expectations.marks.filter((mark) => mark.kind === kind);
  const edits: TextEdit[] = [];
  const printed = linesOf(run.stdout);
  // A program that says nothing about its output, but what error it ends with, still says nothing.
  const silent = of("expect").length === 0 && expectations.errors.length > 0;
  if (!silent) edits.push(...replaced(text, of("expect"), "expect", printed));
  const errors = linesOf(run.stderr).filter((line) => line.startsWith("Error: "));
  const marks = of("expect-error");
  if (marks.length > 0 || (run.exitCode !== 0 && errors.length > 0)) {
    edits.push(...replaced(text, marks, "expect-error", errors));
  }
  const exit = of("expect-exit");
  const isPlain = run.exitCode === 0 || (run.exitCode === 1 && errors.length > 0);
  if (exit.length > 0) edits.push(...replaced(text, exit, "expect-exit", [String(run.exitCode)]));
  else if (!isPlain) edits.push(...replaced(text, [], "expect-exit", [String(run.exitCode)]));
  return applyEdits(text, edits);
}

function replaced(
  text: string,
  marks: readonly ExpectationMark[],
  kind: string,
  lines: readonly string[],
): TextEdit[] {
  const written = (line: string): string => `; ${kind}:${line === "" ? "" : ` ${line}`}`;
  const edits: TextEdit[] = marks
    .slice(0, lines.length)
    .map(({ span }, index) => ({ span, text: written(lines[index]) }));
  edits.push(...marks.slice(lines.length).map((mark) => removal(text, mark)));
  const further = lines.slice(marks.length);
  if (further.length === 0) return edits;
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  const last = marks.at(-1);
  const at = last?.span.end ?? text.length;
  const added = further.map(written).join(newline);
  const insertion = last !== undefined || (text !== "" && !text.endsWith("\n")) ? newline + added : added;
  // After the last mark its line break is there already; at the end of the text it is not.
  edits.push({ span: { start: at, end: at }, text: last === undefined ? insertion + newline : insertion });
  return edits;
}

/** Removes a comment with the blanks before it, or its whole line when nothing else is on it. */
function removal(text: string, { span }: ExpectationMark): TextEdit {
  let start = span.start;
  while (start > 0 && /[ \t]/.test(text[start - 1])) start--;
  const isWholeLine = start === 0 || text[start - 1] === "\n";
  const breakLength = /^\r?\n?/.exec(text.slice(span.end, span.end + 2))?.[0].length ?? 0;
  return { span: { start, end: isWholeLine ? span.end + breakLength : span.end }, text: "" };
}
