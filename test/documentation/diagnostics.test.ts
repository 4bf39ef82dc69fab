/**
 * Every code of a diagnostic has a section in docs/diagnostics.md, with an example that gives it, in each language that has it.
 * The codes come from the tables of causes.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { partlyAnalysed } from "../../vm-core/analyze/partial.ts";
import { SEVERITY } from "../../vm-core/asm/problem.ts";
import { analyze, type Diagnostic, findings, hints, withLibrary } from "../../vm-core/index.ts";
import type { TextOutside } from "../../vm-core/lisp/index.ts";
import { PROBLEM_KINDS } from "../../vm-core/lisp/words/problems.ts";
import { PASS_NAMES } from "../../vm-core/optimize/index.ts";

const PAGE = "diagnostics.md";

/** The kinds that a type of causes lists. */
function kindsIn(file: string): readonly string[] {
  const text = readFileSync(file, "utf8");
  const found = [...text.matchAll(/readonly kind: "([a-z]+(?:-[a-z]+)+)"/g)].map(([, code]) => code);
  assert.ok(found.length > 5, file);
  return [...new Set(found)];
}

type Language = "ttvm" | "lisp";

/** Where codes come from, and the language of the texts that have them. */
const TABLES: Readonly<Record<string, { readonly language: Language; readonly codes: readonly string[] }>> = {
  "how assembly is written": { language: "ttvm", codes: Object.keys(SEVERITY) },
  "how Lisp is written": { language: "lisp", codes: PROBLEM_KINDS },
  "what a program does": { language: "ttvm", codes: kindsIn("vm-core/verify/finding.ts") },
  modules: { language: "ttvm", codes: kindsIn("vm-core/ide/module-problem.ts") },
  "the optimizer": { language: "ttvm", codes: PASS_NAMES },
  "what is too large": { language: "ttvm", codes: [partlyAnalysed("", "size", "asm").code] },
};

/** Texts that are too long for a page. */
const LONG: Readonly<Record<string, string>> = {
  "nested-too-deeply": `(print '${"(".repeat(300)}${")".repeat(300)})`,
};

const SECTIONS = new Map(
  readFileSync(`docs/${PAGE}`, "utf8")
    .split(/^## /m)
    .slice(1)
    .map((section) => [section.split("\n")[0], section]),
);

/** The examples of a section: lines that are indented. */
function examplesOf(code: string): readonly string[] {
  const section = SECTIONS.get(code) ?? "";
  const blocks = section.split(/^(?! {4}|$)/m).flatMap((part) => /^(?: {4}.*\n|\n)+/m.exec(part)?.[0] ?? []);
  return [
    ...blocks.filter((block) => block.trim() !== ""),
    ...(LONG[code] === undefined ? [] : [LONG[code]]),
  ];
}

const BROKEN = "(print";

const OUTSIDE: TextOutside = {
  exportsOf: () => undefined,
  includeOf: (path) =>
    path === "broken.lisp" ? { name: path, text: BROKEN } : { problem: "No such file or directory" },
};

function diagnosticsOf(text: string, language: Language): readonly Diagnostic[] {
  const uri = `file:///main.${language}`;
  const snapshot = analyze(uri, 1, text, OUTSIDE);
  const broken = analyze("file:///broken.ttvm", 1, "PUSH_IMT 5");
  const resolve = withLibrary((path) => {
    if (path === "main.ttvm") return { kind: "source", snapshot };
    return path === "broken.ttvm" ? { kind: "source", snapshot: broken } : { kind: "missing", tried: [] };
  });
  const found = findings(snapshot, resolve);
  const part = partlyAnalysed(text, "size", language === "ttvm" ? "asm" : "lisp");
  return [...snapshot.diagnostics, ...found, ...hints(snapshot).map(({ diagnostic }) => diagnostic), part];
}

function gives(code: string, language: Language): boolean {
  return examplesOf(code).some((text) =>
    diagnosticsOf(text, language).some(
      (found) => found.code === code && found.page?.endsWith(`#${code}`) === true,
    ),
  );
}

/** What is said about a text as a whole, of which no example can be short. */
function codesOfServer(): readonly string[] {
  const text = readFileSync("server/diagnostics.ts", "utf8");
  return [...text.matchAll(/code: "([a-z-]+)"/g)].map(([, code]) => code);
}

describe(`docs/${PAGE}`, () => {
  for (const [name, { language, codes }] of Object.entries(TABLES)) {
    it(`has a section for every code of ${name}`, () => {
      assert.deepEqual(
        codes.filter((code) => !SECTIONS.has(code)),
        [],
      );
    });

    it(`has an example that gives each code of ${name}`, () => {
      assert.deepEqual(
        codes.filter((code) => !gives(code, language)),
        [],
      );
    });
  }

  it("has a section for every code that the server adds", () => {
    const added = codesOfServer();
    assert.ok(added.length > 0);
    assert.deepEqual(
      added.filter((code) => !SECTIONS.has(code)),
      [],
    );
  });

  it("has no section of a code that there is not", () => {
    const all = new Set([...codesOfServer(), ...Object.values(TABLES).flatMap(({ codes }) => codes)]);
    assert.deepEqual(
      [...SECTIONS.keys()].filter((code) => !all.has(code)),
      [],
    );
  });
});
