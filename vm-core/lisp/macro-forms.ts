/** Forms that define macros: `define-syntax` and `define-macro`. */
import type { Analyser } from "./analyser.ts";
import { type Datum, type ListDatum, list, type SymbolDatum } from "./datum.ts";
import type { FormTable } from "./form.ts";
import type { MacroCode } from "./macro-compiler.ts";
import type { Node } from "./nodes.ts";
import { type Environment, type Expand, type Expander, type Meaning, Scope } from "./scope.ts";
import { expandRules, readSyntaxRules, type SyntaxRules, variablesOf } from "./syntax-rules.ts";

export const MACRO_FORMS: FormTable = {
  "define-syntax": {
    group: "definitions",
    colour: "storage",
    shapes: ["(define-syntax name (syntax-rules (literal…) (pattern template)…))"],
    doc: "Defines a macro. The first pattern that fits a use is taken, and its template stands for the use. `…` after `x`, written `x ...`, matches any number; a name before the literals takes the place of `...`. Names that the template brings do not meet those of the program.",
    example:
      "(define-syntax swap!\n  (syntax-rules ()\n    ((_ a b) (let ((old a)) (set! a b) (set! b old)))))",
    words: { "syntax-rules": "`(syntax-rules (literal…) (pattern template)…)`: the rules of a macro." },
    analyse: (analyser, form, { scope }) => {
      const [, name, rules] = form.items;
      if (form.items.length !== 3 || name.kind !== "symbol") {
        return analyser.malformed(
          form.span,
          "(define-syntax name (syntax-rules (literal…) (pattern template)…))",
        );
      }
      bindRules(analyser, name, rules, form, scope, scope);
      return analyser.nothing(form.span);
    },
  },

  "let-syntax": {
    group: "definitions",
    colour: "storage",
    shapes: ["(let-syntax ((name (syntax-rules …))…) body…)"],
    doc: "Gives names to macros in a body; their rules do not see the names.",
    example: "(let-syntax ((twice (syntax-rules () ((_ e) (begin e e))))) (twice (print 1)))",
    analyse: (analyser, form, environment) => localMacros(analyser, form, environment, false),
  },

  "letrec-syntax": {
    group: "definitions",
    colour: "storage",
    shapes: ["(letrec-syntax ((name (syntax-rules …))…) body…)"],
    doc: "As `let-syntax`, but the rules see the names.",
    analyse: (analyser, form, environment) => localMacros(analyser, form, environment, true),
  },

  "define-macro": {
    group: "definitions",
    colour: "storage",
    shapes: ["(define-macro (name parameter…) body…)"],
    doc: "Defines a macro whose body computes what stands for a use, from the data that the use was given. It runs while the program is compiled: with the whole language and library, with the functions that are defined before it, and with nothing else of the program or outside. In its code symbols are values of their own (`symbol?`, `symbol->string`, `string->symbol`), `[…]` is seen as `(list …)`, and `(gensym)` gives a name that nothing else has. Names that it makes mean what they mean where it is used.",
    example: "(define-macro (unless-zero n . body)\n  `(if (= ,n 0) null (begin ,@body)))",
    analyse: (analyser, form, environment) => {
      analyser.work.isUnsteady = true;
      const code = readMacro(form);
      if (code === undefined)
        return analyser.malformedForm(form, "(define-macro (name parameter…) body…)", environment);
      const machine = analyser.macros.compile(analyser, code, environment);
      const meaning: Meaning = {
        kind: "macro",
        // What is wrong with it was reported where it is defined.
        expand: (use, _, by) =>
          machine === undefined ? undefined : analyser.macros.expand(by, code, machine, use),
      };
      environment.scope.bind(code.name, meaning);
      const { scope } = environment;
      if (code.documentation !== undefined) analyser.names.document(meaning, code.documentation);
      analyser.names.define({ name: code.name, kind: "macro", form: form.span, scope, meaning });
      return analyser.nothing(form.span);
    },
  },
};

/** Gives a name to the macro of `(syntax-rules …)`, whose templates mean what they mean in `defined`. */
function bindRules(
  analyser: Analyser,
  name: SymbolDatum,
  written: Datum,
  form: ListDatum,
  scope: Scope,
  defined: Scope,
): void {
  analyser.work.isUnsteady = true;
  const macro = readSyntaxRules(written, defined);
  if ("problem" in macro) {
    analyser.problem(macro.span, { kind: "malformed-form", is: "rules", because: macro.problem });
    return;
  }
  const meaning: Meaning = { kind: "macro", expand: expandBy(name.name, macro) };
  scope.bind(name, meaning);
  analyser.names.define({ name, kind: "macro", form: form.span, scope, meaning });
  for (const { pattern, template } of macro.rules) {
    const variables = new Set([macro.ellipsis, ...variablesOf(macro, pattern)]);
    analyser.names.template({ template, variables, scope: defined });
  }
  analyser.note((written as ListDatum).items[0], { kind: "word", name: "syntax-rules" });
}

function expandBy(name: string, macro: SyntaxRules): Expand {
  return (use, environment, by) => {
    const expansion = expandRules(macro, use, environment.scope);
    // A name that is no literal since it means a variable here is a mention of that.
    if (macro.literals.size > 0) for (const item of use.items) mentionHidden(item, macro, environment, by);
    if (expansion === "too-large") {
      by.problem(use.span, { kind: "endless-expansion", macro: name });
      return undefined;
    }
    if (expansion === undefined) {
      by.problem(use.span, { kind: "no-matching-rule", macro: name });
    }
    return expansion;
  };
}

function mentionHidden(datum: Datum, macro: SyntaxRules, environment: Environment, by: Expander): void {
  if (datum.kind === "list") for (const item of datum.items) mentionHidden(item, macro, environment, by);
  if (datum.kind !== "symbol" || datum.alias !== undefined || !macro.literals.has(datum.name)) return;
  const meaning = environment.scope.find(datum);
  if (meaning?.kind === "variable" && meaning !== macro.scope.find(datum)) by.mentionRead(datum, meaning);
}

/** `let-syntax`, and `letrec-syntax` where the rules see the names. */
function localMacros(
  analyser: Analyser,
  form: ListDatum,
  environment: Environment,
  recursive: boolean,
): Node {
  const [head, written, ...body] = form.items;
  const shape = `(${head.kind === "symbol" ? head.name : "let-syntax"} ((name (syntax-rules …))…) body…)`;
  if (written?.kind !== "list" || body.length === 0) return analyser.malformedForm(form, shape, environment);
  const scope = new Scope(environment.scope);
  analyser.noteScope(scope, "let", body, form.span, environment);
  for (const binding of written.items) {
    const [name, rules] = binding.kind === "list" ? binding.items : [];
    if (binding.kind !== "list" || name?.kind !== "symbol" || rules === undefined) {
      return analyser.malformed(binding.span, "(name (syntax-rules …))");
    }
    bindRules(analyser, name, rules, binding, scope, recursive ? scope : environment.scope);
  }
  return analyser.body(body, { ...environment, scope }, form.span);
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
