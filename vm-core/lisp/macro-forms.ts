/** Forms that define macros: `define-syntax`, and `define-macro`, which is not there yet. */
import type { FormTable } from "./form.ts";
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
    scope.bind(name, {
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
    });
    return analyser.nothing(form.span);
  },

  "define-macro": (analyser, form) =>
    analyser.problem(
      form.span,
      "unsupported-form",
      "`define-macro` is not there yet: `define-syntax` with `syntax-rules` is",
    ),
};
