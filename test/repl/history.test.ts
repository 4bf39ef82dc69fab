/** The history of the prompt: entries of several lines are kept and recalled as one, and are searched. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { it } from "node:test";
import { History } from "../../vm-core/node/repl/history.ts";

it("keeps entries of several lines for the next session, each as one", () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "ttvm-history-"));
  const file = path.join(folder, "state", "repl-history");
  const first = new History(file);
  for (const entry of ["(+ 40\n2)", '"a\\nb"', "  ", "(+ 40\n2)", "LABEL f\n  RET\n"]) first.add(entry);
  const entries = ["LABEL f\n  RET\n", "(+ 40\n2)", '"a\\nb"'];
  assert.deepEqual(first.entries, entries);
  assert.deepEqual(new History(file).entries, entries);
  assert.equal(readFileSync(file, "utf8").split("\n").length - 1, 4);
  rmSync(folder, { recursive: true });
});

it("finds older and older entries that hold what was typed", () => {
  const history = new History(undefined);
  for (const entry of ["(list 1)", "(map f\n  items)", "(list 2)"]) history.add(entry);
  assert.equal(history.find("list"), "(list 2)");
  assert.equal(history.find("(list 2)"), "(list 1)");
  assert.equal(history.find("(list 1)"), undefined);
  history.endSearch();
  assert.equal(history.find("items"), "(map f\n  items)");
  assert.equal(history.find("nothing like it"), undefined);
});

it("has at most a thousand entries, the newest ones", () => {
  const history = new History(undefined);
  for (let i = 0; i < 1_005; i++) history.add(String(i));
  assert.equal(history.entries.length, 1_000);
  assert.equal(history.entries[0], "1004");
});
