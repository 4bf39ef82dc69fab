/** The register IR as text: fixtures, and the page that explains it. `UPDATE=1` rewrites what is expected. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { readAssembly } from "../../vm-core/asm/index.ts";
import { irLines, withPlace } from "../../vm-core/ir/write.ts";
import type { Program } from "../../vm-core/program/program.ts";
import { compareMachines, observe } from "./compare.ts";

const FIXTURES = "test/fixtures/ir";

function written(text: string, file: string): string {
  const { program } = readAssembly(text, file);
  return `${[...irLines(program as Program)].map(withPlace).join("\n")}\n`;
}

describe("The register IR", () => {
  for (const file of readdirSync(FIXTURES).filter((name) => name.endsWith(".ttvm"))) {
    const text = readFileSync(path.join(FIXTURES, file), "utf8");

    it(`is what it was for ${file}`, () => {
      const expected = path.join(FIXTURES, file.replace(/\.ttvm$/, ".ir"));
      const ir = written(text, file);
      if (process.env.UPDATE) writeFileSync(expected, ir);
      assert.equal(ir, readFileSync(expected, "utf8"));
    });

    it(`runs ${file} as the interpreter does, whatever the slices`, async () => {
      const lines = [...text.matchAll(/; expect: (.*)/g)].map(([, line]) => `${line}\n`);
      const { stdout } = await observe(text, { useIr: true });
      // A program that fuzzing has found expects nothing but that both do the same.
      if (lines.length > 0) assert.equal(stdout, lines.join(""));
      for (const slice of [undefined, 1, 2, 5, 13]) await compareMachines(text, { slice });
    });
  }

  it("is as its page shows it", () => {
    const page = readFileSync("docs/register-ir.md", "utf8");
    const [, program, ir] = /^```ttvm\n(.*?)^```.*?^```text\n(.*?)^```/ms.exec(page) ?? [];
    assert.equal(written(program, "countdown.ttvm"), ir);
  });
});
