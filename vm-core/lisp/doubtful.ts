/**
 * What is doubtful in a Lisp text that has no errors: names that hide the language, names that nobody uses, tests that
 * may be the number 0.
 *
 * Absent by design: parameters that are not used, and globals, which macros and other processes name at run time.
 */
import type { Span } from "../text/span.ts";
import type { Datum, ListDatum } from "./datum.ts";
import type { FormSymbols } from "./form-symbols.ts";
import { formRow } from "./forms.ts";
import type { KnownForm } from "./found-symbols.ts";
import { lispFunctions } from "./library-docs.ts";
import type { LocatedProblem } from "./problem.ts";
import type { LispMeaning, LispSymbol, LispSymbols, TextSymbols } from "./symbols.ts";
import { tally } from "./tally.ts";

/** What is doubtful in a text. */
export interface Doubtful {
  /** In no particular order. */
  readonly all: readonly LocatedProblem[];
  /** The forms in which it is; undefined where it is not in these alone. */
  readonly forms: ReadonlySet<FormSymbols> | undefined;
}

/** What is found of a form whose names are known by themselves is kept with them. */
export function findDoubtful(forms: readonly Datum[], { found }: TextSymbols): Doubtful {
  const { forms: known, loose } = found;
  const program = loose.scopes[0]?.span;
  const symbolsOf = finderOf(known);
  const all = loose.definitions.flatMap((symbol) => doubtfulName(symbol, program));
  let isInForms = all.length === 0;
  const inForms = new Set<FormSymbols>();
  for (const form of forms) {
    const own = symbolsOf(form.span);
    const doubtful = own === undefined ? zeroTests(form, loose.mentions) : doubtfulIn(form, own, program);
    if (own?.doubtful === undefined) isInForms = false;
    else if (doubtful.length > 0) inForms.add(own);
    for (const one of doubtful) all.push(one);
  }
  return { all, forms: isInForms ? inForms : undefined };
}

/**
 * What is doubtful in a text of which some forms are others, from one of them on, that define no name of the language which was not
 * defined before; undefined where all is looked through.
 */
export function findDoubtfulAgain(
  before: Doubtful,
  gone: readonly (FormSymbols | undefined)[],
  at: number,
  added: readonly Datum[],
  { found }: TextSymbols,
): Doubtful | undefined {
  if (before.forms === undefined) return undefined;
  const inForms = new Set(before.forms);
  for (const symbols of gone) if (symbols !== undefined) inForms.delete(symbols);
  for (const [i, form] of added.entries()) {
    const known = found.forms.at(at + i);
    if (known?.place !== form.span) return undefined;
    const { symbols } = known;
    if (doubtfulIn(form, symbols, found.loose.scopes[0]?.span).length > 0) inForms.add(symbols);
    if (symbols.doubtful === undefined) return undefined;
  }
  return { all: [...inForms].flatMap(({ doubtful = [] }) => doubtful), forms: inForms };
}

/** Finds what is known of a form by its place; fast where both come in the order of the text, as they mostly do. */
function finderOf(known: readonly KnownForm[]): (place: Span) => FormSymbols | undefined {
  let at = 0;
  let all: ReadonlyMap<Span, FormSymbols> | undefined;
  return (place) => {
    const next = known[at];
    if (next?.place === place) {
      at++;
      return next.symbols;
    }
    all ??= new Map(known.map((form) => [form.place, form.symbols]));
    return all.get(place);
  };
}

function doubtfulIn(form: Datum, symbols: FormSymbols, program: Span | undefined): readonly LocatedProblem[] {
  if (symbols.doubtful !== undefined) return symbols.doubtful;
  tally.doubted++;
  const found = [
    ...symbols.definitions.flatMap((symbol) => doubtfulName(symbol, program)),
    ...zeroTests(form, symbols.mentions),
  ];
  // Names of a form that is the whole text look like globals.
  if (!isSameSpan(form.span, program)) symbols.doubtful = found;
  return found;
}

function isSameSpan(a: Span, b: Span | undefined): boolean {
  return a.start === b?.start && a.end === b.end;
}

