/** What is kept of a text with very many lines of one kind: a number of bytes for each, whatever their number. */
import assert from "node:assert/strict";
import test from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { analyze } from "../../vm-core/analyze/index.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Bytes that are kept of a text, with all that is said about it. */
function kept(text: string): number {
  collect();
  const before = process.memoryUsage().heapUsed;
  const snapshot = analyze("test:lean.ttvm", 1, text);
  assert.ok(snapshot.diagnostics.length <= 1_000);
  collect();
  const after = process.memoryUsage().heapUsed;
  assert.equal(snapshot.text, text);
  return after - before;
}

/** Each of the kind takes at most so many bytes, of few as of many. */
function isLean(write: (count: number) => string, most: number): void {
  // What is made once is there already.
  kept(write(1_000));
  for (const count of [20_000, 80_000]) {
    const each = kept(write(count)) / count;
    assert.ok(each < most, `${each.toFixed(0)} bytes for each of ${count}`);
  }
}

test("a label keeps less than 320 bytes", () => {
  isLean((count) => Array.from({ length: count }, (_, index) => `LABEL l${index}\n`).join(""), 320);
});

test("a TRY inside of another keeps less than 800 bytes", () => {
  isLean((count) => `${"TRY h\n".repeat(count)}LABEL h\n`, 800);
});

test("an instruction keeps less than 400 bytes", () => {
  isLean((count) => "PUSH_INT 1\nPOP\n".repeat(count / 2), 400);
});
