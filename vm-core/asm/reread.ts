/**
 * Reads a text again that was read before it was edited: only lines that have changed are read, and those after them that
 * something is wrong with.
 *
 * Invariant: what comes out is what `parse` makes of the text. The lines that are kept are the same objects, moved in place
 * to where they are now: so what was read before is used up, and belongs to the new text.
 */
import { type Change, changeBetween } from "../text/change.ts";
import type { Span } from "../text/span.ts";
import { continueUses, usesWithout } from "./label-uses.ts";
import type { LineContext } from "./line.ts";
import { lineContext, type ParseResult, parse, readLines } from "./parser.ts";
import type { AsmProblem } from "./problem.ts";
import type { AsmComment, AsmSyntax, SyntaxLine } from "./syntax.ts";

/** Lines that were kept: so many, from one index among the lines before to another one now, and so many characters later. */
export interface KeptLines {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly by: number;
}

export interface Reread {
  readonly result: ParseResult;
  /** In order; all other lines are new. */
  readonly kept: readonly KeptLines[];
}

/**
 * With more problems than this all lines are read: each problem may have its line read, and suggestions for unknown words
 * are limited for a text as a whole.
 */
const MOST_PROBLEMS = 1_000;

/** Takes over what was read before. */
export function reread(before: ParseResult, text: string): Reread {
  if (before.problems.length > MOST_PROBLEMS) return { result: parse(text), kept: [] };
  const change = changeBetween(before.syntax.text, text);
  const stale = partsOf(before, change);
  // What lines name is read from the text that they were read from.
  const uses = usesWithout(before.syntax, () => stale.flatMap((part) => linesIn(before.syntax, part)));
  before.source.text = text;
  const context = lineContext(before.source);
  const parts = stale.map((part) => ({ ...part, read: readPart(context, part) }));
  const found = parts.reduce((count, { read }) => count + read.problems.length, 0);
  if (found > MOST_PROBLEMS) return { result: parse(text), kept: [] };
  const reread = joined(before, text, parts);
  if (uses !== undefined) {
    const come = parts.flatMap(({ read }) => read.lines);
    continueUses(uses, reread.result.syntax, come);
  }
  return reread;
}

/** Whole lines that are read again: where they were, how far what follows has moved, and where they are. */
interface RereadLines {
  readonly start: number;
  readonly end: number;
  readonly newStart: number;
  readonly newEnd: number;
}

interface ReadPart extends RereadLines {
  readonly read: {
    readonly lines: SyntaxLine[];
    readonly comments: AsmComment[];
    readonly problems: AsmProblem[];
  };
}

/** The lines that have changed, and those after them with problems: what a problem says may name places that have moved. */
function partsOf({ syntax: { text }, problems }: ParseResult, change: Change): readonly RereadLines[] {
  const { start, oldEnd, newEnd } = change;
  const by = newEnd - oldEnd;
  const lineStart = start === 0 ? 0 : text.lastIndexOf("\n", start - 1) + 1;
  const lineStop = lineEnd(text, oldEnd);
  const parts = [{ start: lineStart, end: lineStop, newStart: lineStart, newEnd: lineStop + by }];
  let end = lineStop;
  for (const { span } of by === 0 ? [] : problems) {
    if (span.start <= end) continue;
    const from = text.lastIndexOf("\n", span.start - 1) + 1;
    end = lineEnd(text, span.start);
    parts.push({ start: from, end, newStart: from + by, newEnd: end + by });
  }
  return parts;
}

function lineEnd(text: string, from: number): number {
  const newline = text.indexOf("\n", from);
  return newline < 0 ? text.length : newline;
}

/** The lines that were in a part before. */
function linesIn({ lines }: AsmSyntax, { start, end }: RereadLines): readonly SyntaxLine[] {
  const first = firstFrom(lines, 0, start);
  return lines.slice(first, firstFrom(lines, first, end + 1));
}

function readPart(context: LineContext, { newStart, newEnd }: RereadLines): ReadPart["read"] {
  const { comments, problems } = context;
  const part = { ...context, comments: [] as typeof comments, problems: [] as typeof problems };
  return { lines: readLines(part, newStart, newEnd), comments: part.comments, problems: part.problems };
}

function joined({ syntax, problems, source }: ParseResult, text: string, parts: readonly ReadPart[]): Reread {
  const lines: SyntaxLine[][] = [];
  const comments: AsmComment[][] = [];
  const found: AsmProblem[][] = [];
  const kept: KeptLines[] = [];
  const at = { line: 0, comment: 0, problem: 0, now: 0 };
  let by = 0;
  const keepUpTo = (end: number) => {
    const line = firstFrom(syntax.lines, at.line, end);
    const comment = firstFrom(syntax.comments, at.comment, end);
    const problem = firstFrom(problems, at.problem, end);
    if (line > at.line) kept.push({ from: at.line, to: at.now, count: line - at.line, by });
    if (by !== 0) {
      for (let i = at.line; i < line; i++) syntax.lines[i].move(by);
      for (let i = at.comment; i < comment; i++) move(syntax.comments[i].span, by);
    }
    lines.push(syntax.lines.slice(at.line, line));
    comments.push(syntax.comments.slice(at.comment, comment));
    found.push(problems.slice(at.problem, problem));
    at.now += line - at.line;
    // Those before have been moved: their places are no longer those of the text before.
    [at.line, at.comment, at.problem] = [line, comment, problem];
  };
  for (const { start, end, newEnd, read } of parts) {
    keepUpTo(start);
    lines.push(read.lines);
    comments.push(read.comments);
    found.push(read.problems);
    at.now += read.lines.length;
    at.line = firstFrom(syntax.lines, at.line, end + 1);
    at.comment = firstFrom(syntax.comments, at.comment, end + 1);
    at.problem = firstFrom(problems, at.problem, end + 1);
    by = newEnd - end;
  }
  keepUpTo(Number.POSITIVE_INFINITY);
  const now = { language: "asm", text, lines: inOne(lines), comments: inOne(comments) } as const;
  return { result: { syntax: now, problems: inOne(found), source }, kept };
}

/** One list of several; far faster than `flat`, which looks at each element. */
export function inOne<T>(parts: readonly (readonly T[])[]): T[] {
  return ([] as T[]).concat(...parts);
}

/** The index of the first one, from an index on, that starts at an offset or after. Only those of one line are out of order. */
function firstFrom(ordered: readonly { readonly span: Span }[], from: number, offset: number): number {
  let low = from;
  let high = ordered.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ordered[middle].span.start < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

function move(span: { start: number; end: number }, by: number): void {
  span.start += by;
  span.end += by;
}
