/**
 * Rename across documents: a name that a module exports is renamed in the module and in all that import it.
 *
 * Invariant: what the programs do stays the same; where one document refuses the new name, nothing is renamed.
 * Only documents that are handed in are looked at.
 */
import type { Snapshot } from "../analyze/index.ts";
import type { TextEdit } from "../text/diagnostic.ts";
import type { RenameTarget } from "./answers.ts";
import { featuresOf } from "./languages.ts";
import { isLibrary, libraryOnly, moduleName, type ResolveModule } from "./modules.ts";
import { documentsThatKnow, type Neighbour, sharedNameAt } from "./shared-name.ts";

/** The edits of each document, or why there are none: a sentence for the user. */
export type RenameAcross =
  | {
      readonly documents: readonly { readonly document: Snapshot; readonly edits: readonly TextEdit[] }[];
    }
  | { readonly refusal: string };

/** The name under the cursor, if it can be renamed: one that the document makes, or imports from a file. */
export function prepareRenameAcross(
  snapshot: Snapshot,
  offset: number,
  resolve: ResolveModule = libraryOnly,
): RenameTarget | undefined {
  const own = featuresOf(snapshot).prepareRename(snapshot, offset);
  if (own !== undefined || isLibrary(snapshot.uri)) return own;
  const shared = sharedNameAt(snapshot, offset, resolve);
  if (shared === undefined || isLibrary(shared.exported.home.uri)) return undefined;
  return { span: shared.origin, name: shared.exported.name };
}

/** Renames what is under the cursor, in every document that knows it. */
export function renameAcross(
  snapshot: Snapshot,
  offset: number,
  newName: string,
  resolve: ResolveModule = libraryOnly,
  neighbours: readonly Neighbour[] = [],
): RenameAcross {
  const exported = isLibrary(snapshot.uri) ? undefined : sharedNameAt(snapshot, offset, resolve)?.exported;
  if (exported === undefined) {
    const result = featuresOf(snapshot).rename(snapshot, offset, newName, resolve);
    return "refusal" in result ? result : { documents: [{ document: snapshot, edits: result.edits }] };
  }
  if (isLibrary(exported.home.uri)) {
    return { refusal: `\`${exported.name}\` is a name of the library, which cannot be changed.` };
  }
  const documents: { document: Snapshot; edits: readonly TextEdit[] }[] = [];
  const known = documentsThatKnow(exported, { document: snapshot, resolve }, neighbours);
  for (const { neighbour, isHome } of known) {
    const { document } = neighbour;
    const result = featuresOf(document).renameShared(
      document,
      exported,
      newName.trim(),
      isHome,
      neighbour.resolve,
    );
    if ("refusal" in result) {
      const where = document.uri === snapshot.uri ? "" : `In \`${moduleName(document.uri)}\`: `;
      return { refusal: `${where}${result.refusal}` };
    }
    if (result.edits.length > 0) documents.push({ document, edits: result.edits });
  }
  return { documents };
}
