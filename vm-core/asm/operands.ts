/**
 * Reads the operands of one line by the kinds that the instruction's row declares.
 *
 * An instruction with one operand takes the whole rest of the line for it; one with several takes words.
 */
import { type Mnemonic, type OperandKind, type OperandShape, operandsOf, rowOf } from "../isa/index.ts";
import { closest } from "../text/closest.ts";
import type { Fix } from "../text/diagnostic.ts";
import { writeString } from "../text/literal.ts";
import { type Span, span } from "../text/span.ts";
import { parseFloat64, parseInt64 } from "../value/int.ts";
import { PATTERN_WORDS, parsePattern } from "../value/pattern.ts";
import { Float, type Value } from "../value/value.ts";
import { blanksInName, finishLine, type LineContext, reportString, unexpectedText, usage } from "./line.ts";
import { findComment, isBlank, scanQuotedWord, scanString, skipBlanks, wordEnd } from "./scanner.ts";
import type { OperandSyntax } from "./syntax.ts";

/** An operand's text, its place, and whether it was quoted. */
interface Word {
  readonly span: Span;
  readonly text: string;
  readonly quoted: boolean;
}

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
    const [name, kind] = declared[0];
    const empty = span(wordSpan.end, wordSpan.end);
    return [{ name, kind, span: empty, text: implied, value: Number(implied) }];
  }
  if (declared.length === 0) {
    ignoreRest(context, wordSpan, end);
    return [];
  }
  if (declared.length === 1 && declared[0][1] !== "names" && declared[0][1] !== "patterns") {
    return parseSingle(context, mnemonic, wordSpan, end, declared[0]);
  }
  return parseSeveral(context, mnemonic, wordSpan, end, declared);
}

function ignoreRest(context: LineContext, wordSpan: Span, end: number): void {
  const rest = finishLine(context, wordSpan.end, end);
  if (rest === undefined) return;
  context.diagnostics.push({
    severity: "warning",
    code: "surplus-operand",
    message: `${context.text.slice(wordSpan.start, wordSpan.end)} has no operand; this is ignored`,
    span: rest,
    tag: "unnecessary",
    fixes: [
      { title: "Remove it", edits: [{ span: span(wordSpan.end, rest.end), text: "" }], preferred: true },
    ],
  });
}

function parseSingle(
  context: LineContext,
  mnemonic: Mnemonic,
  wordSpan: Span,
  end: number,
  [name, kind]: OperandShape,
): readonly OperandSyntax[] {
  const { text } = context;
  const start = skipBlanks(text, wordSpan.end, end);
  let word: Word | undefined;
  if (start < end && text[start] === '"' && takesQuotes(kind)) {
    const string = scanString(text, start, end);
    reportString(context, string, `${mnemonic} "${name}"`);
    const rest = finishLine(context, string.span.end, end);
    if (rest !== undefined) context.diagnostics.push(unexpectedText(rest));
    word = { span: string.span, text: string.value, quoted: true };
  } else {
    const rest = finishLine(context, start, end);
    if (rest !== undefined) word = { span: rest, text: text.slice(rest.start, rest.end), quoted: false };
  }
  if (word === undefined) {
    if (!kind.endsWith("?")) reportMissing(context, mnemonic, wordSpan, name);
    return [];
  }
  if (!word.quoted && takesQuotes(kind) && kind !== "string" && kind !== "path" && /\s/.test(word.text)) {
    context.diagnostics.push(blanksInName(word.text, word.span));
  }
  return [checked(context, name, kind, word)];
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
  for (const [name, kind] of declared) {
    if (kind === "names" || kind === "patterns") {
      while (next < words.length) operands.push(checked(context, name, kind, words[next++]));
    } else if (next < words.length) {
      operands.push(checked(context, name, kind, words[next++]));
    } else if (!kind.endsWith("?")) {
      reportMissing(context, mnemonic, wordSpan, name);
      break;
    }
  }
  if (next < words.length) {
    context.diagnostics.push(unexpectedText(span(words[next].span.start, words[words.length - 1].span.end)));
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
      reportString(context, string, '"name"');
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
  const quote = text.indexOf('"', start);
  if (quote < 0 || quote >= stop || text[quote - 1] !== "=") return stop;
  const close = scanQuotedWord(text, quote, end).span.end;
  return close < end && !isBlank(text.charCodeAt(close)) ? wordEnd(text, close, end) : close;
}

function takesQuotes(kind: OperandKind): boolean {
  return /^(?:string|name|label|path)/.test(kind);
}

function reportMissing(context: LineContext, mnemonic: Mnemonic, wordSpan: Span, name: string): void {
  const isFirst = operandsOf(mnemonic)[0][0] === name;
  const report = isFirst ? rowOf(mnemonic).missingReport : undefined;
  context.diagnostics.push({
    severity: "error",
    code: "missing-operand",
    message: `${mnemonic} ${isFirst ? "needs an operand" : `also needs \`${name}\``}: \`${usage(mnemonic)}\``,
    span: wordSpan,
    report,
  });
}

