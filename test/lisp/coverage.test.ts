/**
 * Every form, every function of the library and every kind of problem is in a program of the fixtures: forms also as they
 * are not written.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { type Datum, headName } from "../../vm-core/lisp/datum.ts";
import { WRITTEN_FORMS } from "../../vm-core/lisp/forms.ts";
import { libraryNames } from "../../vm-core/lisp/library.ts";
import { PRIMITIVES } from "../../vm-core/lisp/primitives.ts";
import type { LispProblem } from "../../vm-core/lisp/problem.ts";
import { PROBLEM_KINDS } from "../../vm-core/lisp/words/problems.ts";
import { readWholeProgram } from "../../vm-core/machine/index.ts";
import { diskModules } from "../../vm-core/node/read-module.ts";
import { lispFiles } from "./files.ts";

/** Parts of the library that functions of it are made of. */
const INNER = new Set(["merge", "merge-sort", "sort-plain", "sort-by-keys", "format-value"]);
/** Forms that take any number of anything. */
const ANYTHING = new Set(["list"]);

interface Used {
  readonly names: Set<string>;
  readonly kinds: Set<string>;
  /** The forms in which there is an error. */
  readonly wrong: Set<string>;
}

function addNames(datum: Datum, names: Set<string>): void {
  if (datum.kind === "symbol") names.add(datum.name);
  if (datum.kind !== "list") return;
  for (const item of datum.items) addNames(item, names);
  if (datum.tail !== undefined) addNames(datum.tail, names);
}

/** The heads of the forms that an offset is in. */
function headsAt(forms: readonly Datum[], offset: number): readonly string[] {
  return forms.flatMap((form) => {
    if (form.kind !== "list" || offset < form.span.start || form.span.end <= offset) return [];
    return [headName(form) ?? "", ...headsAt(form.items, offset)];
  });
}

function kindsOf(problem: LispProblem): readonly string[] {
  return problem.kind === "included-problem" ? [problem.kind, ...kindsOf(problem.because)] : [problem.kind];
}

async function usedByFixtures(): Promise<Used> {
  const used: Used = { names: new Set(), kinds: new Set(), wrong: new Set() };
  for (const file of lispFiles("test/fixtures/lisp")) {
    const text = readFileSync(file, "utf8");
    const { snapshot } = await readWholeProgram({ name: file, text }, diskModules());
    assert.ok(snapshot?.language === "lisp");
    const { forms } = snapshot.syntax;
    for (const form of forms) addNames(form, used.names);
    for (const { cause, severity, span } of snapshot.diagnostics) {
      for (const kind of kindsOf(cause as LispProblem)) used.kinds.add(kind);
      if (severity === "error") for (const head of headsAt(forms, span.start)) used.wrong.add(head);
    }
  }
  return used;
}

const { names, kinds, wrong } = await usedByFixtures();

describe("The fixtures of Lisp", () => {
  // A name with a blank is one that no program can write.
  const forms = WRITTEN_FORMS.map(([name]) => name).filter((name) => !name.includes(" "));

  it("leave no name of the language out", () => {
    const library = [...PRIMITIVES.keys(), ...libraryNames()].filter((name) => !name.startsWith("%"));
    const all = [...forms, ...library, "syntax-rules", "catch", "finally"];
    const unused = all.filter((name) => !INNER.has(name) && !name.includes(" ") && !names.has(name));
    assert.deepEqual(unused, []);
  });

  it("have every form as it is not written", () => {
    assert.deepEqual(
      forms.filter((name) => !ANYTHING.has(name) && !wrong.has(name)),
      [],
    );
  });

  it("have every kind of problem", () => {
    assert.deepEqual(
      PROBLEM_KINDS.filter((kind) => !kinds.has(kind)),
      [],
    );
  });
});
