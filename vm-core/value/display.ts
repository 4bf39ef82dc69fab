/**
 * The two written forms of a value: `display` is what PRINT writes, `debug` is part of fault texts.
 *
 * Invariant: no recursion over nesting, so a value of any depth can be written.
 */
import { Bytes, Handle } from "./bytes.ts";
import { Closure, ExceptionValue, FunctionValue } from "./callable.ts";
import { Cell } from "./cell.ts";
import { fieldValue, readingTable, readingVector } from "./cell-contents.ts";
import { effort } from "./effort.ts";
import { List } from "./list.ts";
import { TextWriter } from "./memory-limit.ts";
import { ObjectValue } from "./object.ts";
import { SymbolValue } from "./symbol.ts";
import { Float, type Value } from "./value.ts";
import { finished, Pace, type Portions } from "./work.ts";
import {
  type Enclosing,
  FieldsForm,
  FoundForm,
  ListForm,
  PartsForm,
  type WrittenForm,
  writing,
} from "./write.ts";

/** The form that PRINT writes. Throws a RangeError when it is too long to hold: see `textWithinMemory`. */
export function display(value: Value): string {
  return typeof value === "string" ? value : finished(displaying(value));
}

/** As `display`, in portions. */
export function* displaying(value: Value): Portions<string> {
  const form = displayForm(value);
  if (typeof form === "string") return form;
  const writer = new TextWriter();
  yield* writing(value, displayForm, writer);
  return writer.finish();
}

/** The display form of a number, a text, a boolean or null; undefined for other values. */
export function plainText(value: Value): string | undefined {
  const isPlain = value === null || typeof value !== "object" || value instanceof Float;
  return isPlain ? (displayForm(value) as string) : undefined;
}

/** The display form of a value that holds no others; of an exception, its message. Undefined for other values. */
export function writtenAtOnce(value: Value): string | undefined {
  if (typeof value === "string") return value;
  if (value instanceof ExceptionValue) return value.message;
  return value instanceof List || value instanceof ObjectValue || value instanceof Cell
    ? undefined
    : display(value);
}

/**
 * The form that fault texts show: `Int(5)`, `List([Str("a")])`. Cut after 65,536 characters: a fault can be about
 * the exception of another fault, and that of one more.
 */
export function debug(value: Value): string {
  const form = debugForm(value);
  return typeof form === "string" ? cut(form) : cutWriting(value, debugForm);
}

/** The display form, cut as the debug form is. */
export function displayCut(value: Value): string {
  return cutWriting(value, displayForm);
}

/** The beginning of what is written of a value: no more than that is made. */
function cutWriting(value: Value, formOf: (value: Value) => WrittenForm): string {
  const start = new ShownText();
  const portions = writing(value, formOf, start, MOST_FIELDS);
  try {
    // Cells within cells have no text of their own.
    for (let left = MOST_PORTIONS; left > 0; left--) if (portions.next().done) return cut(start.text);
  } catch (error) {
    if (!(error instanceof Full)) throw error;
    return cut(start.text);
  }
  return `${start.text}…`;
}

/** Portions of work on a text that is cut. */
const MOST_PORTIONS = 20;
/** Characters that a text for people shows of a value, at most. */
export const LONGEST_SHOWN = 2 ** 16;
/** Fields that are looked at for it: each takes four characters at least. */
const MOST_FIELDS = LONGEST_SHOWN / 4;

/** Collects text until it is too long to be shown. */
class ShownText {
  text = "";

  get length(): number {
    return this.text.length;
  }

  add(piece: string): void {
    this.text += piece;
    if (this.text.length > LONGEST_SHOWN) throw new Full();
  }
}

/** Leaves the writing; never leaves this file. */
class Full {}

