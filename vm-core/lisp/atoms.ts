/** Atoms of the Lisp: numbers, names, keywords, and the escapes of strings. */
import type { Span } from "../text/span.ts";
import { parseFloat64, parseInt64 } from "../value/int.ts";
import { Float, type Value } from "../value/value.ts";
import { constant, type Datum, symbol } from "./datum.ts";
import type { EscapeProblem, LiteralProblem } from "./problem.ts";

const WORDS: Readonly<Record<string, Value>> = {
  "#t": true,
  "#f": false,
  "#true": true,
  "#false": false,
  true: true,
  false: false,
  null: null,
};

/** Anything else begins a name. */
const MAY_BE_MORE = /^[\d+\-.:#]/;

export function readAtom(word: string, span: Span): Datum | LiteralProblem {
  if (Object.hasOwn(WORDS, word)) return constant(WORDS[word], span);
  if (!MAY_BE_MORE.test(word)) return symbol(word, span);
  if (/^:[^:]/.test(word)) return { kind: "constant", value: word.slice(1), keyword: true, span };
  if (word === "1+" || word === "1-" || word === "-1+") return symbol(word, span);
  if (/^[+-]?(?:\d|\.\d)/.test(word) || /^[+-](?:inf|nan)\.0$/.test(word)) return readNumber(word, span);
  const based = /^#([xobd])([+-]?[\da-f]+)$/i.exec(word);
  if (based !== null && based[1].toLowerCase() !== "d") return readBased(word, based[1], based[2], span);
  if (/^#[de][+-]?(?:\d|\.\d)/i.test(word)) return readNumber(word.slice(2), span);
  if (word === "#u8") return malformed(word, "bytevector");
  if (word.startsWith("#")) return malformed(word, "unknown-word");
  return symbol(word, span);
}

function malformed(word: string, is: LiteralProblem["is"]): LiteralProblem {
  return { kind: "malformed-literal", word, is };
}

function readNumber(word: string, span: Span): Datum | LiteralProblem {
  const special = /^([+-])(inf|nan)\.0$/.exec(word);
  if (special !== null) {
    const size = special[2] === "nan" ? Number.NaN : Number.POSITIVE_INFINITY;
    return constant(new Float(special[1] === "-" ? -size : size), span);
  }
  const bits = /^0(?:x[\da-f_]+|b[01_]+)$/i.test(word) ? BigInt(word.replaceAll("_", "")) : undefined;
  if (bits !== undefined) {
    if (bits >= 2n ** 64n) return malformed(word, "more-than-64-bits");
    const int = BigInt.asIntN(64, bits);
    return constant(parseInt64(String(int)) ?? null, span);
  }
  const plain = word.replace(/(?<=\d)_(?=\d)/g, "");
  if (/^[+-]?\d+$/.test(plain)) {
    const int = parseInt64(plain);
    return int === undefined ? malformed(word, "no-64-bit-integer") : constant(int, span);
  }
  const isFloat = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i.test(plain);
  const float = isFloat ? (parseFloat64(plain) ?? Number(plain)) : undefined;
  if (/^[+-]?\d+\/\d+$/.test(plain)) return malformed(word, "rational");
  return float === undefined ? malformed(word, "no-number") : constant(new Float(float), span);
}

const DIGITS: Readonly<Record<string, RegExp>> = { x: /^[\da-f]+$/i, o: /^[0-7]+$/, b: /^[01]+$/ };

/** An integer in another base than 10, as Scheme writes it: it has no more than 64 bits with its sign. */
function readBased(word: string, mark: string, digits: string, span: Span): Datum | LiteralProblem {
  const base = mark.toLowerCase();
  const size = digits.replace(/^[+-]/, "");
  if (!DIGITS[base].test(size)) return malformed(word, "no-number");
  const int = BigInt(`0${base}${size}`);
  const value = parseInt64(String(digits.startsWith("-") ? -int : int));
  return value === undefined ? malformed(word, "no-64-bit-integer") : constant(value, span);
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: "\n",
  r: "\r",
  t: "\t",
  "0": "\0",
  "\\": "\\",
  '"': '"',
};

/** The escape at a backslash: an unknown one keeps its backslash. */
export function readEscape(
  text: string,
  at: number,
): { readonly text: string; readonly end: number; readonly problem?: EscapeProblem } {
  const hex = /^\\u\{([\da-f]{1,6})\}/i.exec(text.slice(at, at + 10));
  if (hex !== null) {
    const code = Number.parseInt(hex[1], 16);
    const isScalar = code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
    const end = at + hex[0].length;
    if (isScalar) return { text: String.fromCodePoint(code), end };
    return { text: hex[0], end, problem: { kind: "unknown-escape", escape: hex[0], is: "no-character" } };
  }
  const character = String.fromCodePoint(text.codePointAt(at + 1) ?? 92);
  const known = ESCAPES[character];
  const end = Math.min(at + 1 + character.length, text.length);
  if (known !== undefined) return { text: known, end };
  return {
    text: text.slice(at, end),
    end,
    problem: { kind: "unknown-escape", escape: `\\${character}`, is: "no-escape" },
  };
}
