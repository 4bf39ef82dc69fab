/**
 * Formats assembly: labels at the margin, instructions indented, the body of a TRY with CATCH deeper, operands and
 * trailing comments of a block in columns.
 *
 * Invariants: only blanks change, and none in an operand or a comment; formatting twice is formatting once. A line that
 * is broken stays as it is.
 * Absent by design: line breaks, which are the author's; of several blank lines in a row two stay.
 */
import type { AsmSnapshot } from "../../analyze/index.ts";
import { flowOf } from "../../isa/index.ts";
import type { TextEdit } from "../../text/diagnostic.ts";
import { type Span, span } from "../../text/span.ts";
import {
  DEFAULT_STYLE,
  type FormatStyle,
  Gaps,
  lineEndOf,
  MOST_BLANK_LINES,
  wholeLines,
} from "../format-style.ts";
import { blocksAround, type FormatCodeLine, type FormatLine, readFormatLines } from "./format-lines.ts";

/** The column of trailing comments, in levels of indentation, unless code reaches over it. */
const COMMENT_LEVELS = 7;
/** Longer mnemonics and longer lines do not move the columns of the others. */
const LONGEST_MNEMONIC = 10;
const LONGEST_CODE = 60;

/** The edits that format the lines which a range touches, in order. */
export function formatAssembly(
  snapshot: AsmSnapshot,
  range: Span = span(0, snapshot.text.length),
  style: FormatStyle = DEFAULT_STYLE,
): readonly TextEdit[] {
  const part = blocksAround(snapshot.text, range);
  return formatLines(snapshot, part, readFormatLines(snapshot, part), range, style);
}

/** `lines` are those of a part of the text that holds the whole blocks which the range touches. */
function formatLines(
  { text }: AsmSnapshot,
  part: Span,
  lines: readonly FormatLine[],
  range: Span,
  style: FormatStyle,
): readonly TextEdit[] {
  const gaps = new Gaps(text, wholeLines(text, range));
  for (let first = 0; first < lines.length; ) {
    let end = first + 1;
    while (end < lines.length && !beginsBlock(lines[end])) end++;
    const block = lines.slice(first, end);
    if (gaps.isOpen(block[0].start, block[block.length - 1].end)) formatBlock(gaps, block, style);
    first = end;
  }
  formatBlankLines(gaps, text, part, lines);
  return gaps.edits.sort((a, b) => a.span.start - b.span.start);
}

/**
 * The edits after Enter was typed: `offset` is where the cursor is, on the new line. The line above is formatted, and an
 * empty new line indented as what follows that one.
 */
export function formatTypedAssembly(
  snapshot: AsmSnapshot,
  offset: number,
  style: FormatStyle = DEFAULT_STYLE,
): readonly TextEdit[] {
  const { text } = snapshot;
  const part = blocksAround(text, span(offset, offset));
  const lines = readFormatLines(snapshot, part);
  const at = lines.findIndex(({ start, end }) => start <= offset && offset <= end);
  if (at < 1) return [];
  const [above, here] = [lines[at - 1], lines[at]];
  const formatted = formatLines(snapshot, part, lines, span(above.start, above.end), style);
  const edits = formatted.filter((edit) => edit.span.start >= above.start && edit.span.end <= above.end);
  if (here.kind !== "blank") return edits;
  const wanted = indentation(Math.max(here.depth + 1, depthBelow(lines, at)), style);
  if (text.slice(here.start, here.end) === wanted) return edits;
  return [...edits, { span: span(here.start, here.end), text: wanted }];
}

/** The levels of indentation that the last code above a line asks for: a TRY without a label may not be closed yet. */
function depthBelow(lines: readonly FormatLine[], at: number): number {
  for (let i = at - 1; i >= 0; i--) {
    const line = lines[i];
    if (line.kind !== "code") continue;
    return line.depth + (opensBody(line) ? 2 : 1);
  }
  return 1;
}

function opensBody({ code }: FormatCodeLine): boolean {
  if (code.kind !== "instruction" || code.mnemonic === undefined) return false;
  return flowOf(code.mnemonic) === "handler" && code.operands.length === 0;
}

/** A block ends at a blank line and at a label, which begins the next one. */
function beginsBlock(line: FormatLine): boolean {
  return line.kind === "blank" || (line.kind === "code" && line.isLabel);
}

