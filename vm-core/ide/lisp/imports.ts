/** What a Lisp text imports, includes and exports. */
import type { LispSnapshot } from "../../analyze/index.ts";
import type { LispSymbol } from "../../lisp/index.ts";
import type { ExportedName, ExportTable, Import } from "../exported-name.ts";

/** In source order. */
export function lispImports({ symbols }: LispSnapshot): readonly Import[] {
  return symbols.outside.flatMap(({ meaning, span }): Import[] =>
    meaning.kind === "module" && meaning.path !== ""
      ? [{ line: undefined, path: meaning.path, span, isIncluded: meaning.isIncluded }]
      : [],
  );
}

/** In the order of the exports; `offeredBy` says what an import offers, which may be passed on. */
export function lispExports(snapshot: LispSnapshot, offeredBy: (one: Import) => ExportTable): ExportTable {
  const passedOn = passedOnBy(snapshot, offeredBy);
  const names = new Map<string, ExportedName>();
  for (const { symbol } of snapshot.symbols.exports) {
    const made = symbol.kind === "import" ? passedOn.get(symbol.name) : undefined;
    names.set(symbol.name, made ?? nameOf(snapshot, symbol));
  }
  for (const name of snapshot.symbols.passedOn) {
    const made = passedOn.get(name);
    if (made !== undefined) names.set(name, made);
  }
  return names;
}

/** The globals of a text, and those of the files that it includes itself. */
export function lispDefinitions(
  snapshot: LispSnapshot,
  offeredBy: (one: Import) => ExportTable,
): ExportTable {
  const names = new Map(passedOnBy(snapshot, offeredBy));
  for (const symbol of snapshot.symbols.scopes[0]?.symbols ?? []) {
    if (symbol.kind !== "import") names.set(symbol.name, nameOf(snapshot, symbol));
  }
  return names;
}

function passedOnBy(snapshot: LispSnapshot, offeredBy: (one: Import) => ExportTable): ExportTable {
  return new Map(lispImports(snapshot).flatMap((from) => [...offeredBy(from)]));
}

function nameOf(home: LispSnapshot, symbol: LispSymbol): ExportedName {
  return {
    name: symbol.name,
    home,
    place: symbol.nameSpan,
    line: symbol.span,
    documented: symbol.span.start,
    documentation: symbol.documentation ?? "",
    label: undefined,
    parameters: symbol.parameters?.names,
    entry: undefined,
  };
}
