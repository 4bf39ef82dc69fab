/**
 * Reads assembly text into syntax.
 *
 * Invariant: never throws, on any text; every problem of every line is noted, each with its exact range;
 * a line that is wrong takes nothing with it but itself.
 * Absent by design: labels and addresses; the assembler resolves them.
 */
import { instructionFor } from "../isa/foreign-mnemonics.ts";
import { ALIASES, INSTRUCTIONS, isMnemonic, MNEMONICS, type Mnemonic } from "../isa/index.ts";
import { isLabelName } from "../program/program.ts";
import { spend } from "../text/allowance.ts";
import { suggester } from "../text/closest.ts";
import { type Span, span } from "../text/span.ts";
import { finishLine, type LineContext, noteString } from "./line.ts";
import { NO_OPERANDS, parseOperands } from "./operands.ts";
import { type AsmProblem, isError } from "./problem.ts";
import { scanString, skipBlanks, trimEnd, wordEnd } from "./scanner.ts";
import { type AsmSyntax, InstructionLine, LabelLine, type SourceText, type SyntaxLine } from "./syntax.ts";
import { tally } from "./tally.ts";

export interface ParseResult {
  readonly syntax: AsmSyntax;
  readonly problems: readonly AsmProblem[];
  /** The text, as its lines know it. */
  readonly source: SourceText;
}

/** Estimates of what a line and a problem take, in bytes. */
const LINE = 240;
const PROBLEM = 320;

const FIRST_WORDS = [...MNEMONICS, "LABEL"];

export function parse(text: string): ParseResult {
  const source = { text };
  const context = lineContext(source);
  const lines = readLines(context, 0, text.length);
  return {
    syntax: { language: "asm", text, lines, comments: context.comments },
    problems: context.problems,
    source,
  };
}

/** For reading lines of a text. */
export function lineContext(source: SourceText): LineContext {
  const { text } = source;
  return { text, source, problems: [], comments: [], suggest: suggester(FIRST_WORDS) };
}

/** Reads whole lines, from the start of the first one to the end of the last one. */
export function readLines(context: LineContext, from: number, to: number): SyntaxLine[] {
  const { text, problems } = context;
  const lines: SyntaxLine[] = [];
  let start = from === 0 && text.charCodeAt(0) === 0xfeff ? 1 : from;
  while (start <= to) {
    const newline = text.indexOf("\n", start);
    const end = newline < 0 ? text.length : newline;
    spend(LINE);
    const before = problems.length;
    const line = parseLine(context, start, trimEnd(text, start, end));
    spend(PROBLEM * (problems.length - before));
    if (line !== undefined) lines.push(line);
    tally.lines++;
    start = end + 1;
  }
  return lines;
}

function parseLine(context: LineContext, lineStart: number, end: number): SyntaxLine | undefined {
  const { text } = context;
  const start = skipBlanks(text, lineStart, end);
  if (start === end) return undefined;
  const wordStop = wordEnd(text, start, end);
  if (wordStop === start) {
    context.comments.push({ span: span(start, end) });
    return undefined;
  }
  const word = text.slice(start, wordStop);
  const wordSpan = span(start, wordStop);
  return word === "LABEL"
    ? parseLabel(context, wordSpan, end)
    : parseInstruction(context, word, wordSpan, end);
}

function parseLabel(context: LineContext, keyword: Span, end: number): LabelLine {
  const { text, problems } = context;
  const start = skipBlanks(text, keyword.end, end);
  if (text[start] === '"' && start < end) {
    const string = scanString(text, start, end);
    noteString(context, string, '"name"');
    const rest = finishLine(context, string.span.end, end);
    if (rest !== undefined) problems.push({ cause: { kind: "unexpected-text" }, span: rest });
    checkLabelName(problems, string.value, string.span);
    return new LabelLine(context.source, keyword.start, string.span.start, string.span.end, string.value);
  }
  const nameSpan = finishLine(context, start, end) ?? span(keyword.end, keyword.end);
  const name = text.slice(nameSpan.start, nameSpan.end);
  checkLabelName(problems, name, name === "" ? keyword : nameSpan);
  if (/\s/.test(name)) problems.push({ cause: { kind: "blank-in-name", name }, span: nameSpan });
  return new LabelLine(context.source, keyword.start, nameSpan.start, nameSpan.end, undefined);
}

/** A name that a target could not be told from, quoted or not, names nothing. */
function checkLabelName(problems: AsmProblem[], name: string, place: Span): void {
  if (name === "") {
    const cause = { kind: "missing-operand", operation: "LABEL", operand: undefined } as const;
    problems.push({ cause, span: place });
  } else if (!isLabelName(name)) {
    problems.push({ cause: { kind: "label-name", name }, span: place });
  }
}

function parseInstruction(context: LineContext, word: string, wordSpan: Span, end: number): InstructionLine {
  const alias = Object.hasOwn(ALIASES, word) ? ALIASES[word] : undefined;
  const mnemonic = alias?.mnemonic ?? (isMnemonic(word) ? word : undefined);
  if (mnemonic === undefined) return unknownInstruction(context, word, wordSpan, end);
  const before = context.problems.length;
  const implied = alias?.operand;
  const operands = parseOperands(context, mnemonic, wordSpan, end, implied);
  if (alias !== undefined) context.problems.push(aliasProblem(context, word, wordSpan, mnemonic, implied));
  const broken = context.problems.slice(before).some(isError);
  const last = operands.at(-1);
  const stop = last === undefined ? wordSpan.end : Math.max(wordSpan.end, last.span.end);
  return new InstructionLine(context.source, wordSpan.start, wordSpan.end, stop, mnemonic, operands, broken);
}

function unknownInstruction(
  context: LineContext,
  word: string,
  wordSpan: Span,
  end: number,
): InstructionLine {
  const rest = finishLine(context, wordSpan.end, end);
  const stop = rest?.end ?? wordSpan.end;
  const line = context.text.slice(wordSpan.start, stop);
  const label = /^([^\s"';:]+):$/.exec(line)?.[1];
  const operand = line.slice(word.length).trim();
  const nearest = label === undefined ? (instructionFor(word, operand) ?? context.suggest(word)) : undefined;
  context.problems.push({
    cause: { kind: "unknown-instruction", word, line, nearest, label },
    span: wordSpan,
  });
  return new InstructionLine(
    context.source,
    wordSpan.start,
    wordSpan.end,
    stop,
    undefined,
    NO_OPERANDS,
    true,
  );
}

/** An alias that implies its operand ignores what is written after it; so does its repair. */
function aliasProblem(
  { problems }: LineContext,
  word: string,
  wordSpan: Span,
  mnemonic: Mnemonic,
  operand: string | undefined,
): AsmProblem {
  const plain = operand === undefined ? mnemonic : `${mnemonic} ${operand}`;
  const last = problems.at(-1);
  const ignored =
    last?.cause.kind === "surplus-operand" && last.span.start > wordSpan.start ? last.span : undefined;
  const replaced = operand === undefined ? wordSpan : span(wordSpan.start, ignored?.end ?? wordSpan.end);
  return { cause: { kind: "alias", word, plain, replaced }, span: wordSpan };
}

/** Every word that can begin a line, with what it stands for. */
export function instructionWords(): readonly string[] {
  return [...Object.keys(INSTRUCTIONS), ...Object.keys(ALIASES), "LABEL"];
}
