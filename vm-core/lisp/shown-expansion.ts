/**
 * What a use of a macro stands for, to be shown to people: the outermost form is expanded until it is no use of a macro.
 *
 * Absent by design: uses within the expansion, which depend on the scopes around them.
 */
import type { Analyser } from "./analyser.ts";
import { type Datum, list, type SymbolDatum, symbol } from "./datum.ts";
import type { Environment, Meaning } from "./scope.ts";
import { writeDatum } from "./write-datum.ts";

/** Expansions of one form: a macro that expands to itself must end. */
const MAXIMUM_STEPS = 1_000;

/** The expansion of a form of the top level as Lisp; undefined when a problem was reported to the analyser. */
export function showExpansion(form: Datum, analyser: Analyser): string | undefined {
  const environment: Environment = { scope: analyser.globals, code: analyser.main, tail: false };
  let shown: Datum | undefined = form;
  for (let steps = 0; shown !== undefined; steps++) {
    const meaning = headMeaning(shown, environment);
    if (shown.kind !== "list" || meaning?.kind !== "macro") return writeDatum(withPlainNames(shown));
    if (steps === MAXIMUM_STEPS) {
      analyser.problem(form.span, { kind: "endless-expansion", macro: undefined });
      return undefined;
    }
    shown = meaning.expand(shown, environment, analyser);
  }
  return undefined;
}

function headMeaning(form: Datum, { scope }: Environment): Meaning | undefined {
  if (form.kind !== "list" || form.bracket !== "(") return undefined;
  const [head] = form.items;
  return head?.kind === "symbol" ? scope.find(head) : undefined;
}

/** Names that a template brought are told apart from those of the use: `t` becomes `t.1` where the use has a `t`. */
function withPlainNames(form: Datum): Datum {
  const symbols = symbolsOf(form);
  const taken = new Set(symbols.filter(({ alias }) => alias === undefined).map(({ name }) => name));
  const names = new Map<string, string>();
  const nameOf = ({ name, alias }: SymbolDatum): string => {
    if (alias === undefined) return name;
    const key = `${alias.id} ${name}`;
    let given = names.get(key) ?? name;
    for (let count = 1; !names.has(key) && taken.has(given); count++) given = `${name}.${count}`;
    names.set(key, given);
    taken.add(given);
    return given;
  };
  const plain = (datum: Datum): Datum => {
    if (datum.kind === "symbol") return symbol(nameOf(datum), datum.span);
    if (datum.kind === "constant") return datum;
    const made = list(datum.items.map(plain), datum.span, datum.bracket);
    return datum.tail === undefined ? made : { ...made, tail: plain(datum.tail) };
  };
  return plain(form);
}

function symbolsOf(datum: Datum): readonly SymbolDatum[] {
  if (datum.kind === "symbol") return [datum];
  if (datum.kind === "constant") return [];
  return [...datum.items, ...(datum.tail === undefined ? [] : [datum.tail])].flatMap(symbolsOf);
}
