/**
 * The part of the library that is written in Lisp: one text, made of a file for each theme.
 *
 * Invariant: a definition is read when it is first asked for, so that a program pays for what it uses only.
 */
import type { ListDatum } from "./datum.ts";
import changing from "./library/changing.lisp";
import control from "./library/control.lisp";
import core from "./library/core.lisp";
import lists from "./library/lists.lisp";
import numbers from "./library/numbers.lisp";
import pairs from "./library/pairs.lisp";
import reading from "./library/reading.lisp";
import strings from "./library/strings.lisp";
import { readFormAt } from "./read.ts";

export const LIBRARY_FILE = {
  name: "ttvm-std:/lisp.lisp",
  text: [core, pairs, lists, numbers, strings, control, changing, reading].join("\n"),
};

/** Where each definition begins, by its name: one is `(define (name parameter…) documentation body…)`. */
let starts: ReadonlyMap<string, number> | undefined;
const read = new Map<string, ListDatum>();

function definitionStarts(): ReadonlyMap<string, number> {
  starts ??= new Map(
    [...LIBRARY_FILE.text.matchAll(/^\(define \(([^\s()]+)/gm)].map(({ 1: name, index }) => [name, index]),
  );
  return starts;
}

/** The names that the library defines; those that begin with `%` are its own. */
export function libraryNames(): Iterable<string> {
  return definitionStarts().keys();
}

export function isInLibrary(name: string): boolean {
  return definitionStarts().has(name);
}

/**
 * The function of the library that takes the place of another one where that is a value, or is called with more or fewer
 * arguments: `%name`, which takes any number of them from some on.
 */
export function variadicForm(name: string): { readonly name: string; readonly least: number } | undefined {
  const inner = `%${name}`;
  const parameters = libraryDefinition(inner)?.items[1];
  if (parameters?.kind !== "list" || parameters.tail === undefined) return undefined;
  return { name: inner, least: parameters.items.length - 1 };
}

/** By its name, how many arguments a last parameter stands for that takes all further ones; without it, any number. */
const OPTIONAL: Readonly<Record<string, number>> = {
  base: 1,
  bounds: 2,
  character: 1,
  code: 1,
  convert: 1,
  end: 1,
  "end-and-step": 2,
  environment: 1,
  fill: 1,
  less: 1,
  otherwise: 2,
  port: 1,
  radix: 1,
  same: 1,
  separator: 1,
  "start-and-step": 2,
  x: 1,
};

/** The most arguments that a function of the library takes. */
export function mostArguments({ items: [, signature] }: ListDatum): number {
  const { items, tail } = signature as ListDatum;
  if (tail === undefined) return items.length - 1;
  const optional = tail.kind === "symbol" ? OPTIONAL[tail.name] : undefined;
  return optional === undefined ? Number.POSITIVE_INFINITY : items.length - 1 + optional;
}

/** The definition of a name. */
export function libraryDefinition(name: string): ListDatum | undefined {
  const known = read.get(name);
  const start = definitionStarts().get(name);
  if (known !== undefined || start === undefined) return known;
  const form = readFormAt(LIBRARY_FILE.text, start);
  if (form?.kind !== "list") throw new Error(`the library: ${name} is no whole form`);
  read.set(name, form);
  return form;
}
