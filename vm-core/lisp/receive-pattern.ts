/**
 * Patterns of `receive` as patterns of the machine, and the names that they bind.
 *
 * | written | matches |
 * |---|---|
 * | `name` | anything, and binds it |
 * | `_` | anything |
 * | `42` `"text"` `:word` `'word` `true` `null` | that value |
 * | `(p…)` `[p…]` | a list of so many items that match; `(p . rest)` one of at least so many |
 * | `{:field p}` | an object with fields that match |
 */
import { writeString } from "../text/literal.ts";
import type { Span } from "../text/span.ts";
import { displayFloat } from "../value/display.ts";
import { writePatternText } from "../value/pattern.ts";
import { Float } from "../value/value.ts";
import { type Datum, headName, type ListDatum, type SymbolDatum } from "./datum.ts";
import type { PatternProblem } from "./problem.ts";

/** A step into a message: an item, a field, or the items from one on. */
export type PatternPart = number | string | { readonly from: number };

export interface ReceivePattern {
  /** As the machine reads it. */
  readonly text: string;
  readonly names: readonly BoundName[];
}

interface NoPattern {
  readonly problem: PatternProblem;
  readonly span: Span;
}

export function readPattern(datum: Datum): ReceivePattern | NoPattern {
  const names: BoundName[] = [];
  const text = write(datum, [], names);
  if (typeof text !== "string") return text;
  // By itself a text is written in quotes.
  const plain = datum.kind === "constant" ? datum.value : quotedName(datum);
  return { text: typeof plain === "string" ? writeString(plain) : text, names };
}

/** A name that a pattern binds, and where in the message its value is. */
export interface BoundName {
  readonly name: SymbolDatum;
  readonly path: readonly PatternPart[];
}

function write(datum: Datum, path: readonly PatternPart[], names: BoundName[]): string | NoPattern {
  if (datum.kind === "constant") {
    const { value } = datum;
    if (typeof value === "string") return writePatternText(value);
    return value instanceof Float ? writeFloat(value.value) : String(value);
  }
  if (datum.kind === "symbol") {
    if (datum.name === "_") return "any";
    if (names.some(({ name }) => name.name === datum.name)) {
      return { problem: { is: "bound-twice", name: datum.name }, span: datum.span };
    }
    names.push({ name: datum, path });
    return "any";
  }
  const quoted = quotedName(datum);
  if (quoted !== undefined) return writePatternText(quoted);
  return datum.bracket === "{" ? writeObject(datum, path, names) : writeList(datum, path, names);
}

/** The name in `'name`. */
function quotedName(datum: Datum): string | undefined {
  if (datum.kind !== "list" || headName(datum) !== "quote") return undefined;
  const [, name] = datum.items;
  return name?.kind === "symbol" ? name.name : undefined;
}

function writeFloat(value: number): string {
  const text = displayFloat(value);
  return /[.nN]/.test(text) ? text : `${text}.0`;
}

function writeList(
  { items, tail }: ListDatum,
  path: readonly PatternPart[],
  names: BoundName[],
): string | NoPattern {
  const parts: string[] = [];
  for (const [index, item] of items.entries()) {
    const part = write(item, [...path, index], names);
    if (typeof part !== "string") return part;
    parts.push(part);
  }
  if (tail === undefined) return `[${parts.join(",")}]`;
  const rest = write(tail, [...path, { from: items.length }], names);
  if (typeof rest !== "string") return rest;
  if (rest !== "any") return { problem: { is: "tail" }, span: tail.span };
  return `[${[...parts, "..."].join(",")}]`;
}

function writeObject(
  { items, span }: ListDatum,
  path: readonly PatternPart[],
  names: BoundName[],
): string | NoPattern {
  const parts: string[] = [];
  for (let i = 0; i < items.length; i += 2) {
    const key = items[i];
    const value = items[i + 1];
    if (key.kind !== "constant" || typeof key.value !== "string" || value === undefined) {
      return { problem: { is: "object" }, span };
    }
    const part = write(value, [...path, key.value], names);
    if (typeof part !== "string") return part;
    parts.push(`${writePatternText(key.value)}:${part}`);
  }
  return `{${parts.join(",")}}`;
}
