/**
 * Names that modules offer which a document does not import yet: those of the library, and of modules that are known.
 *
 * Invariant: each name comes from the module that makes it, and not from one that passes it on.
 */
import type { Snapshot } from "../analyze/index.ts";
import { MODULES } from "../std/index.ts";
import type { ExportedName } from "./exported-name.ts";
import { exportsOf, importsOf } from "./imports.ts";
import { librarySnapshot, type ResolveModule } from "./modules.ts";

/** A module, and how its path is written in a document. */
export interface KnownModule {
  readonly path: string;
  readonly document: Snapshot;
}

export interface ImportableName {
  readonly path: string;
  readonly exported: ExportedName;
}

/** Those of `modules` first, then those of the library. */
export function importableNames(
  snapshot: Snapshot,
  modules: readonly KnownModule[],
  resolve: ResolveModule,
): readonly ImportableName[] {
  const imported = new Set(importsOf(snapshot).map(({ path }) => path));
  const names: ImportableName[] = [];
  for (const { path, document } of [...modules, ...libraryModules()]) {
    if (imported.has(path) || document.uri === snapshot.uri) continue;
    for (const exported of exportsOf(document, resolve).values()) {
      if (exported.home.uri === document.uri) names.push({ path, exported });
    }
  }
  return names;
}

function libraryModules(): readonly KnownModule[] {
  return Object.keys(MODULES).map((module) => ({ path: `std/${module}`, document: librarySnapshot(module) }));
}
