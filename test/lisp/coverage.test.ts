/** Every form and every function of the library is used by a program of the fixtures. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { it } from "node:test";
import type { Datum } from "../../vm-core/lisp/datum.ts";
import { WRITTEN_FORMS } from "../../vm-core/lisp/forms.ts";
import { readLisp } from "../../vm-core/lisp/index.ts";
import { libraryNames } from "../../vm-core/lisp/library.ts";
import { PRIMITIVES } from "../../vm-core/lisp/primitives.ts";
import { lispFiles } from "./files.ts";

/** Parts of the library that functions of it are made of. */
const INNER = new Set(["merge", "merge-sort", "sort-plain", "sort-by-keys", "format-value"]);

function addNames(datum: Datum, names: Set<string>): void {
  if (datum.kind === "symbol") names.add(datum.name);
  if (datum.kind !== "list") return;
  for (const item of datum.items) addNames(item, names);
  if (datum.tail !== undefined) addNames(datum.tail, names);
}

it("no name of the language is left out", () => {
  const used = new Set<string>();
  for (const file of lispFiles("test/fixtures/lisp")) {
    for (const form of readLisp(readFileSync(file, "utf8"), file).forms) addNames(form, used);
  }
  const library = [...PRIMITIVES.keys(), ...libraryNames()].filter((name) => !name.startsWith("%"));
  const names = [...WRITTEN_FORMS.map(([name]) => name), ...library, "syntax-rules", "catch", "finally"];
  // A name with a blank is one that no program can write.
  const isNamed = (name: string) => !INNER.has(name) && !name.includes(" ");
  const unused = names.filter((name) => isNamed(name) && !used.has(name));
  assert.deepEqual(unused, []);
});