function cut(text: string): string {
  if (text.length <= LONGEST_SHOWN) return text;
  // Not between the halves of one character.
  const isHalf = /[\ud800-\udbff]/.test(text[LONGEST_SHOWN - 1]);
  return `${text.slice(0, isHalf ? LONGEST_SHOWN - 1 : LONGEST_SHOWN)}…`;
}

export function displayFloat(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (Object.is(value, -0)) return "-0";
  return withoutExponent(String(value));
}

export function debugFloat(value: number): string {
  if (!Number.isFinite(value)) return displayFloat(value);
  if (Object.is(value, -0)) return "-0.0";
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e16 || size < 1e-4)) return value.toExponential().replace("e+", "e");
  const text = withoutExponent(String(value));
  return text.includes(".") ? text : `${text}.0`;
}

function displayForm(value: Value): WrittenForm {
  if (value === null) return "null";
  if (typeof value !== "object") return String(value);
  if (value instanceof Float) return displayFloat(value.value);
  if (value instanceof List) return new ListForm(value, ", ", "[", "]");
  if (value instanceof ObjectValue) return fields(value, (key) => `${key}: `, "{", "}");
  if (value instanceof Bytes) return `Bytes(${value.data.length})`;
  if (value instanceof Handle) return `${capitalized(value.kind)}(${value.name})`;
  if (value instanceof FunctionValue) return `function@${value.address} (${namesIn(value.parameters)})`;
  if (value instanceof Closure) {
    return `closure@${value.address} (${namesIn(value.parameters)}) [captured: ${value.captured.size}]`;
  }
  if (value instanceof Cell) return new FoundForm(() => findCellForm(value));
  if (value instanceof SymbolValue) return value.name;
  return `Exception: ${value.message}\nStack trace:\n  at instruction ${value.address}`;
}

/** A vector or a hash table of the Lisp; of another cell what it holds. */
function* findCellForm(cell: Cell): Portions<Enclosing> {
  const items = yield* readingVector(cell);
  if (items !== undefined) {
    const list = { length: items.length, at: (i: number) => items[i] };
    return new ListForm(list, ", ", "#[", "]");
  }
  const entries = yield* readingTable(cell);
  return entries === undefined ? new PartsForm([["", fieldValue(cell)]], "") : new EntriesForm(entries);
}

/** The entries of a hash table: keys and values take turns. */
class EntriesForm implements Enclosing {
  readonly begin = "#{";
  readonly end = "}";
  readonly length: number;

  constructor(private readonly entries: readonly (readonly [key: Value, value: Value])[]) {
    this.length = 2 * entries.length;
  }

  before(index: number): string {
    return index % 2 === 1 ? ": " : index === 0 ? "" : ", ";
  }

  part(index: number): Value {
    return this.entries[index >> 1][index % 2];
  }
}

function debugForm(value: Value): WrittenForm {
  if (value === null) return "Null";
  if (typeof value === "boolean") return `Bool(${value})`;
  if (typeof value === "string") return `Str(${quoted(value)})`;
  if (typeof value !== "object") return `Int(${value})`;
  if (value instanceof Float) return `Float(${debugFloat(value.value)})`;
  if (value instanceof List) return new ListForm(value, ", ", "List([", "])");
  if (value instanceof ObjectValue) return fields(value, debugHead, "Object({", "})");
  if (value instanceof Bytes) return `Bytes([${value.data.subarray(0, LONGEST_SHOWN).join(", ")}])`;
  if (value instanceof Handle) return `${capitalized(value.kind)}(${quoted(value.name)})`;
  if (value instanceof FunctionValue) {
    return `Function { addr: ${value.address}, params: ${namesList(value.parameters)} }`;
  }
  if (value instanceof Closure) {
    const head = `Closure { addr: ${value.address}, params: ${namesList(value.parameters)}, captured: {`;
    return fields(value.captured, debugHead, head, "} }");
  }
  // What it holds may hold the cell again.
  if (value instanceof Cell) return "Cell";
  if (value instanceof SymbolValue) return `Symbol(${value.name})`;
  return `Exception { message: ${quoted(value.message)}, stack_trace: ["at instruction ${value.address}"] }`;
}

