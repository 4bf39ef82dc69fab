/**
 * Data as values, for the code of macros: lists are lists, symbols symbols, `[…]` is `(list …)`, `{…}` an object.
 *
 * Invariant: what the use of a macro gave goes back to the data that it was, with their spans and names; all else gets
 * the span of the use. A number or string has no identity: one that is in the use once is taken for that one.
 */
import type { Span } from "../text/span.ts";
import { List } from "../value/list.ts";
import { ObjectValue } from "../value/object.ts";
import { SymbolValue } from "../value/symbol.ts";
import { Float, type Value } from "../value/value.ts";
import { constant, type Datum, type ListDatum, list, type SymbolDatum, symbol } from "./datum.ts";
import type { MacroProblem } from "./problem.ts";

/** Why a value is no data of a program. */
export interface NoData {
  readonly problem: MacroProblem;
}

/** Comes before the tail of a dotted list. */
const DOT = ".";

/** Data in each other that one use of a macro may give: making them recurses. */
const MAXIMUM_DEPTH = 1000;

/** The data of one use. */
export class MacroData {
  /** What the lists and objects of the use were. */
  private readonly written = new Map<Value, Datum>();
  /** Where the numbers and strings of the use are; null for one that is there twice. */
  private readonly places = new Map<Value, Span | null>();

  constructor(
    private readonly span: Span,
    /** Names of the language, whatever they mean where the macro is used. */
    private readonly word: (name: string) => SymbolDatum,
  ) {}

  value(datum: Datum): Value {
    if (datum.kind === "symbol") return new SymbolValue(datum.name, datum);
    if (datum.kind === "constant") {
      const { value } = datum;
      this.places.set(value, this.places.has(value) ? null : datum.span);
      return value;
    }
    const value = this.compound(datum);
    this.written.set(value, datum);
    return value;
  }

  private compound({ bracket, items, tail }: ListDatum): Value {
    const values = items.map((item) => this.value(item));
    if (bracket === "[") return List.of([this.named("list"), ...values]);
    if (bracket === "{") {
      const fields: [string, Value][] = [];
      for (let i = 0; i + 1 < values.length; i += 2) fields.push([values[i] as string, values[i + 1]]);
      const isPlain = values.length % 2 === 0 && fields.every(([key]) => typeof key === "string");
      return isPlain ? ObjectValue.from(fields) : List.of([this.named(OBJECT_FORM), ...values]);
    }
    return List.of(tail === undefined ? values : [...values, new SymbolValue(DOT), this.value(tail)]);
  }

  private named(name: string): SymbolValue {
    return new SymbolValue(name, this.word(name));
  }

  datum(value: Value, depth = 0): Datum | NoData {
    const written = this.written.get(value);
    if (written !== undefined) return written;
    if (depth > MAXIMUM_DEPTH) return { problem: { is: "nested-too-deeply" } };
    if (value instanceof SymbolValue) {
      return (value.origin as SymbolDatum | undefined) ?? symbol(value.name, this.span);
    }
    const made =
      value instanceof List
        ? this.list(value.toArray(), depth)
        : value instanceof ObjectValue
          ? this.object(value, depth)
          : this.atom(value);
    // Shared parts are made once: so they stay shared, and are counted without being walked again.
    if (!("problem" in made) && made.kind === "list") this.written.set(value, made);
    return made;
  }

  private list(values: readonly Value[], depth: number): Datum | NoData {
    const items: Datum[] = [];
    for (const each of values) {
      const item = this.datum(each, depth + 1);
      if ("problem" in item) return item;
      items.push(item);
    }
    const dot = values.at(-2);
    const isDotted = values.length > 2 && dot instanceof SymbolValue && dot.name === DOT;
    if (!isDotted) return list(items, this.span);
    return { ...list(items.slice(0, -2), this.span), tail: items.at(-1) };
  }

  private object(object: ObjectValue, depth: number): Datum | NoData {
    const items: Datum[] = [];
    for (const [key, value] of object.entries()) {
      const item = this.datum(value, depth + 1);
      if ("problem" in item) return item;
      items.push(constant(key, this.span), item);
    }
    return list(items, this.span, "{");
  }

  private atom(value: Value): Datum | NoData {
    const isData = value === null || typeof value !== "object" || value instanceof Float;
    return isData ? constant(value, this.places.get(value) ?? this.span) : { problem: { is: "no-datum" } };
  }
}

/** The form of an object whose keys are computed, as macros see it: a name that no program can write. */
export const OBJECT_FORM = "make object";
