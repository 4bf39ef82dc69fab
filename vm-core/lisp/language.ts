/** What names mean in the language itself: forms, primitives, functions of the library. */
import { libraryNames } from "./library.ts";
import { PRIMITIVES } from "./primitives.ts";
import type { Meaning } from "./scope.ts";

/** The forms of a language by name, whatever is known of them. */
type Forms = Readonly<Record<string, unknown>>;

const FOUND = new WeakMap<Forms, ReadonlyMap<string, Meaning>>();

/** By name, for all analyses with the same forms. */
export function meaningsOf(forms: Forms): ReadonlyMap<string, Meaning> {
  let meanings = FOUND.get(forms);
  if (meanings === undefined) FOUND.set(forms, (meanings = findMeanings(forms)));
  return meanings;
}

function findMeanings(forms: Forms): ReadonlyMap<string, Meaning> {
  const meanings = new Map<string, Meaning>();
  for (const name of Object.keys(forms)) meanings.set(name, { kind: "form", name });
  for (const [name, primitive] of PRIMITIVES) meanings.set(name, { kind: "primitive", primitive });
  for (const name of libraryNames()) {
    if (!PRIMITIVES.has(name)) meanings.set(name, { kind: "library", name });
  }
  return meanings;
}
