/**
 * Message patterns: what a selective receive looks for.
 *
 * Invariant: matching is pure and never faults.
 */
import { typeOf } from "./convert.ts";
import { effort } from "./effort.ts";
import { normalInt, parseFloat64, parseInt64, parseUnsigned64 } from "./int.ts";
import { List } from "./list.ts";
import { ObjectValue } from "./object.ts";
import { Float, type Int, type Value } from "./value.ts";

export type Pattern =
  | { readonly kind: "any" }
  | { readonly kind: "type"; readonly type: string }
  | { readonly kind: "literal"; readonly value: Value }
  | { readonly kind: "field"; readonly field: string; readonly value: Value }
  /** A trapped exit or a monitor's notice, of one process or of any. */
  | { readonly kind: "notice"; readonly notice: "exit" | "down"; readonly pid: Int | null }
  /** An exit or a notice with that reason. */
  | { readonly kind: "signal"; readonly reason: string }
  /** A list of so many items, or of at least so many, that match; an object with fields that match. */
  | { readonly kind: "items"; readonly items: readonly Pattern[]; readonly open: boolean }
  | { readonly kind: "fields"; readonly fields: readonly (readonly [string, Pattern])[] };

const TYPES = new Set(["int", "float", "string", "bool", "null", "list", "object"]);

/** The words that are patterns by themselves. */
export const PATTERN_WORDS: readonly string[] = ["any", ...TYPES, "exit", "down"];

