/** What names mean in the language itself: forms, primitives, functions of the library. */
import { libraryNames } from "./library.ts";
import { MACRO_PRIMITIVES } from "./macro-primitives.ts";
import { PRIMITIVES } from "./primitives.ts";
import type { Meaning } from "./scope.ts";

/** The forms of a language by name, whatever is known of them. */
type Forms = Readonly<Record<string, unknown>>;

interface Found {
  readonly program: ReadonlyMap<string, Meaning>;
  readonly macro: ReadonlyMap<string, Meaning>;
}

const FOUND = new WeakMap<Forms, Found>();

/** By name, in a program or in the code of a macro: one for all analyses with the same forms. */
export function meaningsOf(forms: Forms, kind: keyof Found): ReadonlyMap<string, Meaning> {
  let found = FOUND.get(forms);
  if (found === undefined) {
    const program = findMeanings(forms);
    const macro = new Map(program);
    for (const primitive of MACRO_PRIMITIVES) macro.set(primitive.name, { kind: "primitive", primitive });
    FOUND.set(forms, (found = { program, macro }));
  }
  return found[kind];
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
