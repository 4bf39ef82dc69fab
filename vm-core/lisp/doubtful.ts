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
  const isUnused = !isNamedElsewhere && !isGlobal && references.length === 0 && kind !== "macro";
  return isUnused && !name.startsWith("_")
    ? [{ severity: "hint", problem: { kind: "unused-name", name }, span }]
    : [];
}

/** Functions that give a number, 0 among them, for values that programs test. */
const NUMBERS: ReadonlySet<string> = new Set([
  "+",
  "-",
  "*",
  "/",
  "mod",
  "quotient",
  "remainder",
  "modulo",
  "abs",
  "length",
  "string-length",
  "vector-length",
  "hash-table-size",
  "string-index",
  "list-index",
  "string-count",
]);

/** Forms whose first part is a test. */
const TESTING: ReadonlySet<string> = new Set(["if", "when", "unless", "while"]);

function zeroTests(forms: readonly Datum[], { mentions }: LispSymbols): readonly Found[] {
  const found: Found[] = [];
  const pending: Datum[] = [...forms];
  for (let datum = pending.pop(); datum !== undefined; datum = pending.pop()) {
    if (datum.kind !== "list") continue;
    for (const item of datum.items) if (item.kind === "list") pending.push(item);
    const [head, test] = datum.items;
    // A form means what it is written as; a function may have several names.
    if (test?.kind !== "list" || head.kind !== "symbol" || !TESTING.has(head.name)) continue;
    const form = headMeaning(mentions, datum);
    const tested = headMeaning(mentions, test);
    if (form?.kind !== "form" || !TESTING.has(form.name)) continue;
    if (tested?.kind !== "library" || !NUMBERS.has(tested.name)) continue;
    found.push({ severity: "warning", problem: { kind: "number-test", name: tested.name }, span: test.span });
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
