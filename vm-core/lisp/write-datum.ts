/** Writes data of a program as they are read: for what is said about a form, and for expansions. */
import { writeLisp } from "../run/write-lisp.ts";
import { type Bracket, type Datum, headName, type ListDatum } from "./datum.ts";

const CLOSING: Readonly<Record<Bracket, string>> = { "(": ")", "[": "]", "{": "}", "#(": ")" };

const MARKS: Readonly<Record<string, string>> = {
  quote: "'",
  quasiquote: "`",
  unquote: ",",
  "unquote-splicing": ",@",
};

/** A datum on one line. */
export function writeDatum(datum: Datum): string {
  if (datum.kind === "symbol") return datum.name;
  if (datum.kind === "constant") {
    return datum.keyword === true ? `:${datum.value}` : writeLisp(datum.value);
  }
  const mark = MARKS[headName(datum) ?? ""];
  if (mark !== undefined && datum.items.length === 2) return `${mark}${writeDatum(datum.items[1])}`;
  return `${datum.bracket}${itemsOf(datum)}${CLOSING[datum.bracket]}`;
}

function itemsOf({ items, tail }: ListDatum): string {
  const words = items.map(writeDatum);
  return (tail === undefined ? words : [...words, ".", writeDatum(tail)]).join(" ");
}
