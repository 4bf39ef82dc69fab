/**
 * The name under the cursor that several documents share: one that a module exports, where it is made or imported, or one
 * that a file defines for those that include it.
 */
import type { Snapshot } from "../analyze/index.ts";
import { grouped } from "../text/grouped.ts";
import type { Span } from "../text/span.ts";
import type { ExportedName } from "./exported-name.ts";
import { definitionsIn, exportsOf, importedNames } from "./imports.ts";
import { featuresOf } from "./languages.ts";
import type { ResolveModule } from "./modules.ts";

/** A document that may name what others export, and what its imports lead to. */
export interface Neighbour {
  readonly document: Snapshot;
  readonly resolve: ResolveModule;
}

/** A shared name, and the place under the cursor where it is written. */
export interface SharedName {
  readonly exported: ExportedName;
  readonly origin: Span;
}

/** Undefined for a name that no other document can know. */
export function sharedNameAt(
  snapshot: Snapshot,
  offset: number,
  resolve: ResolveModule,
): SharedName | undefined {
  const made = featuresOf(snapshot).definition(snapshot, offset, resolve);
  if (made === undefined) return undefined;
  const { start, end } = made.origin;
  const name = snapshot.text.slice(start, end).replace(/^"(.*)"$/, "$1");
  for (const [document, targets] of grouped(made.targets, (target) => target.document)) {
    const starts = new Set(targets.map((target) => target.name.start));
    const exported = exportsOf(document, resolve).get(name);
    if (exported?.home.uri === document.uri && isAtOne(exported, starts))
      return { exported, origin: made.origin };
    const defined = definitionsIn(document, resolve).get(name);
    if (defined?.home.uri === document.uri && starts.has(defined.place.start)) {
      return { exported: defined, origin: made.origin };
    }
  }
  return undefined;
}

/** Whether a shared name is written at one of some places of its home: a local may have the same name. */
function isAtOne({ home, name }: ExportedName, starts: ReadonlySet<number>): boolean {
  return featuresOf(home)
    .sharedReferences(home, name, true)
    .some(({ span }) => starts.has(span.start));
}

/** Whether a document makes a shared name, or imports it; the documents may be other versions of the same files. */
export function knows(
  { document, resolve }: Neighbour,
  exported: ExportedName,
): "makes" | "imports" | undefined {
  if (document.uri === exported.home.uri) return "makes";
  const imported = importedNames(document, resolve).get(exported.name);
  return imported?.home.uri === exported.home.uri && imported.place.start === exported.place.start
    ? "imports"
    : undefined;
}

/** The documents that know a shared name, each once, the one that was asked about first. */
export function documentsThatKnow(
  exported: ExportedName,
  asked: Neighbour,
  neighbours: readonly Neighbour[],
): readonly { readonly neighbour: Neighbour; readonly isHome: boolean }[] {
  const found = new Map<string, { readonly neighbour: Neighbour; readonly isHome: boolean }>();
  const home = { document: exported.home, resolve: asked.resolve };
  for (const neighbour of [asked, home, ...neighbours]) {
    if (found.has(neighbour.document.uri)) continue;
    const how = knows(neighbour, exported);
    if (how !== undefined) found.set(neighbour.document.uri, { neighbour, isHome: how === "makes" });
  }
  return [...found.values()];
}