/** The pattern that a word stands for; undefined when it is none. A quoted word is a string literal. */
export function parsePattern(word: string): Pattern | undefined {
  if (word.startsWith("[") || word.startsWith("{")) return parseStructure(word);
  if (word === "any") return { kind: "any" };
  if (TYPES.has(word)) return { kind: "type", type: word };
  const notice = /^(exit|down)(?::(\d+))?$/.exec(word);
  if (notice !== null) {
    const named = notice[2] === undefined ? null : parseUnsigned64(notice[2]);
    if (named === undefined) return undefined;
    // What a notice holds is an Int.
    const pid = named === null ? null : normalInt(BigInt(named));
    return { kind: "notice", notice: notice[1] as "exit" | "down", pid };
  }
  if (word.startsWith("signal:")) return { kind: "signal", reason: word.slice("signal:".length) };
  const literal = parseLiteral(word);
  if (literal !== undefined) return { kind: "literal", value: literal };
  const field = /^([^"=]+)=(.+)$/s.exec(word);
  const value = field === null ? undefined : parseLiteral(field[2]);
  return field === null || value === undefined ? undefined : { kind: "field", field: field[1], value };
}

function parseLiteral(word: string): Value | undefined {
  if (word === "true") return true;
  if (word === "false") return false;
  if (word === "null") return null;
  if (/^".*"$/s.test(word) && word.length >= 2) return unquote(word.slice(1, -1));
  const int = parseInt64(word);
  if (int !== undefined) return int;
  const float = /[.e]/i.test(word) ? parseFloat64(word) : undefined;
  return float === undefined ? undefined : new Float(float);
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: "\n",
  r: "\r",
  t: "\t",
  0: "\0",
  '"': '"',
  "\\": "\\",
};

/** Resolves escapes as in assembly text: an unknown one stays as it is. */
function unquote(text: string): string {
  return text.replace(
    /\\(?:u\{([\da-fA-F]{1,6})\}|(.))/gs,
    (whole, code: string | undefined, plain: string) => {
      if (code === undefined) return ESCAPES[plain] ?? whole;
      const number = Number.parseInt(code, 16);
      const isScalar = number <= 0x10ffff && !(number >= 0xd800 && number <= 0xdfff);
      return isScalar ? String.fromCodePoint(number) : whole;
    },
  );
}

export function matches(pattern: Pattern, message: Value): boolean {
  switch (pattern.kind) {
    case "any":
      return true;
    case "type":
      return typeOf(message) === pattern.type;
    case "literal":
      return same(message, pattern.value);
    case "field": {
      const value = message instanceof ObjectValue ? message.get(pattern.field) : undefined;
      return value !== undefined && same(value, pattern.value);
    }
    case "notice":
      return (
        message instanceof ObjectValue &&
        message.get("kind") === pattern.notice &&
        (pattern.pid === null || message.get("pid") === pattern.pid)
      );
    case "items":
      return matchesItems(pattern, message);
    case "fields":
      return (
        message instanceof ObjectValue &&
        pattern.fields.every(([name, part]) => {
          const value = message.get(name);
          return value !== undefined && matches(part, value);
        })
      );
    default:
      return (
        message instanceof ObjectValue &&
        (message.get("kind") === "exit" || message.get("kind") === "down") &&
        message.get("reason") === pattern.reason
      );
  }
}

function matchesItems({ items, open }: Pattern & { kind: "items" }, message: Value): boolean {
  if (!(message instanceof List)) return false;
  if (open ? message.length < items.length : message.length !== items.length) return false;
  return items.every((item, index) => matches(item, message.at(index)));
}

/**
 * Reads `[p,p]`, `[p,...]` and `{$field:p}`, where a text is written `$text`, so that the whole is one word
 * without quotes: what is no letter, digit, `_` or `-` is its number, `~20~`.
 */
function parseStructure(word: string): Pattern | undefined {
  const tokens = word.match(/[[\]{},:]|\$[\w~-]*|[^[\]{},:$]+/g) ?? [];
  let at = 0;
  const next = (): Pattern | undefined => {
    const token = tokens[at++];
    if (token === "[" || token === "{") {
      const close = token === "[" ? "]" : "}";
      const items: Pattern[] = [];
      const fields: (readonly [string, Pattern])[] = [];
      let open = false;
      while (at < tokens.length && tokens[at] !== close) {
        if (items.length + fields.length > 0 && tokens[at++] !== ",") return undefined;
        if (tokens[at] === "..." && token === "[") {
          open = true;
          at++;
          continue;
        }
        const name = token === "{" ? readText(tokens[at++] ?? "") : undefined;
        if (token === "{" && (name === undefined || tokens[at++] !== ":")) return undefined;
        const part = next();
        if (part === undefined) return undefined;
        if (name === undefined) items.push(part);
        else fields.push([name, part]);
      }
      if (tokens[at++] !== close) return undefined;
      return token === "[" ? { kind: "items", items, open } : { kind: "fields", fields };
    }
    if (token === undefined) return undefined;
    const text = readText(token);
    return text === undefined ? parsePattern(token) : { kind: "literal", value: text };
  };
  const pattern = next();
  return at === tokens.length ? pattern : undefined;
}

function readText(token: string): string | undefined {
  if (!token.startsWith("$")) return undefined;
  return token.slice(1).replace(/~([\da-f]{1,6})~/g, (whole, code: string) => {
    const number = Number.parseInt(code, 16);
    return number <= 0x10ffff ? String.fromCodePoint(number) : whole;
  });
}

/** A text as it is written in `[…]` and `{…}`. */
export function writePatternText(text: string): string {
  return `$${text.replace(/[^\w-]/gu, (character) => `~${character.codePointAt(0)?.toString(16)}~`)}`;
}

/** True when one of the patterns matches, or there is none to match. */
export function matchesAny(patterns: readonly Pattern[], message: Value): boolean {
  effort.spent += patterns.length;
  return patterns.length === 0 || patterns.some((pattern) => matches(pattern, message));
}

/** The index of the first pattern that matches; -1 without one. */
export function firstMatch(patterns: readonly Pattern[], value: Value): number {
  effort.spent += patterns.length;
  return patterns.findIndex((pattern) => matches(pattern, value));
}

function same(a: Value, b: Value): boolean {
  if (a instanceof Float && b instanceof Float) return a.value === b.value;
  return a === b;
}
