/**
 * Data: what the reader makes of a text, and what macros work on.
 *
 * Invariant: every datum has the span that it was written at; a datum that a macro made has the span of the
 * place in the program that it stands for.
 */
import type { Span } from "../text/span.ts";
import type { Value } from "../value/value.ts";

export type Datum = ListDatum | SymbolDatum | ConstantDatum;

export type Bracket = "(" | "[" | "{" | "#(";

export interface ListDatum {
  readonly kind: "list";
  readonly bracket: Bracket;
  readonly items: readonly Datum[];
  /** What follows a dot. */
  readonly tail?: Datum;
  readonly span: Span;
}

export interface SymbolDatum {
  readonly kind: "symbol";
  readonly name: string;
  readonly span: Span;
  /** Of a name that the code of a macro made: where that code has it. */
  readonly source?: Span;
  /** A name that a template of `syntax-rules` brought: it means what it means where the macro was defined. */
  readonly alias?: Alias;
}

/** One expansion's own copy of a name. `scope` is a scope of the compiler, opaque here. */
export interface Alias {
  readonly id: number;
  readonly original: SymbolDatum;
  readonly scope: unknown;
}

export interface ConstantDatum {
  readonly kind: "constant";
  readonly value: Value;
  /** Written as `:name`; its value is the name. */
  readonly keyword?: boolean;
  readonly span: Span;
}

export interface LispComment {
  readonly span: Span;
}

export function symbol(name: string, span: Span): SymbolDatum {
  return { kind: "symbol", name, span };
}

export function list(items: readonly Datum[], span: Span, bracket: Bracket = "("): ListDatum {
  return { kind: "list", bracket, items, span };
}

export function constant(value: Value, span: Span): ConstantDatum {
  return { kind: "constant", value, span };
}

/** What a scope knows a symbol by: names that a macro brought are told apart. */
export function keyOf({ name, alias }: SymbolDatum): string {
  return alias === undefined ? name : `${name}\0${alias.id}`;
}

/** True for `(head …)` by its written name alone. */
export function headName(datum: Datum): string | undefined {
  if (datum.kind !== "list" || datum.bracket !== "(") return undefined;
  const [head] = datum.items;
  return head?.kind === "symbol" ? head.name : undefined;
}
