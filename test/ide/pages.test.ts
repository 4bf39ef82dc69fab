/** The pages of the documentation that diagnostics link to: they are there, and they are shipped. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { analyze, hints, PASS_NAMES } from "../../vm-core/index.ts";

const FOLDERS = ["test/fixtures/verify", "test/fixtures/optimize", "test/fixtures/ide", "test/fixtures/lisp"];

/** `optimizer.md#peephole`, as diagnostics name them. */
function pages(): ReadonlySet<string> {
  const found = new Set<string>();
  for (const folder of FOLDERS) {
    for (const name of readdirSync(folder).filter((file) => /\.(ttvm|lisp)$/.test(file))) {
      // The cases of a fixture, each a program.
      for (const text of readFileSync(`${folder}/${name}`, "utf8").split(/^; === .*$/m)) {
        const snapshot = analyze(name, 1, text);
        const diagnostics = [...snapshot.diagnostics, ...hints(snapshot).map((hint) => hint.diagnostic)];
        for (const { page } of diagnostics) if (page !== undefined) found.add(page);
      }
    }
  }
  return found;
}

describe("The pages that diagnostics link to", () => {
  const found = [...pages()];

  it("are those of passes and findings", () => {
    assert.deepEqual(
      PASS_NAMES.filter((pass) => !found.includes(`optimizer.md#${pass}`)),
      [],
    );
    assert.ok(found.filter((page) => page.startsWith("diagnostics.md#")).length > 15, found.join(" "));
  });

  it("have the section", () => {
    const missing = found.filter((page) => {
      const [file, section] = page.split("#");
      return !readFileSync(`docs/${file}`, "utf8").includes(`\n## ${section}\n`);
    });
    assert.deepEqual(missing, []);
  });

  it("are in the package", () => {
    const shipped = readFileSync(".vscodeignore", "utf8").split("\n");
    const files = new Set(found.map((page) => `!docs/${page.split("#")[0]}`));
    assert.deepEqual(
      [...files].filter((file) => !shipped.includes(file)),
      [],
    );
  });
});
