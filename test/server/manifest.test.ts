/** package.json says what the typed tables of commands, settings and languages say. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { COMMANDS, commandContributions, menuContributions } from "../../client/contributions.ts";
import { PREVIEW_OPTIMIZED } from "../../server/protocol.ts";
import { DEFAULT_SETTINGS, readSettings, settingContributions } from "../../server/settings.ts";
import { LANGUAGES, PASS_NAMES } from "../../vm-core/index.ts";

const { contributes } = JSON.parse(readFileSync("package.json", "utf8"));

describe("package.json", () => {
  const advice = "run `node tools/generate.mjs`";

  it("has the commands and their menus", () => {
    assert.deepEqual(contributes.commands, commandContributions(), advice);
    assert.deepEqual(contributes.menus, menuContributions(), advice);
    assert.ok(PREVIEW_OPTIMIZED in COMMANDS);
  });

  it("has the settings", () => {
    assert.deepEqual(contributes.configuration.properties, settingContributions(), advice);
  });

  it("has the languages with the files that they are analysed in", () => {
    const declared = contributes.languages.map((one: { id: string; extensions: string[] }) => [
      one.id,
      one.extensions,
    ]);
    const known = Object.values(LANGUAGES).map(({ editorId, extensions }) => [editorId, extensions]);
    assert.deepEqual(declared, known);
  });
});

describe("The settings", () => {
  it("have in package.json the defaults that are read where nothing is set", () => {
    const { properties } = contributes.configuration;
    const passes = properties["ttvm.hints.passes"].default;
    const section = {
      hints: { enabled: properties["ttvm.hints.enabled"].default, passes },
      codeLens: { enabled: properties["ttvm.codeLens.enabled"].default },
      diagnostics: { workspace: properties["ttvm.diagnostics.workspace"].default },
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
