/**
 * Reads the operands of one line by the kinds that the instruction's row declares.
 *
 * An instruction with one operand takes the whole rest of the line for it; one with several takes words.
 */
import { type Mnemonic, type OperandKind, type OperandShape, operandsOf } from "../isa/index.ts";
import { closest } from "../text/closest.ts";
import { writeString } from "../text/literal.ts";
import { type Span, span } from "../text/span.ts";
import { parseFloat64, parseInt64, parseUnsigned64 } from "../value/int.ts";
import { PATTERN_WORDS, parsePattern } from "../value/pattern.ts";
import { Float, type Value } from "../value/value.ts";
import { finishLine, type LineContext, noteString } from "./line.ts";
import type { CauseOf, LiteralKind } from "./problem.ts";
import { findComment, isBlank, scanQuotedWord, scanString, skipBlanks, wordEnd } from "./scanner.ts";
import { OperandSyntax } from "./syntax.ts";

/** An operand's text, its place, and whether it was quoted. */
interface Word {
  readonly span: Span;
  readonly text: string;
  readonly quoted: boolean;
}

/** One array for all instructions without. */
export const NO_OPERANDS: readonly OperandSyntax[] = [];

export function parseOperands(
  context: LineContext,
  mnemonic: Mnemonic,
  wordSpan: Span,
  end: number,
  implied: string | undefined,
): readonly OperandSyntax[] {
  const declared = operandsOf(mnemonic).filter(([, kind]) => kind !== "resolved");
  if (implied !== undefined) {
    ignoreRest(context, wordSpan, end);
    const at = wordSpan.end;
    return [new OperandSyntax(context.source, at, at, declared[0], implied, Number(implied))];
  }
  if (declared.length === 0) {
    ignoreRest(context, wordSpan, end);
    return NO_OPERANDS;
  }
  if (declared.length === 1 && declared[0][1] !== "names" && declared[0][1] !== "patterns") {
    return parseSingle(context, mnemonic, wordSpan, end, declared[0]);
  }
  return parseSeveral(context, mnemonic, wordSpan, end, declared);
}

function ignoreRest(context: LineContext, wordSpan: Span, end: number): void {
  const rest = finishLine(context, wordSpan.end, end);
  if (rest === undefined) return;
  const word = context.text.slice(wordSpan.start, wordSpan.end);
  const removal = span(wordSpan.end, rest.end);
  context.problems.push({ cause: { kind: "surplus-operand", word, removal }, span: rest });
}

function parseSingle(
  context: LineContext,
  mnemonic: Mnemonic,
  wordSpan: Span,
  end: number,
  shape: OperandShape,
): readonly OperandSyntax[] {
  const { text } = context;
  const [name, kind] = shape;
  const start = skipBlanks(text, wordSpan.end, end);
  let word: Word | undefined;
  if (start < end && text[start] === '"' && takesQuotes(kind)) {
    const string = scanString(text, start, end);
    noteString(context, string, `${mnemonic} "${name}"`);
    const rest = finishLine(context, string.span.end, end);
    if (rest !== undefined) context.problems.push({ cause: { kind: "unexpected-text" }, span: rest });
    word = { span: string.span, text: string.value, quoted: true };
  } else {
    const rest = finishLine(context, start, end);
    if (rest !== undefined) word = { span: rest, text: text.slice(rest.start, rest.end), quoted: false };
  }
  if (word === undefined) {
    if (!kind.endsWith("?")) noteMissing(context, mnemonic, wordSpan, name);
    return NO_OPERANDS;
  }
  if (!word.quoted && takesQuotes(kind) && kind !== "string" && kind !== "path" && /\s/.test(word.text)) {
    context.problems.push({ cause: { kind: "blank-in-name", name: word.text }, span: word.span });
  }
  return [checked(context, shape, word)];
}

function parseSeveral(
  context: LineContext,
  mnemonic: Mnemonic,
  wordSpan: Span,
  end: number,
  declared: readonly OperandShape[],
): readonly OperandSyntax[] {
  const words = splitWords(context, wordSpan.end, end);
  const operands: OperandSyntax[] = [];
  let next = 0;
  for (const shape of declared) {
    const [name, kind] = shape;
    if (kind === "names" || kind === "patterns") {
      while (next < words.length) operands.push(checked(context, shape, words[next++]));
    } else if (next < words.length) {
      operands.push(checked(context, shape, words[next++]));
    } else if (!kind.endsWith("?")) {
      noteMissing(context, mnemonic, wordSpan, name);
      break;
    }
  }
  if (next < words.length) {
    const rest = span(words[next].span.start, words[words.length - 1].span.end);
    context.problems.push({ cause: { kind: "unexpected-text" }, span: rest });
  }
  return operands;
}

