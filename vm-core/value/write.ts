/**
 * Writes a value with everything in it, portion by portion.
 *
 * Invariant: no recursion over nesting, and nothing is made of a value's parts before their turn comes. A cell that is within
 * itself is not written again there.
 */
import { Fault } from "./callable.ts";
import { Cell } from "./cell.ts";
import { effort } from "./effort.ts";
import { fieldsOf, firstFields } from "./large-object.ts";
import type { List } from "./list.ts";
import type { TextWriter } from "./memory-limit.ts";
import type { ObjectValue } from "./object.ts";
import type { Value } from "./value.ts";
import { Pace, type Portions } from "./work.ts";

/** A value that is written as its parts, with text around them. */
export interface Enclosing {
  readonly begin: string;
  readonly end: string;
  readonly length: number;
  /** What is written in front of the part at `index`. */
  before(index: number): string;
  /** The part at `index`; absent where the text in front of it is all of it. */
  part?(index: number): Value;
  /** Finds the parts, so many at most: absent where they are known. Nothing else is asked before. */
  prepare?(most: number): Portions<void>;
}

/** How a value is written: its text, or its parts. */
export type WrittenForm = string | Enclosing | Fault;

/** An enclosing value that is not written to its end. */
interface OpenEnclosing {
  readonly value: Value;
  readonly enclosing: Enclosing;
  at: number;
}

/** What is written for a cell within itself. */
const CYCLE = "#<cycle>";

/** Bytes that are taken by each value that encloses the one that is written. */
const OPEN_BYTES = 64;

/**
 * Writes a value to `writer`, of each value that encloses others `most` parts at most. Gives a fault where a part of it has no form. Throws a RangeError when the text becomes too
 * long to hold: see `portionsWithinMemory`.
 */
export function* writing(
  value: Value,
  formOf: (value: Value) => WrittenForm,
  writer: Pick<TextWriter, "add" | "length">,
  most = Number.POSITIVE_INFINITY,
): Portions<Fault | undefined> {
  const pace = new Pace();
  const open: OpenEnclosing[] = [];
  /** The cells that what is written next is in. */
  const around = new Set<Value>();
  for (let next: Value | undefined = value; ; next = goOn(open, around, writer)) {
    effort.spent++;
    if (next !== undefined) {
      const form = around.has(next) ? CYCLE : formOf(next);
      if (form instanceof Fault) return form;
      if (typeof form === "string") writer.add(form);
      else {
        if (form.prepare !== undefined) yield* form.prepare(most);
        writer.add(form.begin);
        open.push({ value: next, enclosing: form, at: 0 });
        if (next instanceof Cell) around.add(next);
      }
    }
    if (open.length === 0) return undefined;
    if (pace.isOver()) yield writer.length + OPEN_BYTES * open.length;
  }
}

/** Goes on in the innermost value: the part that is to be written next, or undefined where only text was. */
function goOn(open: OpenEnclosing[], around: Set<Value>, writer: Pick<TextWriter, "add">): Value | undefined {
  const innermost = open[open.length - 1];
  const { value, enclosing, at } = innermost;
  if (at === enclosing.length) {
    writer.add(enclosing.end);
    open.pop();
    if (value instanceof Cell) around.delete(value);
    return undefined;
  }
  innermost.at++;
  const before = enclosing.before(at);
  if (before !== "") writer.add(before);
  return enclosing.part?.(at);
}

/** A list in the form `[a, b]`, with any brackets and separator. */
export class ListForm implements Enclosing {
  readonly length: number;

  constructor(
    private readonly list: Pick<List, "length" | "at">,
    private readonly separator: string,
    readonly begin: string,
    readonly end: string,
  ) {
    this.length = list.length;
  }

  before(index: number): string {
    return index === 0 ? "" : this.separator;
  }

  part(index: number): Value {
    return this.list.at(index) as Value;
  }
}

/** The fields of an object, in the form `{a: 1, b: 2}`. */
export class FieldsForm implements Enclosing {
  private fields: readonly (readonly [string, Value])[] = [];

  constructor(
    private readonly object: ObjectValue,
    private readonly separator: string,
    /** What is written in front of the value of a key. */
    private readonly head: (key: string) => string,
    readonly begin: string,
    readonly end: string,
  ) {}

  get length(): number {
    return this.fields.length;
  }

  *prepare(most: number): Portions<void> {
    const { object } = this;
    this.fields = most < object.size ? firstFields(object, most) : yield* fieldsOf(object);
  }

  before(index: number): string {
    const head = this.head(this.fields[index][0]);
    return index === 0 ? head : this.separator + head;
  }

  part(index: number): Value {
    return this.fields[index][1];
  }
}

/** Texts one after the other, with a separator between them. */
export class TextsForm implements Enclosing {
  readonly length: number;

  constructor(
    private readonly texts: readonly string[],
    private readonly separator: string,
    readonly begin: string,
    readonly end: string,
  ) {
    this.length = texts.length;
  }

  before(index: number): string {
    return index === 0 ? this.texts[0] : this.separator + this.texts[index];
  }
}

/** Values one after the other, with a text in front of each. */
export class PartsForm implements Enclosing {
  readonly begin = "";
  readonly length: number;

  constructor(
    private readonly parts: readonly (readonly [string, Value])[],
    readonly end: string,
  ) {
    this.length = parts.length;
  }

  before(index: number): string {
    return this.parts[index][0];
  }

  part(index: number): Value {
    return this.parts[index][1];
  }
}

/** A form that is found in portions, since it takes a look through the whole value. */
export class FoundForm implements Enclosing {
  private form: Enclosing | undefined;

  constructor(private readonly find: () => Portions<Enclosing>) {}

  *prepare(): Portions<void> {
    this.form = yield* this.find();
  }

  private get found(): Enclosing {
    return this.form as Enclosing;
  }

  get begin(): string {
    return this.found.begin;
  }

  get end(): string {
    return this.found.end;
  }

  get length(): number {
    return this.found.length;
  }

  before(index: number): string {
    return this.found.before(index);
  }

  part(index: number): Value {
    return this.found.part?.(index) as Value;
  }
}

/** Characters of a string that are written at once. */
export const LONG = 2 ** 14;

/** A string that is written piece by piece; `write` gives a piece in quotes. */
export class LongString implements Enclosing {
  readonly begin = '"';
  readonly end = '"';
  readonly length: number;

  constructor(
    private readonly text: string,
    private readonly write: (piece: string) => string,
  ) {
    this.length = Math.ceil(text.length / LONG);
  }

  before(index: number): string {
    const from = this.boundary(index * LONG);
    return this.write(this.text.slice(from, this.boundary((index + 1) * LONG))).slice(1, -1);
  }

  /** An offset that is not between the halves of a character. */
  private boundary(offset: number): number {
    const unit = this.text.charCodeAt(offset);
    return unit >= 0xdc00 && unit <= 0xdfff ? offset + 1 : offset;
  }
}
