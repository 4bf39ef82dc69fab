/**
 * Writes a value as Lisp data: `(1 2 "x")`, `{:a 1}`, `#t`, `#<function fact>`.
 *
 * Invariants: what the reader can read, it reads as an equal datum; no recursion over nesting; costs about as much
 * as it writes, also when it is cut.
 */
import { writeString } from "../text/literal.ts";
import { Bytes, Handle } from "../value/bytes.ts";
import { Closure, ExceptionValue, FunctionValue } from "../value/callable.ts";
import { Cell } from "../value/cell.ts";
import { tableEntries, vectorItems } from "../value/cell-contents.ts";
import { firstFields } from "../value/large-object.ts";
import { List } from "../value/list.ts";
import { ObjectValue } from "../value/object.ts";
import { SymbolValue } from "../value/symbol.ts";
import { Float, type Value } from "../value/value.ts";

/** How a value is written as Lisp. */
export interface WriteLispOptions {
  /** Characters after which the rest is left out and shows as `…`. */
  readonly limit?: number;
  /** What a function is called, where that is known. */
  readonly nameOf?: (value: FunctionValue | Closure) => string | undefined;
}

/** A value as Lisp writes it. */
export function writeLisp(value: Value, { limit = Infinity, nameOf }: WriteLispOptions = {}): string {
  let text = "";
  const seen = new Set<Cell>();
  const open: Iterator<Piece>[] = [[{ value }].values()];
  for (let pieces = open.at(-1); pieces !== undefined; pieces = open.at(-1)) {
    const { value: piece, done } = pieces.next();
    if (done === true) {
      open.pop();
      continue;
    }
    if (typeof piece === "string") text += piece;
    else {
      const parts = piecesOf(piece.value, seen, limit);
      if (parts === undefined) text += writeAtom(piece.value, limit - text.length, nameOf);
      else open.push(parts);
    }
    if (text.length > limit) return `${whole(text, limit)}…`;
  }
  return text;
}

/** A piece is text that is final, or a value that is still to be written. */
type Piece = string | { readonly value: Value };

/** `seen` has the cells that were met: one that holds itself is not written twice. */
function piecesOf(value: Value, seen: Set<Cell>, limit: number): Iterator<Piece> | undefined {
  if (value instanceof List) return listPieces(value);
  if (value instanceof Cell) {
    if (seen.has(value)) return undefined;
    seen.add(value);
    const items = vectorItems(value);
    if (items !== undefined) return listPieces(partsOf(items), "#(");
    const entries = tableEntries(value);
    return entries && listPieces(partsOf(entries.flat()), "#{", "}");
  }
  return value instanceof ObjectValue ? objectPieces(value, limit) : undefined;
}

function partsOf(items: readonly Value[]): Pick<List, "length" | "at"> {
  return { length: items.length, at: (index) => items[index] };
}

function* listPieces(items: Pick<List, "length" | "at">, opening = "(", closing = ")"): Generator<Piece> {
  yield opening;
  for (let i = 0; i < items.length; i++) {
    if (i > 0) yield " ";
    yield { value: items.at(i) };
  }
  yield closing;
}

/** Of an object with more fields than `limit`, none is written after these. */
function* objectPieces(object: ObjectValue, limit: number): Generator<Piece> {
  let before = "{";
  for (const [key, value] of object.size > limit ? firstFields(object, limit) : object.entries()) {
    yield `${before}${writeKey(key)} `;
    yield { value };
    before = " ";
  }
  yield object.size === 0 ? "{}" : "}";
}

/** As a keyword where it reads back as one. */
function writeKey(key: string): string {
  return /^[^:\s()[\]{}";'`,\p{C}][^\s()[\]{}";'`,\p{C}]*$/u.test(key) ? `:${key}` : writeString(key);
}

function writeAtom(value: Value, room: number, nameOf: WriteLispOptions["nameOf"]): string {
  if (value === null) return "null";
  if (typeof value === "boolean") return value ? "#t" : "#f";
  // One character more than there is room for, so that the cut is seen.
  if (typeof value === "string") return writeString(value.length > room ? value.slice(0, room + 1) : value);
  if (typeof value !== "object") return String(value);
  if (value instanceof Float) return writeFloat(value.value);
  if (value instanceof FunctionValue || value instanceof Closure) {
    return `#<function ${nameOf?.(value) ?? `(${value.parameters.join(" ")})`}>`;
  }
  if (value instanceof Bytes) return `#<bytes ${value.data.length}>`;
  if (value instanceof Handle) return `#<${value.kind} ${value.name}>`;
  if (value instanceof Cell) return "#<cell>";
  if (value instanceof SymbolValue) return value.name;
  return value instanceof ExceptionValue ? `#<exception ${value.message}>` : "#<value>";
}

function writeFloat(value: number): string {
  if (Number.isNaN(value)) return "+nan.0";
  if (!Number.isFinite(value)) return value > 0 ? "+inf.0" : "-inf.0";
  const text = Object.is(value, -0) ? "-0.0" : String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/** At most `limit` characters; never half of a surrogate pair. */
function whole(text: string, limit: number): string {
  const last = text.charCodeAt(limit - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? limit - 1 : limit);
}
