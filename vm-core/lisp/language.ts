/** What names mean in the language itself: forms, primitives, functions of the library. */
import type { FormTable } from "./form.ts";
import { libraryNames } from "./library.ts";
import { PRIMITIVES } from "./primitives.ts";
import type { Meaning } from "./scope.ts";

const FOUND = new WeakMap<FormTable, ReadonlyMap<string, Meaning>>();

/** By name, for all analyses with the same forms. */
export function meaningsOf(forms: FormTable): ReadonlyMap<string, Meaning> {
  let meanings = FOUND.get(forms);
  if (meanings === undefined) FOUND.set(forms, (meanings = findMeanings(forms)));
  return meanings;
}

function findMeanings(forms: FormTable): ReadonlyMap<string, Meaning> {
  const meanings = new Map<string, Meaning>();
  for (const name of Object.keys(forms)) meanings.set(name, { kind: "form", name });
  for (const [name, primitive] of PRIMITIVES) meanings.set(name, { kind: "primitive", primitive });
  for (const name of libraryNames()) {
    if (!PRIMITIVES.has(name)) meanings.set(name, { kind: "library", name });
  }
  return meanings;
}
