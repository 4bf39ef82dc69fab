/**
 * Rename across documents: a name that a module exports, or that a file defines for those that include it, is renamed
 * there and in all that import or include it.
 *
 * Invariant: what the programs do stays the same; where one document refuses the new name, nothing is renamed.
 * Only documents that are handed in are looked at.
 */
import type { Snapshot } from "../analyze/index.ts";
import { applyEdits, type TextEdit } from "../text/diagnostic.ts";
import type { RenameTarget } from "./answers.ts";
import type { ExportedName } from "./exported-name.ts";
import { exportsOf } from "./imports.ts";
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
  if (exported === undefined) return renamedHere(snapshot, offset, newName, resolve);
  if (isLibrary(exported.home.uri)) {
    return { refusal: `\`${exported.name}\` is a name of the library, which cannot be changed.` };
  }
  const known = documentsThatKnow(exported, { document: snapshot, resolve }, neighbours);
  if (known.length === 1 && !isExported(exported, resolve))
    return renamedHere(snapshot, offset, newName, resolve);
  const documents: { document: Snapshot; edits: readonly TextEdit[] }[] = [];
  const edited = editedTexts(exported, known, newName.trim());
  for (const { neighbour, isHome } of known) {
    const { document } = neighbour;
    const result = featuresOf(document).renameShared(
      document,
      exported,
      newName.trim(),
      isHome,
      neighbour.resolve,
      edited,
    );
    if ("refusal" in result) {
      const where = document.uri === snapshot.uri ? "" : `In \`${moduleName(document.uri)}\`: `;
      return { refusal: `${where}${result.refusal}` };
    }
    if (result.edits.length > 0) documents.push({ document, edits: result.edits });
  }
  return { documents };
}

/** A name that no other document knows. */
function renamedHere(
  snapshot: Snapshot,
  offset: number,
  newName: string,
  resolve: ResolveModule,
): RenameAcross {
  const result = featuresOf(snapshot).rename(snapshot, offset, newName, resolve);
  return "refusal" in result ? result : { documents: [{ document: snapshot, edits: result.edits }] };
}

function isExported({ name, home }: ExportedName, resolve: ResolveModule): boolean {
  return exportsOf(home, resolve).get(name)?.home.uri === home.uri;
}

/** The texts with the new name, by URI: what includes one of them is read with it. */
function editedTexts(
  { name }: ExportedName,
  known: ReturnType<typeof documentsThatKnow>,
  text: string,
): ReadonlyMap<string, string> {
  return new Map(
    known.map(({ neighbour: { document }, isHome }) => {
      const places = featuresOf(document).sharedReferences(document, name, isHome);
      const edits = places.map(({ span }): TextEdit => ({ span, text }));
      return [document.uri, applyEdits(document.text, edits)];
    }),
  );
}
