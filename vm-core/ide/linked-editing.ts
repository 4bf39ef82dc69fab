/**
 * Linked editing: the places of a name that are written anew while one of them is typed in.
 *
 * Invariant: all places are written alike, and no other document knows the name.
 */
import type { Snapshot } from "../analyze/index.ts";
import type { Span } from "../text/span.ts";
import { touches } from "../text/span.ts";
import { exportsOf } from "./imports.ts";
import { featuresOf } from "./languages.ts";
import { isLibrary, libraryOnly } from "./modules.ts";

/** In source order, the one at the cursor among them; undefined where nothing is linked. */
export function linkedPlaces(snapshot: Snapshot, offset: number): readonly Span[] | undefined {
  if (isLibrary(snapshot.uri)) return undefined;
  const features = featuresOf(snapshot);
  const places = features.linkedPlaces(snapshot, offset);
  const here = places.find((place) => touches(place, offset));
  if (here === undefined || places.length < 2) return undefined;
  const name = snapshot.text.slice(here.start, here.end);
  const isAlike = places.every(
    ({ start, end }) => end - start === name.length && snapshot.text.startsWith(name, start),
  );
  if (!isAlike || name.startsWith('"') || exportsOf(snapshot, libraryOnly).has(name)) return undefined;
  return places;
}
