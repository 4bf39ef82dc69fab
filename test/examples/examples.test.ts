/**
 * The examples do what their comments say: a comment after a PRINT is a line of the output, in order; one that
 * begins with `expect:` is a whole line wherever it is, and then these are all the lines there are.
 */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { examplesIn } from "../../client/examples-list.ts";
import { ttvm } from "../cli/command.ts";
import { ttvmHere } from "../cli/in-process.ts";

const names = readdirSync("examples").filter((name) => name.endsWith(".ttvm"));

describe("The example", () => {
  for (const name of names) {
    it(name, async () => {
      const text = readFileSync(`examples/${name}`, "utf8");
      // "…" stands for what a comment does not promise.
      const promised = [...text.matchAll(/^\s*PRINT\s+;\s*(.*?)\s*$/gm)].map(([, line]) => line.split("…"));
      const { stdout, stderr, code } = await ttvmHere(["run", `examples/${name}`], { cwd: process.cwd() });
      const lines = (mark: string) =>
        [...text.matchAll(new RegExp(`; ${mark}: (.*)`, "g"))].map(([, line]) => line);
      assert.deepEqual(stderr.split("\n").slice(0, -1), lines("stderr"));
      assert.equal(code, 0);
      if (lines("expect").length > 0) {
        assert.deepEqual(stdout.trimEnd().split("\n"), lines("expect"));
        return;
      }
      const printed = stdout.trimEnd().split("\n");
      for (const [index, parts] of promised.entries()) {
        for (const part of parts)
          assert.ok(printed[index]?.includes(part), `line ${index + 1}: ${printed[index]}`);
      }
    });
  }

  it("runs the same through the real command", async () => {
    const words = ["run", `examples/${names[0]}`];
    assert.deepEqual(await ttvm(words), await ttvmHere(words, { cwd: process.cwd() }));
  });
});

describe("The list of examples", () => {
  const listed = examplesIn(readFileSync("examples/README.md", "utf8"));

  it("has every example and lesson, once", () => {
    const files = readdirSync("examples", { recursive: true, encoding: "utf8" })
      .map((name) => name.replaceAll("\\", "/"))
      .filter((name) => /\.(?:ttvm|lisp)$/.test(name));
    assert.deepEqual(listed.map(({ name }) => name).sort(), files.sort());
  });

  it("says in a line what each teaches, below a heading", () => {
    for (const { name, teaches, group } of listed) {
      assert.ok(teaches.length > 10 && teaches.length < 90 && !teaches.includes("`"), name);
      assert.ok(["First steps", "Processes", "Lisp", "Lessons"].includes(group), name);
    }
  });
});