/** What a wrong operand of a kind is called, in the words of the original machine where it had some. */
const INVALID: Readonly<Record<string, { code: string; words: string; advice: string }>> = {
  int: { code: "invalid-integer", words: "Invalid integer", advice: "a whole number of 64 bits" },
  float: {
    code: "invalid-float",
    words: "Invalid float",
    advice: "a number such as `1.5` or `2e-3`, `inf` or `nan`",
  },
  bool: { code: "invalid-boolean", words: "Invalid boolean", advice: "`true` or `false`" },
  count: { code: "invalid-count", words: "Invalid list size", advice: "a whole number from 0 on" },
  pid: { code: "invalid-pid", words: "Invalid PID", advice: "a process number from 0 on" },
  millis: {
    code: "invalid-count",
    words: "Invalid time",
    advice: "milliseconds as a whole number from 0 on",
  },
};

function checked(context: LineContext, name: string, kind: OperandKind, word: Word): OperandSyntax {
  const plainKind = kind.endsWith("?") ? kind.slice(0, -1) : kind;
  const operand = { name, kind, span: word.span, text: word.text };
  if (plainKind === "string") {
    if (!word.quoted) {
      context.diagnostics.push({
        severity: "warning",
        code: "unquoted-string",
        message: "the rest of the line is the string; quotes make its end visible",
        span: word.span,
        fixes: [
          {
            title: "Quote the string",
            edits: [{ span: word.span, text: writeString(word.text) }],
            preferred: true,
          },
        ],
      });
    }
    return { ...operand, value: word.text };
  }
  if (plainKind.startsWith("word:")) {
    checkWord(context, name, plainKind.slice("word:".length).split("|"), word);
    return operand;
  }
  if (plainKind === "patterns") return checkedPattern(context, operand, word);
  // The original's words are about lists.
  const rule =
    plainKind === "count" && name !== "length"
      ? { ...INVALID.count, words: `Invalid ${name}` }
      : INVALID[plainKind];
  if (rule === undefined) return operand;
  const value = word.quoted ? undefined : literal(plainKind, word.text);
  if (value === undefined) {
    context.diagnostics.push({
      severity: "error",
      code: rule.code,
      message: `${rule.words.toLowerCase().replace("pid", "PID")} \`${word.text}\`: expected ${rule.advice}`,
      span: word.span,
      report: `${rule.words}: ${word.text}`,
    });
  }
  return { ...operand, value };
}

function checkWord(context: LineContext, name: string, allowed: readonly string[], word: Word): void {
  if (allowed.includes(word.text)) return;
  const choices = allowed.map((choice) => `\`${choice}\``).join(", ");
  context.diagnostics.push({
    severity: "error",
    code: "invalid-word",
    message: `invalid ${name} \`${word.text}\`: expected ${choices}`,
    span: word.span,
    report: `Invalid ${name}: ${word.text}`,
    fixes: changeToNearest(word, allowed),
  });
}

/** A quoted word stays quoted, so that it is told from the word without quotes: `"any"` is a text. */
function checkedPattern(context: LineContext, operand: OperandSyntax, word: Word): OperandSyntax {
  const text = word.quoted ? writeString(word.text) : word.text;
  if (parsePattern(text) === undefined) {
    const [, field = "", value = text] = /^([^"=]+=)([^"]+)$/.exec(text) ?? [];
    const quoted = `${field}${writeString(value)}`;
    const quote = { title: `Change to \`${quoted}\``, edits: [{ span: word.span, text: quoted }] };
    context.diagnostics.push({
      severity: "error",
      code: "invalid-pattern",
      message: `invalid pattern \`${text}\`: expected ${PATTERNS}`,
      span: word.span,
      report: `Invalid pattern: ${text}`,
      fixes: [...changeToNearest(word, PATTERN_WORDS), ...(text.includes('"') ? [] : [quote])],
    });
  }
  return { ...operand, text };
}

const PATTERNS = `${PATTERN_WORDS.map((word) => `\`${word}\``).join(", ")}, \`exit:PID\`, \`down:PID\`, \`signal:TEXT\`, a literal such as \`42\` or \`"text"\`, or \`FIELD=LITERAL\``;

function changeToNearest(word: Word, allowed: readonly string[]): readonly Fix[] {
  const nearest = closest(word.text, allowed);
  if (nearest === undefined) return [];
  const edits = [{ span: word.span, text: nearest }];
  return [{ title: `Change to \`${nearest}\``, edits, preferred: true }];
}

/** The largest count: what an unsigned 32-bit operand holds. */
const MAX_COUNT = 2 ** 32 - 1;

function literal(kind: string, text: string): Value | undefined {
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
    default: {
      const big = /^\+?\d{1,20}$/.test(text) ? BigInt(text.replace("+", "")) : undefined;
      if (big === undefined || big >= 2n ** 64n) return undefined;
      return big <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(big) : big;
    }
  }
}
