/** The test runner of the editor: a line for each file, judged as `ttvm test` judges it. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, it } from "node:test";

describe("dist/debug-adapter.js test", () => {
  it("says of each file what is wrong with it", () => {
    const files = [
      "client/walkthrough/tested.ttvm",
      "test/fixtures/learn/01-push-and-print.ttvm",
      "examples/learn/01-push-and-print.ttvm",
    ];
    const { stdout, status } = spawnSync(process.execPath, ["dist/debug-adapter.js", "test", ...files], {
      encoding: "utf8",
    });
    assert.equal(status, 0);
    const results = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    assert.deepEqual(
      results.map(({ file }) => file),
      files,
    );
    assert.deepEqual(results[0].findings.slice(-2), ["- 10", "+ 9"]);
    assert.deepEqual(results[1].findings, []);
    assert.match(results[2].findings.join("\n"), /Stack underflow during PRINT/);
  });
});