function doubtfulName(symbol: LispSymbol, program: Span | undefined): readonly LocatedProblem[] {
  const { name, kind, nameSpan: span, scope, isNamedElsewhere } = symbol;
  const isGlobal = isSameSpan(scope, program);
  if (kind === "import" || kind === "parameter") return [];
  if (isGlobal && formRow(name) !== undefined) {
    return [{ severity: "warning", problem: { kind: "hidden-form", name }, span }];
  }
  if (isGlobal && lispFunctions().has(name)) {
    return [{ severity: "information", problem: { kind: "hidden-function", name }, span }];
  }
  if (isNamedElsewhere || isGlobal || kind === "macro" || name.startsWith("_")) return [];
  const isUnused = symbol.references.every(({ access }) => access === "write");
  return isUnused ? [{ severity: "hint", problem: { kind: "unused-name", name }, span }] : [];
}

/** Functions that give a number, 0 among them, for values that programs test. */
const NUMBERS: ReadonlySet<string> = new Set(
  (
    "+ - * / 1+ 1- -1+ mod quotient remainder modulo abs min max floor ceiling round truncate exact " +
    "length string-length vector-length hash-table-size hash-table-count count vector-count string-count " +
    "string-index list-index vector-index bit-and bit-or bit-xor shift-left shift-right random"
  ).split(" "),
);
/** Functions that give a number, or false. */
const NUMBER_OR_FALSE: ReadonlySet<string> = new Set([
  "string->number",
  "string-search-forward",
  "digit-value",
]);

const TESTING: ReadonlySet<string> = new Set([
  "if",
  "when",
  "unless",
  "while",
  "not",
  "and",
  "or",
  "cond",
  "do",
]);

/** What is tested in a use of a form. */
function testsOf(form: string, [, ...parts]: readonly Datum[]): readonly Datum[] {
  switch (form) {
    case "if":
    case "when":
    case "unless":
    case "while":
    case "not":
      return parts.slice(0, 1);
    case "and":
    case "or":
      return parts.slice(0, -1);
    case "cond":
      return parts.flatMap(firstOf);
    case "do":
      return parts.slice(1, 2).flatMap(firstOf);
    default:
      return [];
  }
}

function firstOf(datum: Datum): readonly Datum[] {
  return datum.kind === "list" ? datum.items.slice(0, 1) : [];
}

function zeroTests(form: Datum, mentions: LispSymbols["mentions"]): readonly LocatedProblem[] {
  const found: LocatedProblem[] = [];
  const look = (test: Datum): void => {
    const tested = test.kind === "list" ? headMeaning(mentions, test) : undefined;
    if (tested?.kind !== "library") return;
    const { name } = tested;
    const orFalse = NUMBER_OR_FALSE.has(name);
    if (!orFalse && !NUMBERS.has(name)) return;
    found.push({ severity: "warning", problem: { kind: "number-test", name, orFalse }, span: test.span });
  };
  const pending: Datum[] = [form];
  for (let datum = pending.pop(); datum !== undefined; datum = pending.pop()) {
    if (datum.kind !== "list") continue;
    const { items } = datum;
    for (const item of items) if (item.kind === "list") pending.push(item);
    // A form means what it is written as.
    const [head] = items;
    if (head?.kind !== "symbol" || !TESTING.has(head.name)) continue;
    const meant = headMeaning(mentions, datum);
    const isKnown = meant?.kind === "form" || (meant?.kind === "library" && meant.name === "not");
    if (isKnown) testsOf(meant.name, items).forEach(look);
  }
  return found;
}

function headMeaning(
  mentions: LispSymbols["mentions"],
  { bracket, items }: ListDatum,
): LispMeaning | undefined {
  const [head] = items;
  if (bracket !== "(" || head?.kind !== "symbol") return undefined;
  const { start } = head.span;
  let low = 0;
  let high = mentions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (mentions[middle].span.start < start) low = middle + 1;
    else high = middle;
  }
  return mentions[low]?.span.start === start ? mentions[low].meaning : undefined;
}
