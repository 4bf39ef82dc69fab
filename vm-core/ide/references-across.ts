/**
 * Find references across documents: a name that a module exports, in the module and in those that import it.
 *
 * Invariant: only documents that are handed in are looked at, and only those uses count that mean the name of that
 * very module.
 */
import type { Snapshot } from "../analyze/index.ts";
import type { Reference } from "./answers.ts";
import { featuresOf } from "./languages.ts";
import { libraryOnly, type ResolveModule } from "./modules.ts";
import { documentsThatKnow, type Neighbour, sharedNameAt } from "./shared-name.ts";

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
  const own = { document: snapshot, references: featuresOf(snapshot).references(snapshot, offset) };
  const exported = sharedNameAt(snapshot, offset, resolve)?.exported;
  if (exported === undefined) return [own];
  const known = documentsThatKnow(exported, { document: snapshot, resolve }, neighbours);
  const found = known.flatMap(({ neighbour: { document }, isHome }): readonly DocumentReferences[] => {
    const references = featuresOf(document).sharedReferences(document, exported.name, isHome);
    return references.length === 0 ? [] : [{ document, references }];
  });
  return found.length === 0 ? [own] : found;
}
