/**
 * Go to declaration: for an imported name the import that brings it into this document, for any other name its
 * definition.
 */
import type { Snapshot } from "../analyze/index.ts";
import type { Definition } from "./answers.ts";
import { importedName } from "./imports.ts";
import { featuresOf } from "./languages.ts";
import { libraryOnly, type ResolveModule } from "./modules.ts";
import { textLineAt } from "./text-line.ts";

/** Undefined as for the definition. */
export function declaration(
  snapshot: Snapshot,
  offset: number,
  resolve: ResolveModule = libraryOnly,
): Definition | undefined {
  const made = featuresOf(snapshot).definition(snapshot, offset, resolve);
  if (made === undefined || made.targets.some(({ document }) => document === snapshot)) return made;
  const { start, end } = made.origin;
  const name = snapshot.text.slice(start, end).replace(/^"(.*)"$/, "$1");
  const from = importedName(snapshot, name, start, resolve)?.from;
  if (from === undefined) return made;
  const line = from.line?.span ?? textLineAt(snapshot.text, from.span.start);
  return { origin: made.origin, targets: [{ document: snapshot, span: line, name: from.span }] };
}
