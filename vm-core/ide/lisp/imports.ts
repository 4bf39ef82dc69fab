/** What a Lisp text imports and exports. */
import type { LispSnapshot } from "../../analyze/index.ts";
import type { ExportedName, ExportTable, Import } from "../exported-name.ts";

/** In source order. */
export function lispImports({ symbols }: LispSnapshot): readonly Import[] {
  return symbols.mentions.flatMap(({ meaning, span }): Import[] =>
    meaning.kind === "module" && meaning.path !== "" ? [{ line: undefined, path: meaning.path, span }] : [],
  );
}

/** In the order of the exports; `offeredBy` says what an import offers, which may be passed on. */
export function lispExports(snapshot: LispSnapshot, offeredBy: (one: Import) => ExportTable): ExportTable {
  const passedOn = new Map(lispImports(snapshot).flatMap((from) => [...offeredBy(from)]));
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
        documentation: symbol.documentation ?? "",
        label: undefined,
        parameters: symbol.parameters?.names,
        entry: undefined,
      },
    );
  }
  return names;
}
