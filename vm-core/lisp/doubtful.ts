/**
 * What is doubtful in a Lisp text that has no errors: names that hide the language, names that nobody uses, tests that
 * may be the number 0.
 *
 * Absent by design: parameters that are not used, and globals, which macros and other processes name at run time.
 */
import type { Datum, ListDatum } from "./datum.ts";
import { formRow } from "./forms.ts";
import { lispFunctions } from "./library-docs.ts";
import type { Found } from "./problem.ts";
import type { LispMeaning, LispSymbol, LispSymbols } from "./symbols.ts";

/** In no particular order. */
export function findDoubtful(forms: readonly Datum[], symbols: LispSymbols): readonly Found[] {
  return [
    ...symbols.definitions.flatMap((symbol) => doubtfulName(symbol, symbols)),
    ...zeroTests(forms, symbols),
  ];
}

function doubtfulName(symbol: LispSymbol, { scopes }: LispSymbols): readonly Found[] {
  const { name, kind, nameSpan: span, scope, references, isNamedElsewhere } = symbol;
  const [program] = scopes;
  const isGlobal = scope.start === program.span.start && scope.end === program.span.end;
  if (kind === "import" || kind === "parameter") return [];
  if (isGlobal && formRow(name) !== undefined) {
    return [{ severity: "warning", problem: { kind: "hidden-form", name }, span }];
  }
  if (isGlobal && lispFunctions().has(name)) {
    return [{ severity: "information", problem: { kind: "hidden-function", name }, span }];
  }
  const isRead = references.some(({ access }) => access !== "write");
  const isUnused = !isNamedElsewhere && !isGlobal && !isRead && kind !== "macro";
  return isUnused && !name.startsWith("_")
    ? [{ severity: "hint", problem: { kind: "unused-name", name }, span }]
    : [];
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

function zeroTests(forms: readonly Datum[], { mentions }: LispSymbols): readonly Found[] {
  const found: Found[] = [];
  const look = (test: Datum): void => {
    const tested = test.kind === "list" ? headMeaning(mentions, test) : undefined;
    if (tested?.kind !== "library") return;
    const { name } = tested;
    const orFalse = NUMBER_OR_FALSE.has(name);
    if (!orFalse && !NUMBERS.has(name)) return;
    found.push({ severity: "warning", problem: { kind: "number-test", name, orFalse }, span: test.span });
  };
  const pending: Datum[] = [...forms];
  for (let datum = pending.pop(); datum !== undefined; datum = pending.pop()) {
    if (datum.kind !== "list") continue;
    const { items } = datum;
    for (const item of items) if (item.kind === "list") pending.push(item);
    // A form means what it is written as.
    const [head] = items;
    if (head?.kind !== "symbol" || !TESTING.has(head.name)) continue;
    const form = headMeaning(mentions, datum);
    const isKnown = form?.kind === "form" || (form?.kind === "library" && form.name === "not");
    if (isKnown) testsOf(form.name, items).forEach(look);
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
