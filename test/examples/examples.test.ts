/** The examples do what their comments say: a comment behind a PRINT is a line of the output, in order. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";

const names = readdirSync("examples").filter((name) => name.endsWith(".ttvm"));

describe("The example", () => {
  for (const name of names) {
    it(name, () => {
      const text = readFileSync(`examples/${name}`, "utf8");
      // "…" stands for what a comment does not promise.
      const promised = [...text.matchAll(/^\s*PRINT\s+;\s*(.*?)\s*$/gm)].map(([, line]) => line.split("…"));
      const { stdout, stderr, status } = spawnSync(
        process.execPath,
        ["dist/ttvm.js", "run", `examples/${name}`],
        {
          encoding: "utf8",
          timeout: 20_000,
        },
      );
      assert.equal(stderr, "");
      assert.equal(status, 0);
      const printed = stdout.trimEnd().split("\n");
      for (const [index, parts] of promised.entries()) {
        for (const part of parts)
          assert.ok(printed[index]?.includes(part), `line ${index + 1}: ${printed[index]}`);
      }
    });

    it(`${name} is in the README`, () => {
      assert.ok(readFileSync("examples/README.md", "utf8").includes(`](${name})`));
    });
  }
});
