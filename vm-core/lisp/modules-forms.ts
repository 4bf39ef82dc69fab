/** `import` and `export`. */
import { type Datum, type ListDatum, symbol } from "./datum.ts";
import type { FormTable } from "./form.ts";

export const MODULE_FORMS: FormTable = {
  import: (analyser, form, place) => {
    const [, path, names] = form.items;
    const written = path?.kind === "symbol" ? path.name : path?.kind === "constant" ? path.value : undefined;
    if (
      typeof written !== "string" ||
      form.items.length > 3 ||
      (names !== undefined && names.kind !== "list")
    ) {
      return analyser.malformed(form.span, "(import path) or (import path (name…))");
    }
    if (place.code !== analyser.main || place.scope !== analyser.globals) {
      return analyser.problem(form.span, "misplaced-import", "an import stands at the top level");
    }
    const given = (names as ListDatum | undefined)?.items;
    const known = given?.map(nameOf) ?? analyser.exportsOf(written);
    if (known === undefined) analyser.openImport = true;
    for (const name of known ?? []) {
      if (name === undefined) return analyser.malformed(form.span, "(import path (name…))");
      const variable = analyser.unknown(symbol(name, form.span));
      variable.defined = true;
      variable.assigned = true;
    }
    return { kind: "import", path: written, span: form.span };
  },

  export: (analyser, form, place) => {
    for (const name of form.items.slice(1)) {
      if (name.kind !== "symbol") return analyser.malformed(form.span, "(export name…)");
      const variable = analyser.unknown(name);
      variable.uses.push({ from: place.code, span: name.span, callOf: undefined, tail: false });
      analyser.exports.push({ variable, span: name.span });
    }
    return analyser.nothing(form.span);
  },
};

function nameOf(datum: Datum): string | undefined {
  return datum.kind === "symbol" ? datum.name : undefined;
}
