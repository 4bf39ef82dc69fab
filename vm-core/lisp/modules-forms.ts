/** `import`, `include` and `export`. */
import { type Datum, type ListDatum, list, symbol } from "./datum.ts";
import type { FormTable } from "./form.ts";
import { mentionUnknown, unknownVariable } from "./references.ts";

/** Whether an import set names a library of R7RS or of a SRFI under its own names. */
function isOfScheme(set: Datum): boolean {
  const [head, inner] = set.kind === "list" ? set.items : [];
  if (head?.kind !== "symbol" || inner === undefined) return false;
  return head.name === "only" || head.name === "except"
    ? isOfScheme(inner)
    : head.name === "scheme" || head.name === "srfi";
}

export const MODULE_FORMS: FormTable = {
  import: {
    group: "modules",
    colour: "control",
    shapes: ["(import path)", "(import path (name…))"],
    doc: "Brings the names that a module exports; with a list, what is known about them are these. It is at the top level. `(import (scheme base))` and other libraries of R7RS and SRFI, also with `only` and `except`, bring nothing: what there is of them is always there.",
    example: "(import std/math)\n(print (sqrt 2))",
    analyse: (analyser, form, place) => {
      analyser.work.isUnsteady = true;
      const [, path, names] = form.items;
      const sets = form.items.slice(1);
      if (sets.length > 0 && sets.every(isOfScheme)) return analyser.nothing(form.span);
      const written =
        path?.kind === "symbol" ? path.name : path?.kind === "constant" ? path.value : undefined;
      if (
        typeof written !== "string" ||
        form.items.length > 3 ||
        (names !== undefined && names.kind !== "list")
      ) {
        return analyser.malformed(form.span, "(import path) or (import path (name…))");
      }
      analyser.note(path, { kind: "module", name: written, isIncluded: false });
      if (place.code !== analyser.main || place.scope !== analyser.globals) {
        return analyser.problem(form.span, { kind: "misplaced-import" });
      }
      const given = (names as ListDatum | undefined)?.items;
      const exported = analyser.exportsOf(written);
      const known = given ?? exported?.map(({ name }) => symbol(name, path.span));
      if (known === undefined) analyser.openImport = true;
      for (const name of known ?? []) {
        if (name.kind !== "symbol") return analyser.malformed(form.span, "(import path (name…))");
        const variable = unknownVariable(analyser, name);
        // What the program defines itself leaves a value.
        if (!variable.defined) variable.silent = exported?.find((each) => each.name === name.name)?.silent;
        variable.defined = true;
        variable.assigned = true;
        const meaning = { kind: "variable", variable } as const;
        analyser.names.define({ name, kind: "import", form: form.span, scope: place.scope, meaning });
      }
      return { kind: "import", path: written, span: form.span };
    },
  },

  include: {
    group: "modules",
    colour: "control",
    shapes: ['(include "file"…)'],
    doc: "The forms of one or more files in this place: at the top level, in a body, or where a value is wanted, as `begin` would have them. A path is relative to the file that the form is in. What the files define belongs to this program, and they see its names; `import` takes a file that has names of its own.",
    expand: (use, _, by) => {
      const [, ...paths] = use.items;
      const forms: Datum[] = [];
      for (const path of paths) {
        if (path.kind !== "constant" || typeof path.value !== "string" || path.keyword) {
          by.malformed(path.span, '(include "file"…)');
          return undefined;
        }
        for (const form of by.include(path, path.value)) forms.push(form);
      }
      if (paths.length === 0) {
        by.malformed(use.span, '(include "file"…)');
        return undefined;
      }
      const begin = symbol("begin", use.span);
      return list([{ ...begin, alias: { id: 0, original: begin, scope: by.root } }, ...forms], use.span);
    },
  },

  export: {
    group: "modules",
    colour: "control",
    shapes: ["(export name…)"],
    doc: "Offers names to those who import this file.",
    analyse: (analyser, form, place) => {
      analyser.work.isUnsteady = true;
      for (const name of form.items.slice(1)) {
        if (name.kind !== "symbol") return analyser.malformed(form.span, "(export name…)");
        const variable = mentionUnknown(analyser, name, "read");
        analyser.addUse(variable, { from: place.code, span: name.span, callOf: undefined, tail: false });
        analyser.exports.push({ variable, span: name.span });
      }
      return analyser.nothing(form.span);
    },
  },
};
