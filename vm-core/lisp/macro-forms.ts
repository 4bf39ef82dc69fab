/** Forms that define macros: `define-syntax` and `define-macro`. */
import type { Span } from "../text/span.ts";
import type { Analyser } from "./analyser.ts";
import { type Datum, type ListDatum, list, type SymbolDatum } from "./datum.ts";
import type { FormTable } from "./form.ts";
import type { MacroMachine } from "./macro-run.ts";
import type { Meaning, Place } from "./scope.ts";
import { expandRules, readSyntaxRules, variablesOf } from "./syntax-rules.ts";

export const MACRO_FORMS: FormTable = {
  "define-syntax": (analyser, form, { scope }) => {
    const [, name, rules] = form.items;
    if (form.items.length !== 3 || name.kind !== "symbol") {
      return analyser.malformed(
        form.span,
        "(define-syntax name (syntax-rules (literal…) (pattern template)…))",
      );
    }
    const macro = readSyntaxRules(rules, scope);
    if ("start" in macro) {
      return analyser.malformed(macro, "(syntax-rules (literal…) (pattern template)…)");
    }
    const meaning: Meaning = {
      kind: "macro",
      expand: (use, place, by) => {
        const expansion = expandRules(macro, use, place.scope);
        if (expansion === undefined) {
          by.problem(use.span, "no-matching-rule", `no rule of the macro \`${name.name}\` fits this use`);
        } else if (expansion === "too-large") {
          by.problem(use.span, "endless-expansion", `the macro \`${name.name}\` makes too much of this use`);
          return undefined;
        }
        return expansion;
      },
    };
    scope.bind(name, meaning);
    analyser.names.define({ name, kind: "macro", form: form.span, scope, meaning });
    for (const { pattern, template } of macro.rules) {
      analyser.names.template({
        template,
        variables: new Set(["...", ...variablesOf(macro, pattern)]),
        scope,
      });
    }
    analyser.note((rules as ListDatum).items[0], { kind: "word", name: "syntax-rules" });
    return analyser.nothing(form.span);
  },

  "define-macro": (analyser, form, place) => {
    const code = readMacro(form);
    if (code === undefined)
      return analyser.malformedForm(form, "(define-macro (name parameter…) body…)", place);
    const machine = analyser.macros.compile(analyser, code, place);
    const meaning: Meaning = {
      kind: "macro",
      // What is wrong with it was reported where it is defined.
      expand: (use, _, by) => (machine === undefined ? undefined : by.macros.expand(by, code, machine, use)),
    };
    place.scope.bind(code.name, meaning);
    const { scope } = place;
    if (code.documentation !== undefined) analyser.names.document(meaning, code.documentation);
    analyser.names.define({ name: code.name, kind: "macro", form: form.span, scope, meaning });
    return analyser.nothing(form.span);
  },
};

/** A macro of `define-macro` as written. */
export interface MacroCode {
  readonly name: SymbolDatum;
  readonly parameters: Datum;
  readonly body: readonly Datum[];
  readonly span: Span;
  readonly documentation?: string;
}

/** Makes code of macros and runs it; undefined when something is wrong, which was reported. */
export interface MacroCompiler {
  compile(analyser: Analyser, code: MacroCode, place: Place): MacroMachine | undefined;
  expand(analyser: Analyser, macro: MacroCode, machine: MacroMachine, use: ListDatum): Datum | undefined;
}

/** Of `(define-macro (name parameter…) body…)`, or `(define-macro name (lambda (parameter…) body…))`. */
function readMacro({ items, span }: ListDatum): MacroCode | undefined {
  const [, target, ...rest] = items;
  if (target?.kind === "list") {
    const [name, ...parameters] = target.items;
    // A documentation string before the body is no part of it.
    const first = rest.length > 1 && rest[0].kind === "constant" ? rest[0].value : undefined;
    const documentation = typeof first === "string" ? first : undefined;
    const body = documentation === undefined ? rest : rest.slice(1);
    if (name?.kind !== "symbol" || body.length === 0) return undefined;
    const written = { ...list(parameters, target.span), tail: target.tail };
    return { name, parameters: written, body, span, documentation };
  }
  const [lambda] = rest;
  if (target?.kind !== "symbol" || rest.length !== 1 || lambda.kind !== "list") return undefined;
  const [head, parameters, ...body] = lambda.items;
  if (head?.kind !== "symbol" || head.name !== "lambda" || body.length === 0) return undefined;
  return parameters.kind === "constant" ? undefined : { name: target, parameters, body, span };
}
