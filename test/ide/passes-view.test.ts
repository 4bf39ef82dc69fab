/** The program after each pass, as it is shown. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
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

  it("has each line of both programs in one row, with the reason where something is done", () => {
    assert.deepEqual(view.columns[0].rows, []);
    view.columns.slice(1).forEach(({ lines, rows, title }, index) => {
      const given = view.columns[index].lines;
      const order = (key: "before" | "after") => rows.flatMap((row) => row[key] ?? []);
      assert.deepEqual(order("before"), [...given.keys()], title);
      assert.deepEqual(order("after"), [...lines.keys()], title);
      for (const { before, after, reason } of rows) {
        const [old, now] = [given[before ?? -1], lines[after ?? -1]];
        const isLabel = (old ?? now).address === undefined;
        // Targets that are written as addresses move with what is removed.
        if (old === undefined || now === undefined) assert.ok(isLabel || reason !== undefined, title);
        else if (reason === undefined) assert.equal(now.text.split(" ")[0], old.text.split(" ")[0]);
      }
    });
  });

  it("puts what is made in the place of what it is made of", () => {
    const index = view.columns.findIndex(({ title }) => title === "constant-folding");
    const [given, { lines, rows }] = view.columns.slice(index - 1);
    const written = rows
      .slice(0, 4)
      .map(({ before, after, reason }) => [
        given.lines[before ?? -1]?.text,
        lines[after ?? -1]?.text,
        reason !== undefined,
      ]);
    assert.deepEqual(written, [
      ["PUSH_INT 2", "PUSH_INT 5", true],
      ["PUSH_INT 3", undefined, true],
      ["ADD", undefined, true],
      ["PRINT", "PRINT", false],
    ]);
  });

  it("has such rows for programs of any kind", () => {
    for (const name of readdirSync("examples").filter((file) => file.endsWith(".ttvm"))) {
      const columns = passesView(analyze(name, 1, readFileSync(`examples/${name}`, "utf8")))?.columns ?? [];
      columns.slice(1).forEach(({ lines, rows }, index) => {
        assert.deepEqual(
          rows.flatMap(({ before }) => before ?? []),
          [...columns[index].lines.keys()],
          name,
        );
        assert.deepEqual(
          rows.flatMap(({ after }) => after ?? []),
          [...lines.keys()],
          name,
        );
      });
    }
  });

  it("has no place for what it does not know", () => {
    for (const { lines } of view.columns) {
      for (const { from } of lines) for (const address of from) assert.ok(view.places[address]);
    }
    assert.equal(passesView(analyze("a.ttvm", 1, "FROB\n")), undefined);
  });
});
