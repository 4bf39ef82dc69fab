/** What `ttvm run` says about imports that fail, below the message that programs can see. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { folder, lines } from "./command.ts";
import { ttvmHere } from "./in-process.ts";

const cwd = folder({
  "missing.ttvm": lines("IMPORT nowhere.ttvm"),
  "round.ttvm": lines("IMPORT a.ttvm"),
  "a.ttvm": lines("IMPORT b.ttvm"),
  "b.ttvm": lines("IMPORT a.ttvm"),
});

describe("failed imports", () => {
  it("names the places tried", async () => {
    const { code, stderr } = await ttvmHere(["missing.ttvm"], { cwd });
    assert.equal(code, 1);
    assert.match(
      stderr,
      /^Error: File operation failed on nowhere\.ttvm: No such file or directory \(os error 2\)\n/,
    );
    assert.match(stderr, /\n {2}looked for it at .*nowhere\.ttvm\n/);
  });

  it("shows the whole cycle, and who imports whom", async () => {
    const { code, stderr } = await ttvmHere(["round.ttvm"], { cwd });
    assert.equal(code, 1);
    assert.match(
      stderr,
      /^Error: Circular dependency detected: a\.ttvm\n {2}the imports go round: .*a\.ttvm → .*b\.ttvm → .*a\.ttvm\n/,
    );
    assert.match(stderr, /at main \(.*b\.ttvm:1.*\n.*at main \(.*a\.ttvm:1.*\n.*at main \(.*round\.ttvm:1/);
  });
});
