/**
 * Reads assembly text into syntax.
 *
 * Invariant: never throws, on any text; every mistake of every line is reported, each with its exact range;
 * a line that is wrong takes nothing with it but itself.
 * Absent by design: labels and addresses; the assembler resolves them.
 */
import { ALIASES, INSTRUCTIONS, isMnemonic, MNEMONICS, type Mnemonic } from "../isa/index.ts";
import { isLabelName } from "../program/program.ts";
import { suggester } from "../text/closest.ts";
import type { Diagnostic } from "../text/diagnostic.ts";
import { type Span, span } from "../text/span.ts";
import { blanksInName, finishLine, type LineContext, reportString, unexpectedText } from "./line.ts";
import { parseOperands } from "./operands.ts";
import { scanString, skipBlanks, trimEnd, wordEnd } from "./scanner.ts";
import type { AsmSyntax, InstructionLine, LabelLine, SyntaxLine } from "./syntax.ts";

export interface ParseResult {
  readonly syntax: AsmSyntax;
  readonly diagnostics: readonly Diagnostic[];
}

const FIRST_WORDS = [...MNEMONICS, "LABEL"];

export function parse(text: string): ParseResult {
  const context: LineContext = { text, diagnostics: [], comments: [], suggest: suggester(FIRST_WORDS) };
  const lines: SyntaxLine[] = [];
  let start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (start <= text.length) {
    const newline = text.indexOf("\n", start);
    const end = newline < 0 ? text.length : newline;
    const line = parseLine(context, start, trimEnd(text, start, end));
    if (line !== undefined) lines.push(line);
    start = end + 1;
  }
  return {
    syntax: { language: "asm", text, lines, comments: context.comments },
    diagnostics: context.diagnostics,
  };
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
  const { text, diagnostics } = context;
  const start = skipBlanks(text, keyword.end, end);
  const line = (name: string, nameSpan: Span): LabelLine => ({
    kind: "label",
    span: span(keyword.start, Math.max(keyword.end, nameSpan.end)),
    name,
    nameSpan,
  });
  if (text[start] === '"' && start < end) {
    const string = scanString(text, start, end);
    reportString(context, string, '"name"');
    const rest = finishLine(context, string.span.end, end);
    if (rest !== undefined) diagnostics.push(unexpectedText(rest));
    checkLabelName(diagnostics, string.value, string.span);
    return line(string.value, string.span);
  }
  const nameSpan = finishLine(context, start, end) ?? span(keyword.end, keyword.end);
  const name = text.slice(nameSpan.start, nameSpan.end);
  checkLabelName(diagnostics, name, name === "" ? keyword : nameSpan);
  if (/\s/.test(name)) diagnostics.push(blanksInName(name, nameSpan));
  return line(name, nameSpan);
}

/** A name that a target could not be told from, quoted or not, names nothing. */
function checkLabelName(diagnostics: Diagnostic[], name: string, place: Span): void {
  if (name === "") {
    diagnostics.push({
      severity: "error",
      code: "missing-operand",
      message: "LABEL needs a name",
      span: place,
      report: "LABEL",
    });
  } else if (!isLabelName(name)) {
    diagnostics.push({
      severity: "error",
      code: "label-name",
      message: `a label must not start with a digit: \`${name}\` would be read as an address`,
      span: place,
    });
  }
}

function parseInstruction(context: LineContext, word: string, wordSpan: Span, end: number): InstructionLine {
  const alias = Object.hasOwn(ALIASES, word) ? ALIASES[word] : undefined;
  const mnemonic = alias?.mnemonic ?? (isMnemonic(word) ? word : undefined);
  if (mnemonic === undefined) return unknownInstruction(context, word, wordSpan, end);
  const before = context.diagnostics.length;
  const implied = alias?.operand;
  const operands = parseOperands(context, mnemonic, wordSpan, end, implied);
  if (alias !== undefined) context.diagnostics.push(aliasHint(context, word, wordSpan, mnemonic, implied));
  const broken = context.diagnostics.slice(before).some((diagnostic) => diagnostic.severity === "error");
  const last = operands.at(-1);
  const stop = last === undefined ? wordSpan.end : Math.max(wordSpan.end, last.span.end);
  return {
    kind: "instruction",
    span: span(wordSpan.start, stop),
    word,
    wordSpan,
    mnemonic,
    operands,
    broken,
  };
}

function unknownInstruction(
  context: LineContext,
  word: string,
  wordSpan: Span,
  end: number,
): InstructionLine {
  const rest = finishLine(context, wordSpan.end, end);
  const stop = rest?.end ?? wordSpan.end;
  const whole = context.text.slice(wordSpan.start, stop);
  const labelName = /^([^\s"';:]+):$/.exec(whole)?.[1];
  const suggestion = labelName === undefined ? context.suggest(word) : undefined;
  const fixes =
    labelName !== undefined
      ? [
          {
            title: `Change to \`LABEL ${labelName}\``,
            edits: [{ span: wordSpan, text: `LABEL ${labelName}` }],
            preferred: true,
          },
        ]
      : suggestion !== undefined
        ? [
            {
              title: `Change to \`${suggestion}\``,
              edits: [{ span: wordSpan, text: suggestion }],
              preferred: true,
            },
          ]
        : [];
  const advice =
    labelName !== undefined
      ? `: a label is written \`LABEL ${labelName}\``
      : suggestion === undefined
        ? ""
        : `: did you mean \`${suggestion}\`?`;
  context.diagnostics.push({
    severity: "error",
    code: "unknown-instruction",
    message: `unknown instruction \`${word}\`${advice}`,
    span: wordSpan,
    fixes,
    report: whole,
  });
  return {
    kind: "instruction",
    span: span(wordSpan.start, stop),
    word,
    wordSpan,
    mnemonic: undefined,
    operands: [],
    broken: true,
  };
}

/** An alias that implies its operand ignores what is written after it; so does its fix. */
function aliasHint(
  { diagnostics }: LineContext,
  word: string,
  wordSpan: Span,
  mnemonic: Mnemonic,
  operand: string | undefined,
): Diagnostic {
  const plain = operand === undefined ? mnemonic : `${mnemonic} ${operand}`;
  const last = diagnostics.at(-1);
  const ignored =
    last?.code === "surplus-operand" && last.span.start > wordSpan.start ? last.span : undefined;
  const replaced = operand === undefined ? wordSpan : span(wordSpan.start, ignored?.end ?? wordSpan.end);
  return {
    severity: "hint",
    code: "alias",
    message: `\`${word}\` is another spelling of \`${plain}\``,
    span: wordSpan,
    fixes: [{ title: `Change to \`${plain}\``, edits: [{ span: replaced, text: plain }], preferred: true }],
  };
}

/** Every word that can begin a line, with what it stands for. */
export function instructionWords(): readonly string[] {
  return [...Object.keys(INSTRUCTIONS), ...Object.keys(ALIASES), "LABEL"];
}
