/**
 * The two written forms of a value: `display` is what PRINT writes, `debug` is part of fault texts.
 *
 * Invariant: no recursion over nesting, so a value of any depth can be written.
 */
import { Bytes, Handle } from "./bytes.ts";
import { Closure, FunctionValue } from "./callable.ts";
import { Cell, tableEntries, vectorItems } from "./cell.ts";
import { effort } from "./effort.ts";
import { List } from "./list.ts";
import { Writer } from "./memory-limit.ts";
import { ObjectValue } from "./object.ts";
import { SymbolValue } from "./symbol.ts";
import { Float, type Value } from "./value.ts";

/** The form that PRINT writes. Throws a RangeError when it is too long to hold: see `textWithinMemory`. */
export function display(value: Value): string {
  if (typeof value === "string") return value;
  const first = displayPart(value);
  if (typeof first === "string") return first;
  const writer = new Writer();
  for (const piece of pieces(first, displayPart)) writer.add(piece);
  return writer.finish();
}

/**
 * The form that fault texts show: `Int(5)`, `List([Str("a")])`. Cut after 65,536 characters: a fault can be about
 * the exception of another fault, and that of one more.
 */
export function debug(value: Value): string {
  const first = debugPart(value);
  if (typeof first === "string") return cut(first);
  let text = "";
  for (const piece of pieces(first, debugPart)) {
    text += piece;
    if (text.length > LONGEST_DEBUG) break;
  }
  return cut(text);
}

const LONGEST_DEBUG = 2 ** 16;

function cut(text: string): string {
  if (text.length <= LONGEST_DEBUG) return text;
  // Not between the halves of one character.
  const isHalf = /[\ud800-\udbff]/.test(text[LONGEST_DEBUG - 1]);
  return `${text.slice(0, isHalf ? LONGEST_DEBUG - 1 : LONGEST_DEBUG)}…`;
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

/** A piece is text that is final, or a value that is still to be written. */
type Piece = string | { readonly value: Value };
type Part = (value: Value) => string | Piece[];

/** The final texts of what pieces say, in order. */
function* pieces(first: Piece[], part: Part): Generator<string> {
  const pending = first.reverse();
  for (let piece = pending.pop(); piece !== undefined; piece = pending.pop()) {
    if (typeof piece === "string") {
      yield piece;
      continue;
    }
    const inner = part(piece.value);
    if (typeof inner === "string") yield inner;
    else for (let i = inner.length - 1; i >= 0; i--) pending.push(inner[i]);
  }
}

function displayPart(value: Value): string | Piece[] {
  if (value === null) return "null";
  if (typeof value !== "object") return String(value);
  if (value instanceof Float) return displayFloat(value.value);
  if (value instanceof List) return ["[", ...separated(value), "]"];
  if (value instanceof ObjectValue) return ["{", ...fields(value, (key) => key), "}"];
  if (value instanceof Bytes) return `Bytes(${value.data.length})`;
  if (value instanceof Handle) return `${capitalized(value.kind)}(${value.name})`;
  if (value instanceof FunctionValue) return `function@${value.address} (${value.parameters.join(", ")})`;
  if (value instanceof Closure) {
    return `closure@${value.address} (${value.parameters.join(", ")}) [captured: ${value.captured.size}]`;
  }
  if (value instanceof Cell) return cellPieces(value);
  if (value instanceof SymbolValue) return value.name;
  return `Exception: ${value.message}\nStack trace:\n  at instruction ${value.address}`;
}

/** A vector or a hash table of the Lisp; of another cell what it holds. */
function cellPieces(cell: Cell): Piece[] {
  const items = vectorItems(cell);
  if (items !== undefined) return items.length === 0 ? ["#[]"] : ["#", { value: cell.value }];
  const entries = tableEntries(cell);
  if (entries === undefined) return [{ value: cell.value }];
  const inner = entries.flatMap(([key, value], i) => [i > 0 ? ", " : "", { value: key }, ": ", { value }]);
  return ["#{", ...inner, "}"];
}

function debugPart(value: Value): string | Piece[] {
  if (value === null) return "Null";
  if (typeof value === "boolean") return `Bool(${value})`;
  if (typeof value === "string") return `Str(${quoted(value)})`;
  if (typeof value !== "object") return `Int(${value})`;
  if (value instanceof Float) return `Float(${debugFloat(value.value)})`;
  if (value instanceof List) return ["List([", ...separated(value), "])"];
  if (value instanceof ObjectValue) return ["Object({", ...fields(value, quoted), "})"];
  if (value instanceof Bytes) return `Bytes([${[...value.data].join(", ")}])`;
  if (value instanceof Handle) return `${capitalized(value.kind)}(${quoted(value.name)})`;
  if (value instanceof FunctionValue) {
    return `Function { addr: ${value.address}, params: ${namesList(value.parameters)} }`;
  }
  if (value instanceof Closure) {
    const head = `Closure { addr: ${value.address}, params: ${namesList(value.parameters)}, captured: {`;
    return [head, ...fields(value.captured, quoted), "} }"];
  }
  // What it holds may hold the cell again.
  if (value instanceof Cell) return "Cell";
  if (value instanceof SymbolValue) return `Symbol(${value.name})`;
  return `Exception { message: ${quoted(value.message)}, stack_trace: ["at instruction ${value.address}"] }`;
}

/** `"x": Int(1), "y": …`: the inside of the braces that DUMP_SCOPE writes. */
export function debugFields(entries: Iterable<readonly [string, Value]>): string {
  return [...entries].map(([key, value]) => `${quoted(key)}: ${debug(value)}`).join(", ");
}

function separated(list: List): Piece[] {
  const pieces: Piece[] = [];
  for (let i = 0; i < list.length; i++) {
    if (i > 0) pieces.push(", ");
    pieces.push({ value: list.at(i) });
  }
  return pieces;
}

function fields(object: ObjectValue, key: (name: string) => string): Piece[] {
  const pieces: Piece[] = [];
  for (const [name, value] of object.entries()) {
    pieces.push(pieces.length > 0 ? `, ${key(name)}: ` : `${key(name)}: `, { value });
  }
  return pieces;
}

function namesList(names: readonly string[]): string {
  return `[${names.map(quoted).join(", ")}]`;
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

/** A string in quotes, with the escapes of the debug form, and cut as that is. */
export function quoted(text: string): string {
  effort.spent += 8 * Math.min(text.length, LONGEST_DEBUG);
  let result = '"';
  for (const character of text) {
    if (result.length > LONGEST_DEBUG) return `${result}…"`;
    const escaped = ESCAPES[character];
    if (escaped !== undefined) result += escaped;
    else if (UNPRINTABLE.test(character)) result += `\\u{${character.codePointAt(0)?.toString(16)}}`;
    else result += character;
  }
  return `${result}"`;
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