function splitWords(context: LineContext, from: number, end: number): Word[] {
  const { text } = context;
  const words: Word[] = [];
  let at = skipBlanks(text, from, end);
  while (at < end && findComment(text, at, at + 1) !== at) {
    if (text[at] === '"') {
      const string = scanQuotedWord(text, at, end);
      noteString(context, string, '"name"');
      words.push({ span: string.span, text: string.value, quoted: true });
      at = string.span.end;
    } else {
      const stop = patternEnd(text, at, end);
      words.push({ span: span(at, stop), text: text.slice(at, stop), quoted: false });
      at = stop;
    }
    at = skipBlanks(text, at, end);
  }
  if (at < end) context.comments.push({ span: span(at, end) });
  return words;
}

/** The end of a word that may hold a quoted part: `name="a b"`. */
function patternEnd(text: string, start: number, end: number): number {
  const stop = wordEnd(text, start, end);
  // In the word alone: what comes after it would be searched for each word again.
  const inWord = text.slice(start, stop).indexOf('"');
  const quote = start + inWord;
  if (inWord < 0 || text[quote - 1] !== "=") return stop;
  const close = scanQuotedWord(text, quote, end).span.end;
  return close < end && !isBlank(text.charCodeAt(close)) ? wordEnd(text, close, end) : close;
}

function takesQuotes(kind: OperandKind): boolean {
  return /^(?:string|name|label|path)/.test(kind);
}

function noteMissing(context: LineContext, operation: Mnemonic, wordSpan: Span, operand: string): void {
  context.problems.push({ cause: { kind: "missing-operand", operation, operand }, span: wordSpan });
}

/** The problem of an operand that is no literal of its kind. */
const INVALID: { readonly [K in LiteralKind]: CauseOf<"invalid-integer">["kind"] } = {
  int: "invalid-integer",
  float: "invalid-float",
  bool: "invalid-boolean",
  count: "invalid-count",
  pid: "invalid-pid",
  millis: "invalid-count",
};

function isLiteral(kind: string): kind is LiteralKind {
  return Object.hasOwn(INVALID, kind);
}

function checked(context: LineContext, shape: OperandShape, word: Word): OperandSyntax {
  const [name, kind] = shape;
  const plainKind = kind.endsWith("?") ? kind.slice(0, -1) : kind;
  const { start, end } = word.span;
  const operand = (value?: Value, text = word.text): OperandSyntax => {
    const isPlain = !word.quoted && text === word.text;
    return new OperandSyntax(context.source, start, end, shape, isPlain ? undefined : text, value);
  };
  if (plainKind === "string") {
    if (!word.quoted) {
      context.problems.push({ cause: { kind: "unquoted-string", text: word.text }, span: word.span });
    }
    return operand(word.text);
  }
  if (plainKind.startsWith("word:")) {
    checkWord(context, name, plainKind.slice("word:".length).split("|"), word);
    return operand();
  }
  if (plainKind === "patterns") return operand(undefined, checkedPattern(context, word));
  if (!isLiteral(plainKind)) return operand();
  const value = word.quoted ? undefined : readLiteral(plainKind, word.text);
  if (value === undefined) {
    const cause = { kind: INVALID[plainKind], operand: name, expected: plainKind, text: word.text };
    context.problems.push({ cause, span: word.span });
  }
  return operand(value);
}

function checkWord(context: LineContext, operand: string, allowed: readonly string[], word: Word): void {
  const { text, span } = word;
  if (allowed.includes(text)) return;
  const nearest = closest(text, allowed);
  context.problems.push({ cause: { kind: "invalid-word", operand, text, allowed, nearest }, span });
}

/** A quoted word stays quoted, so that it is told from the word without quotes: `"any"` is a text. */
function checkedPattern(context: LineContext, word: Word): string {
  const text = word.quoted ? writeString(word.text) : word.text;
  if (parsePattern(text) === undefined) {
    const nearest = closest(word.text, PATTERN_WORDS);
    context.problems.push({ cause: { kind: "invalid-pattern", text, nearest }, span: word.span });
  }
  return text;
}

/** The largest count: what an unsigned 32-bit operand holds. */
const MAX_COUNT = 2 ** 32 - 1;

/** The value of a literal of a kind; undefined for what is none. */
export function readLiteral(kind: LiteralKind, text: string): Value | undefined {
  switch (kind) {
    case "int":
      return parseInt64(text);
    case "float": {
      const value = parseFloat64(text);
      return value === undefined ? undefined : new Float(value);
    }
    case "bool":
      return text === "true" ? true : text === "false" ? false : undefined;
    case "count":
    case "millis":
      return /^\+?\d+$/.test(text) && Number(text) <= MAX_COUNT ? Number(text) : undefined;
    case "pid":
      return parseUnsigned64(text.replace(/^\+/, ""));
  }
}
