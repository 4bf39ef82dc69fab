/** Forms that define macros: `define-syntax`, and `define-macro`, which is not there yet. */
import type { ListDatum } from "./datum.ts";
import type { FormTable } from "./form.ts";
import type { Meaning } from "./scope.ts";
import { expandRules, readSyntaxRules } from "./syntax-rules.ts";

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
      expand: (use, place) => {
        const expansion = expandRules(macro, use, place.scope);
        if (expansion === undefined) {
          analyser.problem(
            use.span,
            "no-matching-rule",
            `no rule of the macro \`${name.name}\` fits this use`,
          );
        } else if (expansion === "too-large") {
          analyser.problem(
            use.span,
            "endless-expansion",
            `the macro \`${name.name}\` makes too much of this use`,
          );
          return undefined;
        }
        return expansion;
      },
    };
    scope.bind(name, meaning);
    analyser.names.define({ name, kind: "macro", form: form.span, scope, meaning });
    analyser.note((rules as ListDatum).items[0], { kind: "word", name: "syntax-rules" });
    return analyser.nothing(form.span);
  },

  "define-macro": (analyser, form) =>
    analyser.problem(
      form.span,
      "unsupported-form",
      "`define-macro` is not there yet: `define-syntax` with `syntax-rules` is",
    ),
};
