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
import { ListBuilder } from "./list-builder.ts";
import { ObjectValue } from "./object.ts";
import { partOfText } from "./part-of-text.ts";
import { lineAndColumn } from "./text-position.ts";
import { Float, type Value } from "./value.ts";
import { finished, Pace, type Portions } from "./work.ts";

export function parseJson(text: string): Value | Fault {
  return finished(parsingJson(text));
}

/** As `parseJson`, in portions. */
export function* parsingJson(text: string): Portions<Value | Fault> {
  // A byte-order mark is no part of the text (RFC 8259, section 8.1).
  const start = text.startsWith("\ufeff") ? 1 : 0;
  const reader = new JsonReader(text, start);
  try {
    return yield* reader.read();
  } catch (error) {
    if (error instanceof Malformed) {
      // What has been made in vain is garbage, which counts where it is much.
      if (reader.bytes > MUCH_GARBAGE) yield reader.bytes;
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
type OpenContainer =
  | { readonly items: ListBuilder }
  /** Without a `key`, that of the next field has not been read. */
  | { fields: ObjectValue; key: string | undefined };

/** A string that is not read to its end. */
interface Begun {
  readonly start: number;
  /** What has been read of it. */
  readonly texts: string[];
}

/**
 * Estimated bytes: of a value where it is held, of a string or a float besides, of a list or an object, and of what makes a list
 * until it is whole.
 */
const BYTES = { held: 8, scalar: 16, container: 104, openList: 168 } as const;
/** Bytes of a value that was given up from which on whoever does the work is told of them. */
const MUCH_GARBAGE = 2 ** 16;
/** Escapes of a string, and the texts between them, that are read at once. */
const MOST_PIECES = 8_192;

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

function bytesOf(value: Value): number {
  if (typeof value === "string") return BYTES.held + BYTES.scalar + value.length;
  return value instanceof Float ? BYTES.held + BYTES.scalar : BYTES.held;
}

class JsonReader {
  private readonly open: OpenContainer[] = [];
  private begun: Begun | undefined;
  private readonly pace = new Pace();
  /** Where counted effort reaches to. */
  private counted = 0;
  /** What has been made so far takes these. */
  bytes = 0;

  constructor(
    private readonly text: string,
    private at: number,
  ) {}

  *read(): Portions<Value> {
    let isLong = false;
    for (;;) {
      if (this.isOver()) {
        isLong = true;
        yield this.bytes;
      }
      const container = this.open.at(-1);
      if (container !== undefined && "fields" in container && container.key === undefined) {
        const key = this.begun === undefined ? this.key() : this.string(this.begun);
        if (key === undefined) continue;
        if (!this.takes(":")) this.unexpected("`:`");
        container.key = key;
      }
      const value = this.begun === undefined ? this.value() : this.string(this.begun);
      // A bracket or brace has opened: its first item or field comes next. Or there is more of a long string.
      if (value === undefined) continue;
      const whole = this.close(value);
      if (whole === undefined) continue;
      if (isLong) yield this.bytes;
      return whole;
    }
  }

  private isOver(): boolean {
    effort.spent += this.at - this.counted;
    this.counted = this.at;
    return this.pace.isOver();
  }

  /** Puts a value into its container, and that into its own where it is complete; gives the outermost value. */
  private close(inner: Value): Value | undefined {
    let value = inner;
    this.bytes += bytesOf(inner);
    for (let container = this.open.at(-1); container !== undefined; container = this.open.at(-1)) {
      const closed = this.add(container, value);
      if (closed === undefined) return undefined;
      this.open.pop();
      value = closed;
    }
    return this.atEnd(value);
  }

  private atEnd(value: Value): Value {
    this.blanks();
    if (this.at < this.text.length) this.unexpected("the end");
    return value;
  }

  /** A value, or undefined when a container has opened that is not empty, or a long string has begun. */
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
    this.bytes += BYTES.held + BYTES.openList;
    this.open.push({ items: new ListBuilder() });
    return undefined;
  }

  private object(): Value | undefined {
    this.at++;
    if (this.takes("}")) return ObjectValue.EMPTY;
    this.bytes += BYTES.held + BYTES.container;
    this.open.push({ fields: ObjectValue.EMPTY, key: undefined });
    return undefined;
  }

  /** Puts a value into a container; gives the container when that closes it. */
  private add(container: OpenContainer, value: Value): Value | undefined {
    if ("items" in container) {
      container.items.add(value);
      if (this.takes("]")) {
        this.bytes += BYTES.container - BYTES.openList;
        return container.items.finish();
      }
      if (!this.takes(",")) this.unexpected("`,` or `]`");
      return undefined;
    }
    container.fields = container.fields.with(container.key as string, value);
    if (this.takes("}")) return container.fields;
    if (!this.takes(",")) this.unexpected("`,` or `}`");
    container.key = undefined;
    return undefined;
  }

  /** A key, or undefined when a long one has begun. */
  private key(): string | undefined {
    this.blanks();
    if (this.text[this.at] !== '"') this.unexpected("a key in quotes");
    return this.string();
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

  /** The string that begins here or has begun; undefined when its end is not reached in this portion. */
  private string(begun: Begun = { start: this.at++, texts: [] }): string | undefined {
    const pieces: string[] = [];
    this.begun = undefined;
    for (;;) {
      PLAIN.lastIndex = this.at;
      PLAIN.test(this.text);
      const plain = partOfText(this.text, this.at, PLAIN.lastIndex);
      this.at = PLAIN.lastIndex;
      const stop = this.text[this.at];
      if (stop === '"' && pieces.length === 0 && begun.texts.length === 0) {
        this.at++;
        return plain;
      }
      pieces.push(plain);
      if (stop === '"') break;
      if (stop === undefined) throw new Malformed(begun.start, "this string has no end");
      if (stop !== "\\") throw new Malformed(this.at, "a control character in a string must be escaped");
      pieces.push(this.escape());
      if (pieces.length < MOST_PIECES) continue;
      begun.texts.push(pieces.join(""));
      this.begun = begun;
      return undefined;
    }
    this.at++;
    const whole = begun.texts.join("") + pieces.join("");
    if (HALF.test(whole)) throw new Malformed(begun.start, "this string holds half a surrogate pair");
    return whole;
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