function debugHead(key: string): string {
  return `${quoted(key)}: `;
}

function fields(object: ObjectValue, head: (key: string) => string, begin: string, end: string): Enclosing {
  return new FieldsForm(object, ", ", head, begin, end);
}

/**
 * `"x": Int(1), "y": …`: the inside of the braces that DUMP_SCOPE writes, in portions. Throws a RangeError when it is too long to
 * hold: see `portionsWithinMemory`.
 */
export function* debuggingFields(entries: Iterable<readonly [string, Value]>): Portions<string> {
  const writer = new TextWriter();
  const pace = new Pace();
  for (const [key, value] of entries) {
    writer.add(`${writer.length === 0 ? "" : ", "}${quoted(key)}: ${debug(value)}`);
    if (pace.isOver()) yield writer.length;
  }
  return writer.finish();
}

/** Parameters of functions of the program, written: there may be as many as a text can name. */
const WRITTEN = {
  names: new WeakMap<readonly string[], string>(),
  list: new WeakMap<readonly string[], string>(),
};
/** So few are written each time. */
const FEW_NAMES = 16;

function writtenOnce(
  known: WeakMap<readonly string[], string>,
  names: readonly string[],
  write: (names: readonly string[]) => string,
): string {
  if (names.length <= FEW_NAMES) return write(names);
  let text = known.get(names);
  if (text === undefined) {
    text = write(names);
    known.set(names, text);
  }
  effort.spent += text.length >> 4;
  return text;
}

function namesIn(names: readonly string[]): string {
  return writtenOnce(WRITTEN.names, names, (all) => all.join(", "));
}

function namesList(names: readonly string[]): string {
  return writtenOnce(WRITTEN.list, names, (all) => `[${all.map(quoted).join(", ")}]`);
}

function capitalized(word: string): string {
  return word[0].toUpperCase() + word.slice(1);
}

/** Control characters, separators, unassigned and private code points are shown by number. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u;

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\0": "\\0",
};

/** Characters that are written as they are, and cost next to nothing. */
const PLAIN = /[ !#-[\]-~]{1,4096}/y;
/** What another character counts as effort. */
const ESCAPED_EFFORT = 4;

/** A string in quotes, with the escapes of the debug form, and cut as that is. */
export function quoted(text: string): string {
  let result = '"';
  for (let at = 0; at < text.length; ) {
    if (result.length > LONGEST_SHOWN) return `${result}…"`;
    const end = endOfPlain(text, at);
    if (end > at) {
      // Cut where it would be if the characters came one by one.
      const most = at + LONGEST_SHOWN + 1 - result.length;
      result += text.slice(at, Math.min(end, most));
      effort.spent += (end - at) >> 2;
      at = Math.min(end, most);
      continue;
    }
    const character = String.fromCodePoint(text.codePointAt(at) as number);
    result += escaped(character);
    effort.spent += ESCAPED_EFFORT;
    at += character.length;
  }
  return `${result}"`;
}

/** Where the plain characters end that begin at an offset, of the next few. */
function endOfPlain(text: string, start: number): number {
  PLAIN.lastIndex = start;
  return PLAIN.test(text) ? PLAIN.lastIndex : start;
}

function escaped(character: string): string {
  const known = ESCAPES[character];
  if (known !== undefined) return known;
  if (UNPRINTABLE.test(character)) return `\\u{${character.codePointAt(0)?.toString(16)}}`;
  return character;
}

function withoutExponent(text: string): string {
  const match = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (match === null) return text;
  const [, sign, first, rest = "", power] = match;
  const digits = first + rest;
  const point = 1 + Number(power);
  if (point <= 0) return `${sign}0.${"0".repeat(-point)}${digits}`;
  if (point >= digits.length) return sign + digits + "0".repeat(point - digits.length);
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}
