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
import { fieldValue, readingTable, readingVector } from "../value/cell-contents.ts";
import { List } from "../value/list.ts";
import { TextWriter } from "../value/memory-limit.ts";
import { ObjectValue } from "../value/object.ts";
import { SymbolValue } from "../value/symbol.ts";
import { Float, type Value } from "../value/value.ts";
import type { Portions } from "../value/work.ts";
import {
  type Enclosing,
  FieldsForm,
  FoundForm,
  ListForm,
  LONG,
  LongString,
  PartsForm,
  TextsForm,
  type WrittenForm,
  writing,
} from "../value/write.ts";

/** How a value is written as Lisp. */
export interface WriteLispOptions {
  /** Characters after which the rest is left out and shows as `…`. */
  readonly limit?: number;
  /** What a function is called, where that is known. */
  readonly nameOf?: NameOf;
}

type NameOf = (value: FunctionValue | Closure) => string | undefined;

/** A value as Lisp writes it. */
export function writeLisp(value: Value, { limit = Infinity, nameOf }: WriteLispOptions = {}): string {
  const start = new LimitedText(limit);
  const portions = writing(value, (each) => formOf(each, nameOf), start, limit);
  while (!start.isFull && portions.next().done !== true);
  return start.isFull ? `${whole(start.text, limit)}…` : start.text;
}

/** As `writeLisp` without a limit, in portions. Throws a RangeError when it is too long to hold: see `portionsWithinMemory`. */
export function* writingLisp(value: Value): Portions<string> {
  const writer = new TextWriter();
  yield* writing(value, formOf, writer);
  return writer.finish();
}

/** Collects text until there is more than is shown. */
class LimitedText {
  text = "";

  constructor(private readonly limit: number) {}

  get length(): number {
    return this.text.length;
  }

  get isFull(): boolean {
    return this.text.length > this.limit;
  }

  add(piece: string): void {
    if (!this.isFull) this.text += piece;
  }
}

function formOf(value: Value, nameOf?: NameOf): WrittenForm {
  if (value instanceof List) return new ListForm(value, " ", "(", ")");
  if (value instanceof ObjectValue) return new FieldsForm(value, " ", (key) => `${writeKey(key)} `, "{", "}");
  if (value instanceof Cell) return new FoundForm(() => findCellForm(value));
  if (typeof value === "string" && value.length > LONG) return new LongString(value, writeString);
  if (value instanceof SymbolValue && value.name.length > LONG)
    return new TextsForm(cut(value.name), "", "", "");
  return writeAtom(value, nameOf);
}

function cut(text: string): readonly string[] {
  return Array.from({ length: Math.ceil(text.length / LONG) }, (_, i) =>
    text.slice(i * LONG, (i + 1) * LONG),
  );
}

/** A vector or a hash table; of another cell what it holds. */
function* findCellForm(cell: Cell): Portions<Enclosing> {
  const items = yield* readingVector(cell);
  if (items !== undefined) return itemsForm(items, "#(", ")");
  const entries = yield* readingTable(cell);
  return entries === undefined
    ? new PartsForm([["", fieldValue(cell)]], "")
    : itemsForm(entries.flat(), "#{", "}");
}

function itemsForm(items: readonly Value[], begin: string, end: string): Enclosing {
  return new ListForm({ length: items.length, at: (index) => items[index] }, " ", begin, end);
}

/** As a keyword where it reads back as one. */
function writeKey(key: string): string {
  return /^[^:\s()[\]{}";'`,\p{C}][^\s()[\]{}";'`,\p{C}]*$/u.test(key) ? `:${key}` : writeString(key);
}

function writeAtom(value: Value, nameOf: NameOf | undefined): string {
  if (value === null) return "null";
  if (typeof value === "boolean") return value ? "#t" : "#f";
  if (typeof value === "string") return writeString(value);
  if (typeof value !== "object") return String(value);
  if (value instanceof Float) return writeFloat(value.value);
  if (value instanceof FunctionValue || value instanceof Closure) {
    return `#<function ${nameOf?.(value) ?? `(${value.parameters.join(" ")})`}>`;
  }
  if (value instanceof Bytes) return `#<bytes ${value.data.length}>`;
  if (value instanceof Handle) return `#<${value.kind} ${value.name}>`;
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
