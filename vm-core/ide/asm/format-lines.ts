/**
 * The lines of an assembly text as the formatter sees them: every line of the text, blank ones too.
 *
 * Invariant: the words and the comment of a line are all that is on it besides blanks; a line of which that is not
 * so is `kept`.
 */
import type { AsmSnapshot } from "../../analyze/index.ts";
import { skipBlanks, trimEnd } from "../../asm/scanner.ts";
import type { SyntaxLine } from "../../asm/syntax.ts";
import { type Span, span } from "../../text/span.ts";
import { tryBlocks } from "./try-blocks.ts";

export type FormatLine = {
  /** Without the line end. */
  readonly start: number;
  readonly end: number;
  /** How many structured TRY blocks the line lies in. */
  readonly depth: number;
} & (
  | { readonly kind: "blank" }
  | { readonly kind: "comment"; readonly comment: Span }
  /** A broken line. */
  | { readonly kind: "kept" }
  | CodeLine
);

interface CodeLine {
  readonly kind: "code";
  readonly code: SyntaxLine;
  readonly isLabel: boolean;
  /** The mnemonic, or LABEL, then the operands. */
  readonly words: readonly Span[];
  readonly comment: Span | undefined;
}

/** A line with code on it. */
export type FormatCodeLine = Extract<FormatLine, { kind: "code" }>;

export function readFormatLines(snapshot: AsmSnapshot): readonly FormatLine[] {
  const { text, syntax } = snapshot;
  const steps = depthSteps(snapshot);
  const lines: FormatLine[] = [];
  let [nextLine, nextComment] = [0, 0];
  let depth = 0;
  for (let start = text.charCodeAt(0) === 0xfeff ? 1 : 0; start <= text.length; ) {
    const newline = text.indexOf("\n", start);
    const stop = newline < 0 ? text.length : newline;
    const end = stop > start && newline >= 0 && text[stop - 1] === "\r" ? stop - 1 : stop;
    const begins = (thing: { readonly span: Span } | undefined) =>
      thing !== undefined && thing.span.start <= stop;
    const code = begins(syntax.lines[nextLine]) ? syntax.lines[nextLine++] : undefined;
    const comment = begins(syntax.comments[nextComment]) ? syntax.comments[nextComment++].span : undefined;
    const step = code === undefined ? undefined : steps.get(code);
    depth += step?.before ?? 0;
    lines.push({ start, end, depth, ...contentOf(text, span(start, end), code, comment) });
    depth += step?.after ?? 0;
    start = stop + 1;
  }
  return lines;
}

function contentOf(text: string, line: Span, code: SyntaxLine | undefined, comment: Span | undefined) {
  if (code === undefined) {
    return comment === undefined ? ({ kind: "blank" } as const) : ({ kind: "comment", comment } as const);
  }
  const end = trimEnd(text, code.span.start, comment?.start ?? line.end);
  const words = wordsOf(text, code, end);
  if (words === undefined) return { kind: "kept" } as const;
  return { kind: "code", code, isLabel: code.kind === "label", words, comment } as const;
}

/** Undefined for a broken line. What an instruction does not read stays one word with all its blanks. */
function wordsOf(text: string, code: SyntaxLine, end: number): readonly Span[] | undefined {
  if (code.kind === "label") {
    const keyword = span(code.span.start, code.span.start + "LABEL".length);
    return code.name !== "" && code.nameSpan.end === end ? [keyword, code.nameSpan] : undefined;
  }
  if (code.broken) return undefined;
  const operands = code.operands.map((operand) => operand.span).filter((one) => one.start < one.end);
  const words = [code.wordSpan, ...operands];
  const isWhole = words.every(
    (word, i) => skipBlanks(text, word.end, end) === (i + 1 < words.length ? words[i + 1].start : end),
  );
  return isWhole ? words : [span(code.wordSpan.start, end)];
}

/** What the lines of structured TRY blocks add to the depth before themselves, and after. */
function depthSteps(snapshot: AsmSnapshot): ReadonlyMap<SyntaxLine, { before: number; after: number }> {
  const steps = new Map<SyntaxLine, { before: number; after: number }>();
  for (const { lines } of tryBlocks(snapshot)) {
    if (lines[0].operands.length > 0) continue;
    lines.forEach((line, i) => {
      steps.set(line, { before: i === 0 ? 0 : -1, after: i === lines.length - 1 ? 0 : 1 });
    });
  }
  return steps;
}
