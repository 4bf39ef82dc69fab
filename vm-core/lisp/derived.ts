/**
 * Forms that are made of other forms: what a use stands for, as rules in the notation of `syntax-rules`.
 *
 * Invariant: hygienic, as a macro that is defined where the language is: its templates mean forms and functions of
 * the language whatever the program calls so.
 */
import type { Datum } from "./datum.ts";
import { read } from "./read.ts";
import type { Expand } from "./scope.ts";
import { expandRules, readSyntaxRules, type SyntaxRules } from "./syntax-rules.ts";

/** No place of any program's text. */
const NOWHERE = { start: -1, end: -1 };

/** `rules` are `(pattern template)…`; a use that none fits is not written as `shape` says. */
export function derived(shape: string, rules: string): Expand {
  let parsed: SyntaxRules | undefined;
  return (use, place, by) => {
    parsed ??= readRules(rules, by.root);
    const expansion = expandRules({ ...parsed, scope: by.root }, use, place.scope);
    if (expansion !== undefined && expansion !== "too-large") return expansion;
    by.malformed(use.span, shape);
    return undefined;
  };
}

function readRules(rules: string, scope: SyntaxRules["scope"]): SyntaxRules {
  const { forms } = read(`(syntax-rules (else) ${rules})`);
  const parsed = readSyntaxRules(nowhere(forms[0]), scope);
  if ("problem" in parsed) throw new Error(`rules of the language: ${parsed.problem.is}`);
  return parsed;
}

function nowhere(datum: Datum): Datum {
  if (datum.kind !== "list") return { ...datum, span: NOWHERE };
  const tail = datum.tail === undefined ? {} : { tail: nowhere(datum.tail) };
  return { ...datum, items: datum.items.map(nowhere), ...tail, span: NOWHERE };
}
