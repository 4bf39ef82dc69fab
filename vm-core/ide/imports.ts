/**
 * The names that a document gets from others: what its imports offer, and where each name is made.
 *
 * Invariant: works on broken text, and where modules import each other in a circle.
 * Absent by design: following the code. A name counts as imported wherever the document says IMPORT; of
 * several imports that offer it, the last one before the cursor is meant.
 */
import type { LanguageId, Snapshot, SnapshotOf } from "../analyze/index.ts";
import { documentation, type LibraryEntry, libraryModuleAt } from "../std/index.ts";
import { asmExports, asmImports, asmProcessPaths } from "./asm/imports.ts";
import type { ExportedName, ExportTable, Import, ImportedName } from "./exported-name.ts";
import { lispDefinitions, lispExports, lispImports } from "./lisp/imports.ts";
import { librarySnapshot, type ResolveModule } from "./modules.ts";

/** What a language says about the modules that its documents use and are. */
interface ModuleNames<S extends Snapshot> {
  /** In source order. */
  imports(snapshot: S): readonly Import[];
  /** Paths besides those of imports where something may be looked for. */
  processPaths(snapshot: S): readonly string[];
  /** In the order of the exports; `offeredBy` says what an import offers, which may be passed on. */
  exports(snapshot: S, offeredBy: (one: Import) => ExportTable): ExportTable;
  /** All that it defines for a text that includes it. */
  definitions(snapshot: S, offeredBy: (one: Import) => ExportTable): ExportTable;
}

/** Apart from the other features, which need to know what documents import. */
const MODULE_NAMES: { readonly [L in LanguageId]: ModuleNames<SnapshotOf[L]> } = {
  asm: { imports: asmImports, processPaths: asmProcessPaths, exports: asmExports, definitions: () => NONE },
  lisp: { imports: lispImports, processPaths: () => [], exports: lispExports, definitions: lispDefinitions },
};

function moduleNames({ language }: Snapshot): ModuleNames<Snapshot> {
  return MODULE_NAMES[language];
}

/** In source order. */
export function importsOf(snapshot: Snapshot): readonly Import[] {
  return moduleNames(snapshot).imports(snapshot);
}

/** The paths that the features may ask for when they look at a document, each once. */
export function modulePathsIn(snapshot: Snapshot): readonly string[] {
  const imported = importsOf(snapshot).map(({ path }) => path);
  return [...new Set([...imported, ...moduleNames(snapshot).processPaths(snapshot)])];
}

/** What `name` means at `offset`, if it is imported. */
export function importedName(
  snapshot: Snapshot,
  name: string,
  offset: number,
  resolve: ResolveModule,
): ImportedName | undefined {
  const known = asking(snapshot);
  let found: ImportedName | undefined;
  for (const from of importsOf(snapshot)) {
    if (found !== undefined && from.span.start > offset) break;
    const exported = exportedBy(from, snapshot, resolve, known).get(name);
    if (exported !== undefined) found = { ...exported, from };
  }
  return found;
}

/** Every name that the document imports, those of later imports in place of those of earlier ones. */
export function importedNames(snapshot: Snapshot, resolve: ResolveModule): ReadonlyMap<string, ImportedName> {
  const known = asking(snapshot);
  const names = new Map<string, ImportedName>();
  for (const from of lastOfEachPath(importsOf(snapshot))) {
    for (const [name, exported] of exportedBy(from, snapshot, resolve, known)) {
      names.set(name, { ...exported, from });
    }
  }
  return names;
}

/** Of imports of the same module the last one, which hides what the others bring. */
function lastOfEachPath(imports: readonly Import[]): Iterable<Import> {
  const last = new Map<string, Import>();
  for (const from of imports) {
    // The order is that of the last occurrences.
    last.delete(from.path);
    last.set(from.path, from);
  }
  return last.values();
}

/** The exports of documents that were looked into, by URI; none for one that is being looked into. */
type ExportsByUri = Map<string, ExportTable>;

function asking(snapshot: Snapshot): ExportsByUri {
  return new Map([[snapshot.uri, NONE]]);
}

function exportedBy(
  { path, isIncluded }: Import,
  importer: Snapshot,
  resolve: ResolveModule,
  known: ExportsByUri,
): ExportTable {
  const module = resolve(path, importer.uri);
  if (module?.kind !== "source") return NONE;
  const { snapshot } = module;
  return isIncluded === true ? definitionsIn(snapshot, resolve, known) : exportsOf(snapshot, resolve, known);
}

/** What a document defines for those that include it. */
export function definitionsIn(
  snapshot: Snapshot,
  resolve: ResolveModule,
  known: ExportsByUri = new Map(),
): ExportTable {
  const key = `${snapshot.uri} included`;
  let names = known.get(key);
  if (names === undefined) {
    known.set(key, NONE);
    names = moduleNames(snapshot).definitions(snapshot, (from) => exportedBy(from, snapshot, resolve, known));
    known.set(key, names);
  }
  return names;
}

const NONE: ExportTable = new Map();

/** What a document offers to those who import it, in the order of its exports. */
export function exportsOf(
  snapshot: Snapshot,
  resolve: ResolveModule,
  known: ExportsByUri = new Map(),
): ExportTable {
  const library = libraryModuleAt(snapshot.uri);
  if (library !== undefined) return libraryExports(library);
  let names = known.get(snapshot.uri);
  if (names === undefined) {
    known.set(snapshot.uri, NONE);
    names = moduleNames(snapshot).exports(snapshot, (from) => exportedBy(from, snapshot, resolve, known));
    known.set(snapshot.uri, names);
  }
  return names;
}

function libraryExports(module: string): ExportTable {
  let names = ofLibrary.get(module);
  if (names === undefined) {
    names = new Map(documentation(module).map((entry) => [entry.name, libraryName(entry)]));
    ofLibrary.set(module, names);
  }
  return names;
}

/** The library never changes. */
const ofLibrary = new Map<string, ExportTable>();

function libraryName(entry: LibraryEntry): ExportedName {
  const home = librarySnapshot(entry.source);
  const isFunction = entry.kind === "function";
  const line = home.syntax.lines.find(
    ({ span }) => span.start <= entry.span.start && entry.span.end <= span.end,
  );
  return {
    name: entry.name,
    home,
    place: entry.span,
    line: line?.span ?? entry.span,
    documented: entry.span.start,
    label: line?.kind === "label" ? line : undefined,
    parameters: isFunction ? entry.parameters.map(({ name }) => name) : undefined,
    entry,
  };
}
