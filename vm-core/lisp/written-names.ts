/** How the names of data are written in a text. */
import type { Datum, SymbolDatum } from "./datum.ts";

/** Whether it is written where it is: names that forms are made of have the span of the form. */
export function isWritten(text: string, { name, span, alias }: SymbolDatum): boolean {
  if (alias !== undefined || span.end - span.start !== name.length) return false;
  return name.length > 0 && text.startsWith(name, span.start);
}

/** The mark of a prefix stands for its form. */
export function isMark(text: string, { name, span }: SymbolDatum): boolean {
  return span.end - span.start <= 2 && PREFIXES[text.slice(span.start, span.end)] === name;
}

const PREFIXES: Readonly<Record<string, string>> = {
  "'": "quote",
  "`": "quasiquote",
  ",": "unquote",
  ",@": "unquote-splicing",
};

/** The name of a template that one stands for, or itself. */
export function originalOf(name: SymbolDatum): SymbolDatum {
  let written = name;
  while (written.alias !== undefined) written = written.alias.original;
  return written;
}

/** All symbols in a datum, in order. */
export function symbolsIn(datum: Datum): readonly SymbolDatum[] {
  if (datum.kind === "symbol") return [datum];
  if (datum.kind === "constant") return [];
  return [...datum.items, ...(datum.tail === undefined ? [] : [datum.tail])].flatMap(symbolsIn);
}
