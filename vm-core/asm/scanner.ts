/**
 * Cuts a line of assembly into its parts: blanks, words, strings, comment.
 *
 * Invariant: works on any text; positions are offsets into the whole text, `end` is the end of the line.
 */
import { type Span, span } from "../text/span.ts";

/** A string literal as scanned; `closed` is false when its closing quote is missing. */
export interface ScannedString {
  /** From the opening quote to the end of the closing one. */
  readonly span: Span;
  readonly value: string;
  readonly closed: boolean;
  /** Inner quotes that are not escaped. */
  readonly bareQuotes: readonly Span[];
  /** Escapes that mean nothing. */
  readonly unknownEscapes: readonly Span[];
}

const QUOTE = 34;
const SEMICOLON = 59;
const BACKSLASH = 92;

export function isBlank(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13) || code === 0xa0 || code === 0xfeff;
}

export function skipBlanks(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && isBlank(text.charCodeAt(at))) at++;
  return at;
}

/** The end of the text between `start` and `end` without trailing blanks. */
export function trimEnd(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && isBlank(text.charCodeAt(at - 1))) at--;
  return at;
}

/** The offset of the first `;` at or after `start`, or `end`. */
export function findComment(text: string, start: number, end: number): number {
  for (let at = start; at < end; at++) if (text.charCodeAt(at) === SEMICOLON) return at;
  return end;
}

/** The end of the word at `start`: it reaches to a blank or a comment. */
export function wordEnd(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && !isBlank(text.charCodeAt(at)) && text.charCodeAt(at) !== SEMICOLON) at++;
  return at;
}

/**
 * Scans the string that opens at `start`. It ends at the first unescaped quote that only blanks and the
 * end of the line or a comment follow, else at the line's last quote.
 */
export function scanString(text: string, start: number, end: number): ScannedString {
  const quotes: number[] = [];
  let close = -1;
  for (let at = start + 1; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at++;
    else if (code === QUOTE) {
      quotes.push(at);
      const after = skipBlanks(text, at + 1, end);
      if (after === end || text.charCodeAt(after) === SEMICOLON) {
        close = at;
        break;
      }
    }
  }
  if (close < 0 && quotes.length > 0) close = quotes[quotes.length - 1];
  const closed = close >= 0;
  const contentEnd = closed ? close : trimEnd(text, start + 1, end);
  const content = decode(text, start + 1, contentEnd);
  return {
    span: span(start, closed ? close + 1 : contentEnd),
    value: content.value,
    closed,
    bareQuotes: quotes
      .slice(0, MOST_REPORTED)
      .filter((at) => at < close)
      .map((at) => span(at, at + 1)),
    unknownEscapes: content.unknownEscapes,
  };
}

/** Scans a quoted name among others: it ends at the first unescaped quote. */
export function scanQuotedWord(text: string, start: number, end: number): ScannedString {
  let close = -1;
  for (let at = start + 1; at < end && close < 0; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at++;
    else if (code === QUOTE) close = at;
  }
  const closed = close >= 0;
  const contentEnd = closed ? close : end;
  const content = decode(text, start + 1, contentEnd);
  return {
    span: span(start, closed ? close + 1 : end),
    value: content.value,
    closed,
    bareQuotes: [],
    unknownEscapes: content.unknownEscapes,
  };
}

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  n: "\n",
  r: "\r",
  t: "\t",
  0: "\0",
  "\\": "\\",
  '"': '"',
};

/** Mistakes of one literal that are told: a line may hold a million. */
const MOST_REPORTED = 100;

/** Resolves escapes; an unknown one keeps its backslash and its character. */
function decode(text: string, start: number, end: number): { value: string; unknownEscapes: Span[] } {
  const unknownEscapes: Span[] = [];
  let value = "";
  let plain = start;
  for (let at = start; at < end; at++) {
    if (text.charCodeAt(at) !== BACKSLASH || at + 1 >= end) continue;
    const unicode = /^\\u\{([\da-fA-F]{1,6})\}/.exec(text.slice(at, Math.min(end, at + 10)));
    const codePoint = unicode === null ? -1 : Number.parseInt(unicode[1], 16);
    const scalar = codePoint >= 0 && codePoint <= 0x10ffff && !(codePoint >= 0xd800 && codePoint <= 0xdfff);
    const resolved = scalar ? String.fromCodePoint(codePoint) : SIMPLE_ESCAPES[text[at + 1]];
    const character = (text.codePointAt(at + 1) ?? 0) > 0xffff && at + 2 < end ? 2 : 1;
    const length = scalar && unicode !== null ? unicode[0].length : 1 + character;
    if (resolved === undefined) {
      if (unknownEscapes.length < MOST_REPORTED) unknownEscapes.push(span(at, at + length));
    } else {
      value += text.slice(plain, at) + resolved;
      plain = at + length;
    }
    at += length - 1;
  }
  return { value: value + text.slice(plain, end), unknownEscapes };
}
