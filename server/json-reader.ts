/**
 * Reads JSON that comes in chunks, so that no turn depends on how long a message is.
 *
 * Invariants: what comes out is what `JSON.parse` makes of all chunks together; it throws a SyntaxError where that does, and where a
 * number or a word has more than a thousand characters. Each character is looked at once.
 */

/** Takes a long string in place of the reader, part by part. */
export interface StringParts {
  add(part: string): void;
  end(): unknown;
}

/** A value that stands for a long string, and where it stands. */
export interface LongValue {
  readonly holder: Record<string, unknown>;
  readonly key: string;
}

/** What may come next. */
type Expected = "value" | "value or end" | "key" | "key or end" | "colon" | "comma or end" | "nothing";

type Container =
  | { readonly array: unknown[]; readonly members?: undefined }
  | { readonly members: Record<string, unknown>; readonly array?: undefined; key: string };

interface StringBegun {
  readonly isKey: boolean;
  /** The key that it is the value of. */
  readonly name: string | undefined;
  text: string;
  long: StringParts | undefined;
}

/** Characters from which a string is long. */
const LONG = 2 ** 15;
const LONGEST_SCALAR = 1_000;

export class JsonReader {
  /** In which values stand long strings. */
  readonly long: LongValue[] = [];
  private readonly open: Container[] = [];
  private expected: Expected = "value";
  private root: unknown;
  private string: StringBegun | undefined;
  /** What has come of a number or a word. */
  private scalar: string | undefined;
  /** An escape that is not whole yet. */
  private rest = "";

  /** `longString` gives what takes a long string that is the value of a key; by none it is read as any other. */
  constructor(private readonly longString: (key: string) => StringParts | undefined) {}

  read(chunk: string): void {
    const text = this.rest + chunk;
    this.rest = "";
    for (let at = 0; at < text.length; ) {
      if (this.string !== undefined) at = this.readString(this.string, text, at);
      else if (this.scalar !== undefined) at = this.readScalar(this.scalar, text, at);
      else at = this.readStructure(text, at);
    }
  }

  /** The value, when there is nothing more to come. */
  end(): unknown {
    if (this.scalar !== undefined) this.endScalar(this.scalar);
    if (this.expected !== "nothing") throw new SyntaxError("the text ends too early");
    return this.root;
  }

  private readString(string: StringBegun, text: string, from: number): number {
    let quote = text.indexOf('"', from);
    while (quote >= 0 && backslashesBefore(text, from, quote) % 2 === 1) quote = text.indexOf('"', quote + 1);
    const end = quote < 0 ? endOfWholeEscapes(text, from) : quote;
    if (end > from) this.addTo(string, JSON.parse(`"${text.slice(from, end)}"`));
    if (quote >= 0) {
      this.endString(string);
      return quote + 1;
    }
    this.rest = text.slice(end);
    return text.length;
  }

  private addTo(string: StringBegun, part: string): void {
    if (string.long !== undefined) {
      string.long.add(part);
      return;
    }
    string.text += part;
    if (string.name === undefined || string.text.length < LONG) return;
    string.long = this.longString(string.name);
    if (string.long === undefined) return;
    string.long.add(string.text);
    string.text = "";
  }

  private endString({ isKey, name, text, long }: StringBegun): void {
    this.string = undefined;
    const container = this.open.at(-1);
    if (isKey && container?.members !== undefined) {
      container.key = text;
      this.expected = "colon";
      return;
    }
    this.put(long === undefined ? text : long.end());
    if (long !== undefined && name !== undefined && container?.members !== undefined)
      this.long.push({ holder: container.members, key: name });
  }

  private readScalar(before: string, text: string, from: number): number {
    let at = from;
    while (at < text.length && !ENDS_SCALAR.has(text.charCodeAt(at))) at++;
    const scalar = before + text.slice(from, at);
    if (scalar.length > LONGEST_SCALAR) throw new SyntaxError("a number or a word is too long");
    if (at < text.length) this.endScalar(scalar);
    else this.scalar = scalar;
    return at;
  }

  private endScalar(scalar: string): void {
    this.scalar = undefined;
    this.put(JSON.parse(scalar));
  }

  private readStructure(text: string, at: number): number {
    const character = text[at];
    const next = at + 1;
    if (character === " " || character === "\n" || character === "\r" || character === "\t") return next;
    const { expected } = this;
    const container = this.open.at(-1);
    if (expected === "comma or end" && character === ",") {
      this.expected = container?.array !== undefined ? "value" : "key";
    } else if (expected === "colon" && character === ":") {
      this.expected = "value";
    } else if ((expected === "key" || expected === "key or end") && character === '"') {
      this.string = { isKey: true, name: undefined, text: "", long: undefined };
    } else if (endsContainer(container, expected, character)) {
      this.open.pop();
      this.put(container?.array ?? container?.members);
    } else if (expected === "value" || expected === "value or end") {
      return this.beginValue(character, container, at);
    } else {
      throw new SyntaxError(`${JSON.stringify(character)} in place of ${expected}`);
    }
    return next;
  }

  private beginValue(character: string, container: Container | undefined, at: number): number {
    if (character === '"') {
      this.string = { isKey: false, name: container?.members && container.key, text: "", long: undefined };
    } else if (character === "{") {
      this.open.push({ members: {}, key: "" });
      this.expected = "key or end";
    } else if (character === "[") {
      this.open.push({ array: [] });
      this.expected = "value or end";
    } else {
      if (ENDS_SCALAR.has(character.charCodeAt(0)))
        throw new SyntaxError(`${JSON.stringify(character)} in place of a value`);
      this.scalar = "";
      return at;
    }
    return at + 1;
  }

  private put(value: unknown): void {
    const container = this.open.at(-1);
    this.expected = container === undefined ? "nothing" : "comma or end";
    if (container === undefined) this.root = value;
    else if (container.array !== undefined) container.array.push(value);
    else if (container.key !== "__proto__") container.members[container.key] = value;
    else {
      const own = { value, writable: true, enumerable: true, configurable: true };
      Object.defineProperty(container.members, container.key, own);
    }
  }
}

function endsContainer(container: Container | undefined, expected: Expected, character: string): boolean {
  if (container?.array !== undefined)
    return character === "]" && (expected === "comma or end" || expected === "value or end");
  return (
    container !== undefined && character === "}" && (expected === "comma or end" || expected === "key or end")
  );
}

function backslashesBefore(text: string, from: number, at: number): number {
  let first = at;
  while (first > from && text.charCodeAt(first - 1) === BACKSLASH) first--;
  return at - first;
}

/** Where the text ends, or the escape begins of which it has only a part. */
function endOfWholeEscapes(text: string, from: number): number {
  const last = text.lastIndexOf("\\");
  if (last < from || text.length - last >= UNICODE_ESCAPE) return text.length;
  const isEscape = backslashesBefore(text, from, last) % 2 === 0;
  const length = text[last + 1] === "u" ? UNICODE_ESCAPE : 2;
  return isEscape && last + length > text.length ? last : text.length;
}

const BACKSLASH = 0x5c;
/** Characters of an escape such as `\\u00e4`. */
const UNICODE_ESCAPE = 6;
const ENDS_SCALAR: ReadonlySet<number> = new Set(
  Array.from(' \n\r\t,:"[]{}', (character) => character.charCodeAt(0)),
);
