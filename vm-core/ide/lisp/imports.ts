/** What a Lisp text imports and exports. */
import type { LispSnapshot } from "../../analyze/index.ts";
import type { ExportedName, Import } from "../exported-name.ts";

/** In source order. */
export function lispImports({ symbols }: LispSnapshot): readonly Import[] {
  return symbols.mentions.flatMap(({ meaning, span }): Import[] =>
    meaning.kind === "module" && meaning.path !== "" ? [{ line: undefined, path: meaning.path, span }] : [],
  );
}

/** `passedOn` has what the text imports itself: a name of that may be exported again. */
export function lispExports(
  snapshot: LispSnapshot,
  passedOn: ReadonlyMap<string, ExportedName>,
): ReadonlyMap<string, ExportedName> {
  const names = new Map<string, ExportedName>();
  for (const { symbol } of snapshot.symbols.exports) {
    const made = symbol.kind === "import" ? passedOn.get(symbol.name) : undefined;
    names.set(
      symbol.name,
      made ?? {
        name: symbol.name,
        home: snapshot,
        place: symbol.nameSpan,
        line: symbol.span,
        documented: symbol.span.start,
        documentation: symbol.documentation,
        label: undefined,
        parameters: symbol.parameters?.names,
        entry: undefined,
      },
    );
  }
  return names;
}
