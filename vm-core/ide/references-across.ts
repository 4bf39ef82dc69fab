/**
 * Find references across documents: a name that a module exports, in the module and in those that import it.
 *
 * Invariant: only documents that are handed in are looked at, and only those uses count that mean the name of that
 * very module.
 */
import type { Snapshot } from "../analyze/index.ts";
import type { Reference } from "./answers.ts";
import type { ExportedName } from "./exported-name.ts";
import { exportsOf, importedNames } from "./imports.ts";
import { featuresOf } from "./languages.ts";
import { libraryOnly, type ResolveModule } from "./modules.ts";

/** A document that may name what others export, and what its imports lead to. */
export interface Neighbour {
  readonly document: Snapshot;
  readonly resolve: ResolveModule;
}

/** The places in one document, in source order. */
export interface DocumentReferences {
  readonly document: Snapshot;
  readonly references: readonly Reference[];
}

/** The document that was asked about first, with all its places; then others that have any. */
export function referencesAcross(
  snapshot: Snapshot,
  offset: number,
  resolve: ResolveModule = libraryOnly,
  neighbours: readonly Neighbour[] = [],
): readonly DocumentReferences[] {
  const features = featuresOf(snapshot);
  const own = { document: snapshot, references: features.references(snapshot, offset) };
  const exported = exportAt(snapshot, offset, resolve);
  if (exported === undefined) return [own];
  const found = new Map<string, DocumentReferences>();
  const home = { document: exported.home, resolve };
  for (const { document, resolve: find } of [{ document: snapshot, resolve }, home, ...neighbours]) {
    if (found.has(document.uri)) continue;
    const isHome = document.uri === exported.home.uri;
    if (!isHome && !imports(document, exported, find)) continue;
    const references = featuresOf(document).sharedReferences(document, exported.name, isHome);
    if (references.length > 0) found.set(document.uri, { document, references });
  }
  return found.size === 0 ? [own] : [...found.values()];
}

/** The exported name under the cursor, made here or imported. */
function exportAt(snapshot: Snapshot, offset: number, resolve: ResolveModule): ExportedName | undefined {
  const made = featuresOf(snapshot).definition(snapshot, offset, resolve);
  if (made === undefined) return undefined;
  const { start, end } = made.origin;
  const name = snapshot.text.slice(start, end).replace(/^"(.*)"$/, "$1");
  for (const { document } of made.targets) {
    const exported = exportsOf(document, resolve).get(name);
    if (exported?.home.uri === document.uri) return exported;
  }
  return undefined;
}

function imports(document: Snapshot, exported: ExportedName, resolve: ResolveModule): boolean {
  const imported = importedNames(document, resolve).get(exported.name);
  return imported?.home.uri === exported.home.uri && imported.place.start === exported.place.start;
}
