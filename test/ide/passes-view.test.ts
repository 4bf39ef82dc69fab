/** The program after each pass, as it is shown. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { analyze, optimize, passesView } from "../../vm-core/index.ts";

const TEXT = "PUSH_INT 2\nPUSH_INT 3\nADD\nPRINT\nJMP end\nPRINT\nLABEL end\nHALT\n";

describe("The view of the passes", () => {
  const snapshot = analyze("a.ttvm", 1, TEXT);
  const view = passesView(snapshot);
  assert.ok(view);

  it("begins with the source and ends with the optimized program", () => {
    const optimized = optimize(snapshot.program!).program;
    assert.equal(view.columns[0].title, "source");
    assert.equal(view.columns.at(-1)?.length, optimized.code.length);
    assert.deepEqual(
      view.columns[0].lines.map(({ text }) => text),
      TEXT.trimEnd().split("\n"),
    );
  });

  it("links a new line to what it was made of, and says why", () => {
    const folded = view.columns.find(({ title }) => title === "constant-folding");
    const line = folded?.lines.find(({ text }) => text === "PUSH_INT 5");
    assert.deepEqual(line?.from, [0, 1, 2]);
    assert.match(line?.reason ?? "", /always Int\(5\)/);
    assert.ok(folded?.lines.filter(({ reason }) => reason !== undefined).length === 1);
  });

  it("has no place for what it does not know", () => {
    for (const { lines } of view.columns) {
      for (const { from } of lines) for (const address of from) assert.ok(view.places[address]);
    }
    assert.equal(passesView(analyze("a.ttvm", 1, "FROB\n")), undefined);
  });
});
