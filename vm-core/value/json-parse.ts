/**
 * Reads JSON (RFC 8259).
 *
 * Invariant: no recursion over nesting, so a text of any depth can be read. Integers are exact; keys keep the
 * order in which they first appear, and the last value of a key wins. A string is Unicode: half a surrogate
 * pair is refused.
 */

import { type Fault, wrongValues } from "./callable.ts";
import { effort } from "./effort.ts";
import { INT_MAX, INT_MIN, normalInt } from "./int.ts";
import { List } from "./list.ts";
import { ObjectValue } from "./object.ts";
import { lineAndColumn } from "./text-position.ts";
import { Float, type Value } from "./value.ts";

export function parseJson(text: string): Value | Fault {
  effort.spent += text.length;
  // A byte-order mark is no part of the text (RFC 8259, section 8.1).
  const start = text.startsWith("\ufeff") ? 1 : 0;
  try {
    return new JsonReader(text, start).read();
  } catch (error) {
    if (error instanceof Malformed) {
      return wrongValues("JSON_PARSE", `${error.reason} (${lineAndColumn(text, error.offset)})`);
    }
    throw error;
  }
}

/** Leaves the reader; never leaves this file. */
class Malformed {
  constructor(
    readonly offset: number,
    readonly reason: string,
  ) {}
}

/** An array or object that is not closed yet. */
type Open = { readonly items: Value[] } | { fields: ObjectValue; key: string };

const BLANKS = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
/** Characters of the longest number that may be an Int: reading more of them exactly takes its time. */
const LONGEST_INT = 20;
const PLAIN = /[^"\\\0-\x1f]*/y;
const HALF = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
const WORDS: readonly (readonly [string, Value])[] = [
  ["true", true],
  ["false", false],
  ["null", null],
];
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

class JsonReader {
  private readonly open: Open[] = [];

  constructor(
    private readonly text: string,
    private at: number,
  ) {}

  read(): Value {
    for (;;) {
      let value = this.value();
      // A bracket or brace has opened: its first item or field comes next.
      if (value === undefined) continue;
      for (let container = this.open.at(-1); ; container = this.open.at(-1)) {
        if (container === undefined) return this.atEnd(value);
        const closed = this.add(container, value);
        if (closed === undefined) break;
        this.open.pop();
        value = closed;
      }
    }
  }

  private atEnd(value: Value): Value {
    this.blanks();
    if (this.at < this.text.length) this.unexpected("the end");
    return value;
  }

  /** A value, or undefined when a container has opened that is not empty. */
  private value(): Value | undefined {
    this.blanks();
    const first = this.text[this.at];
    if (first === "[") return this.array();
    if (first === "{") return this.object();
    if (first === '"') return this.string();
    for (const [word, value] of WORDS) {
      if (!this.text.startsWith(word, this.at)) continue;
      this.at += word.length;
      return value;
    }
    return this.number();
  }

  private array(): Value | undefined {
    this.at++;
    if (this.takes("]")) return List.EMPTY;
    this.open.push({ items: [] });
    return undefined;
  }

  private object(): Value | undefined {
    this.at++;
    if (this.takes("}")) return ObjectValue.EMPTY;
    this.open.push({ fields: ObjectValue.EMPTY, key: this.key() });
    return undefined;
  }

  /** Puts a value into a container; gives the container when that closes it. */
  private add(container: Open, value: Value): Value | undefined {
    if ("items" in container) {
      container.items.push(value);
      if (this.takes("]")) return List.of(container.items);
      if (!this.takes(",")) this.unexpected("`,` or `]`");
      return undefined;
    }
    container.fields = container.fields.with(container.key, value);
    if (this.takes("}")) return container.fields;
    if (!this.takes(",")) this.unexpected("`,` or `}`");
    container.key = this.key();
    return undefined;
  }

  private key(): string {
    this.blanks();
    if (this.text[this.at] !== '"') this.unexpected("a key in quotes");
    const key = this.string();
    if (!this.takes(":")) this.unexpected("`:`");
    return key;
  }

  private number(): Value {
    NUMBER.lastIndex = this.at;
    const match = NUMBER.exec(this.text);
    if (match === null) return this.unexpected("a value");
    const [written, fraction, exponent] = match;
    this.at += written.length;
    if (fraction !== undefined || exponent !== undefined) return this.float(written);
    if (written.length <= 15) return Number(written) + 0;
    if (written.length > LONGEST_INT) return this.float(written);
    const exact = BigInt(written);
    return exact < INT_MIN || exact > INT_MAX ? this.float(written) : normalInt(exact);
  }

  /** Infinite numbers are none of JSON, so no text stands for one. */
  private float(written: string): Value {
    const value = Number(written);
    if (Number.isFinite(value)) return new Float(value);
    throw new Malformed(this.at - written.length, "this number does not fit a float");
  }

  private string(): string {
    const start = this.at++;
    let result = "";
    let escaped = false;
    for (;;) {
      PLAIN.lastIndex = this.at;
      PLAIN.test(this.text);
      result += this.text.slice(this.at, PLAIN.lastIndex);
      this.at = PLAIN.lastIndex;
      const stop = this.text[this.at];
      if (stop === '"') break;
      if (stop === undefined) throw new Malformed(start, "this string has no end");
      if (stop !== "\\") throw new Malformed(this.at, "a control character in a string must be escaped");
      result += this.escape();
      escaped = true;
    }
    this.at++;
    if (escaped && HALF.test(result)) throw new Malformed(start, "this string holds half a surrogate pair");
    return result;
  }

  private escape(): string {
    const letter = this.text[this.at + 1];
    const plain = letter === undefined ? undefined : ESCAPES[letter];
    if (plain !== undefined) {
      this.at += 2;
      return plain;
    }
    const hex = this.text.slice(this.at + 2, this.at + 6);
    if (letter !== "u" || !/^[\da-fA-F]{4}$/.test(hex)) throw new Malformed(this.at, "unknown escape");
    this.at += 6;
    return String.fromCharCode(Number.parseInt(hex, 16));
  }

  private takes(mark: string): boolean {
    this.blanks();
    if (this.text[this.at] !== mark) return false;
    this.at++;
    return true;
  }

  private blanks(): void {
    BLANKS.lastIndex = this.at;
    BLANKS.test(this.text);
    this.at = BLANKS.lastIndex;
  }

  private unexpected(wanted: string): never {
    const point = this.text.codePointAt(this.at);
    const found =
      point === undefined ? "the text ends" : `found ${JSON.stringify(String.fromCodePoint(point))}`;
    throw new Malformed(this.at, `expected ${wanted}, ${found}`);
  }
}
