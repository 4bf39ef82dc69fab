/**
 * Names that a form of several values binds twice.
 *
 * Invariant: a name is reported once for each time that it is bound again, and the form is expanded nevertheless.
 * Absent by design: names that are twice in one list of parameters, which the `lambda` of the expansion reports.
 */
import { type Datum, keyOf, type ListDatum, type SymbolDatum } from "./datum.ts";
import { derived } from "./derived.ts";
import type { Expand } from "./scope.ts";

/** As `derived`; no name may be in two of the groups that `groupsOf` finds in a use. */
export function boundOnce(
  groupsOf: (use: ListDatum) => readonly (readonly SymbolDatum[])[],
  shape: string,
  rules: string,
): Expand {
  const expand = derived(shape, rules);
  return (use, place, by) => {
    const seen = new Set<string>();
    // The rules use the form with a word in front for their own steps.
    const isWritten = use.items[1]?.kind !== "constant";
    for (const group of isWritten ? groupsOf(use) : []) {
      for (const name of group) {
        if (seen.has(keyOf(name))) by.problem(name.span, { kind: "duplicate-binding", name: name.name });
      }
      for (const name of group) seen.add(keyOf(name));
    }
    return expand(use, place, by);
  };
}

/** The names in a list of parameters, or the one that takes all. */
export function namesIn(formals: Datum | undefined): readonly SymbolDatum[] {
  if (formals?.kind === "symbol") return [formals];
  if (formals?.kind !== "list") return [];
  const last = formals.tail === undefined ? [] : [formals.tail];
  return [...formals.items, ...last].filter((item) => item.kind === "symbol");
}