function formatBlock(gaps: Gaps, block: readonly FormatLine[], style: FormatStyle): void {
  const operands = operandColumns(block, style);
  const layouts = block.map((line) => (line.kind === "code" ? layoutOf(line, operands, style) : undefined));
  const ends = block.flatMap((line, i) => {
    const end = layouts[i]?.end ?? 0;
    return line.kind === "code" && line.comment !== undefined && end <= LONGEST_CODE ? [end + 1] : [];
  });
  const commentColumn = ends.reduce((a, b) => Math.max(a, b), COMMENT_LEVELS * style.indentSize);
  block.forEach((line, i) => {
    const layout = layouts[i];
    if (line.kind === "code" && layout !== undefined) {
      setCode(gaps, line, layout, commentColumn);
    } else if (line.kind === "comment") {
      // A comment at the margin is a heading: it stays there.
      const depth = line.comment.start === line.start ? 0 : line.depth + 1;
      gaps.set(line.start, line.comment.start, indentation(depth, style));
      gaps.set(line.comment.end, line.end, "");
    }
  });
}

/** What is in front of each word of a line, and the column where the last one ends. */
interface LineLayout {
  readonly before: readonly string[];
  readonly end: number;
}

function layoutOf(
  line: FormatCodeLine,
  operands: ReadonlyMap<number, number>,
  style: FormatStyle,
): LineLayout {
  const depth = line.isLabel ? 0 : line.depth + 1;
  const before = [indentation(depth, style)];
  let column = depth * style.indentSize + lengthOf(line.words[0]);
  line.words.slice(1).forEach((word, i) => {
    const aligned = i === 0 && !line.isLabel ? (operands.get(line.depth) ?? 0) - column : 1;
    const blanks = Math.max(1, aligned);
    before.push(" ".repeat(blanks));
    column += blanks + lengthOf(word);
  });
  return { before, end: column };
}

function setCode(gaps: Gaps, line: FormatCodeLine, { before, end }: LineLayout, commentColumn: number): void {
  const { words, comment } = line;
  words.forEach((word, i) => {
    gaps.set(i === 0 ? line.start : words[i - 1].end, word.start, before[i]);
  });
  const last = words[words.length - 1].end;
  if (comment === undefined) {
    gaps.set(last, line.end, "");
  } else {
    gaps.set(last, comment.start, " ".repeat(Math.max(1, commentColumn - end)));
    gaps.set(comment.end, line.end, "");
  }
}

/** The column where the first operands begin, for each depth in a block. */
function operandColumns(block: readonly FormatLine[], style: FormatStyle): ReadonlyMap<number, number> {
  const columns = new Map<number, number>();
  if (!style.alignOperands) return columns;
  for (const line of block) {
    if (line.kind !== "code" || line.isLabel || line.words.length < 2) continue;
    const length = lengthOf(line.words[0]);
    if (length > LONGEST_MNEMONIC) continue;
    const column = (line.depth + 1) * style.indentSize + length + 1;
    columns.set(line.depth, Math.max(column, columns.get(line.depth) ?? 0));
  }
  return columns;
}

/** Blank lines are empty, few in a row, and none are at the ends of the text, which ends with a line end. */
function formatBlankLines(gaps: Gaps, text: string, part: Span, lines: readonly FormatLine[]): void {
  for (let first = 0; first < lines.length; first++) {
    if (lines[first].kind !== "blank") continue;
    let end = first;
    while (end < lines.length && lines[end].kind === "blank") end++;
    const isFirst = first === 0 && part.start === 0;
    const isLast = end === lines.length && part.end === text.length;
    const kept = isFirst || isLast ? 0 : Math.min(end - first, MOST_BLANK_LINES);
    for (const line of lines.slice(first, first + kept)) gaps.set(line.start, line.end, "");
    if (first + kept < end) {
      gaps.set(lines[first + kept].start, isLast ? text.length : (lines[end]?.start ?? part.end), "");
    }
    first = end;
  }
  const { kind } = lines[lines.length - 1];
  if (part.end === text.length && (kind === "code" || kind === "comment"))
    gaps.set(text.length, text.length, lineEndOf(text));
}

function indentation(depth: number, { indentSize, tabs }: FormatStyle): string {
  return tabs ? "\t".repeat(depth) : " ".repeat(depth * indentSize);
}

function lengthOf({ start, end }: Span): number {
  return end - start;
}
