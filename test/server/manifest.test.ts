/** package.json says what the typed tables of commands, settings and languages say. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { COMMANDS } from "../../client/contributions/commands.ts";
import { contributions } from "../../client/contributions/index.ts";
import { launchAttributes } from "../../debug-adapter/attributes.ts";
import { PREVIEW_OPTIMIZED } from "../../server/protocol.ts";
import { DEFAULT_SETTINGS, readSettings, settingContributions } from "../../server/settings.ts";
import { LANGUAGES, PASS_NAMES } from "../../vm-core/index.ts";

/** A group of settings. */
interface Section {
  readonly properties: Readonly<Record<string, { readonly default: unknown }>>;
}

const text = readFileSync("package.json", "utf8");
const { contributes } = JSON.parse(text);

describe("package.json", () => {
  it("says what the typed tables say", () => {
    const languages = Object.values(LANGUAGES).map(({ editorId, extensions }) => [editorId, extensions]);
    const known = { extensions: Object.fromEntries(languages), launch: launchAttributes() };
    const expected = { ...contributions(known), configuration: settingContributions() };
    assert.deepEqual(contributes, expected, "run `node tools/generate.mjs`");
  });

  it("has the languages with the files that they are analysed in", () => {
    const declared = contributes.languages.map((one: { id: string; extensions: string[] }) => [
      one.id,
      one.extensions,
    ]);
    const known = Object.values(LANGUAGES).map(({ editorId, extensions }) => [editorId, extensions]);
    assert.deepEqual(declared, known);
  });

  it("has every command with a title, a category and an icon, and the optimizer's among them", () => {
    assert.ok(PREVIEW_OPTIMIZED in COMMANDS);
    for (const { command, title, category, icon } of contributes.commands) {
      assert.ok(title && ["TinyTotVM", "Lisp"].includes(category) && /^\$\([\w-]+\)$/.test(icon), command);
    }
  });

  it("names only files that are there", () => {
    const made = /^\.\/dist\//;
    for (const [name] of text.matchAll(/(?<=")(?:\.\/)?(?:client|docs|syntaxes|dist)\/[^"]+/g)) {
      if (!made.test(name) && !name.startsWith("dist/")) assert.ok(existsSync(name), name);
    }
  });
});

describe("The settings", () => {
  it("have in package.json the defaults that are read where nothing is set", () => {
    const properties = Object.assign({}, ...contributes.configuration.map((one: Section) => one.properties));
    const passes = properties["ttvm.hints.passes"].default;
    const section = {
      hints: { enabled: properties["ttvm.hints.enabled"].default, passes },
      codeLens: {
        enabled: properties["ttvm.codeLens.enabled"].default,
        run: properties["ttvm.codeLens.run"].default,
        references: properties["ttvm.codeLens.references"].default,
      },
      diagnostics: {
        workspace: properties["ttvm.diagnostics.workspace"].default,
        severity: properties["ttvm.diagnostics.severity"].default,
      },
      inlayHints: Object.fromEntries(
        ["parameterNames", "addresses", "stackDepth", "types"].map((name) => [
          name,
          properties[`ttvm.inlayHints.${name}`].default,
        ]),
      ),
      format: { alignOperands: properties["ttvm.format.alignOperands"].default },
    };
    assert.deepEqual(readSettings(section), DEFAULT_SETTINGS);
    assert.deepEqual(Object.keys(passes), [...PASS_NAMES]);
  });

  it("are their defaults where no value is one of theirs", () => {
    for (const nonsense of [null, 7, "x", [], { hints: 7, codeLens: [] }, { hints: { enabled: "no" } }]) {
      assert.deepEqual(readSettings(nonsense), DEFAULT_SETTINGS);
    }
  });

  it("switch single passes off", () => {
    const { hints } = readSettings({ hints: { passes: { peephole: false } } });
    assert.deepEqual(
      hints,
      PASS_NAMES.filter((name) => name !== "peephole"),
    );
  });
});
