/**
 * Data as values, for the code of macros: lists are lists, symbols symbols, `[…]` is `(list …)`, `#(…)` a call of
 * `vector`, `{…}` an object.
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
    if (bracket === "#(") {
      return List.of([this.named("vector"), ...values.map((item) => List.of([this.named("quote"), item]))]);
    }
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

  /** Values in each other are worked off here, not by recursion: they may be nested as deeply as there is memory. */
  datum(value: Value): Datum | NoData {
    const all: Datum[] = [];
    const open: OpenValue[] = [{ value: null, parts: [value], items: all }];
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      if (top.items.length === top.parts.length) {
        open.pop();
        const outer = open.at(-1);
        if (outer === undefined) break;
        const made = this.listOf(top);
        // Shared parts are made once: so they stay shared, and are counted without being walked again.
        this.written.set(top.value, made);
        outer.items.push(made);
        continue;
      }
      const next = top.parts[top.items.length];
      const whole = this.whole(next);
      if (whole === undefined) open.push(openValue(next as List | ObjectValue));
      else if ("problem" in whole) return whole;
      else top.items.push(whole);
    }
    return all[0];
  }

  private listOf({ value, parts, items }: OpenValue): ListDatum {
    if (value instanceof ObjectValue) {
      const fields = [...value.entries()].flatMap(([key], index) => [constant(key, this.span), items[index]]);
      return list(fields, this.span, "{");
    }
    const dot = parts.at(-2);
    const isDotted = parts.length > 2 && dot instanceof SymbolValue && dot.name === DOT;
    if (!isDotted) return list(items, this.span);
    const tail = items[items.length - 1];
    // `(a . (b c))` is `(a b c)`.
    if (tail.kind === "list" && tail.bracket === "(") {
      return { ...list([...items.slice(0, -2), ...tail.items], this.span), tail: tail.tail };
    }
    return { ...list(items.slice(0, -2), this.span), tail };
  }

  /** What is no list or object, or is known already; undefined for all others. */
  private whole(value: Value): Datum | NoData | undefined {
    const written = this.written.get(value);
    if (written !== undefined) return written;
    if (value instanceof SymbolValue) {
      const origin = value.origin as SymbolDatum | undefined;
      if (origin === undefined) return symbol(value.name, this.span);
      return origin.source === undefined ? origin : { ...origin, span: this.span };
    }
    return value instanceof List || value instanceof ObjectValue ? undefined : this.atom(value);
  }

  private atom(value: Value): Datum | NoData {
    const isData = value === null || typeof value !== "object" || value instanceof Float;
    return isData ? constant(value, this.places.get(value) ?? this.span) : { problem: { is: "no-datum" } };
  }
}

/** A list or an object, and the data of its parts so far. */
interface OpenValue {
  readonly value: Value;
  readonly parts: readonly Value[];
  readonly items: Datum[];
}

function openValue(value: List | ObjectValue): OpenValue {
  const parts = value instanceof List ? value.toArray() : [...value.entries()].map(([, part]) => part);
  return { value, parts, items: [] };
}

/** The form of an object whose keys are computed, as macros see it: a name that no program can write. */
export const OBJECT_FORM = "make object";
