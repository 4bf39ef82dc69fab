/** Functions of long strings: no list of the characters, which takes many times as much as the text. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { NATIVES } from "../../vm-core/std/index.ts";
import type { Fault } from "../../vm-core/value/callable.ts";
import type { Value } from "../../vm-core/value/value.ts";
import { Work } from "../../vm-core/value/work.ts";

function call(name: string, ...values: Value[]): unknown {
  const result = (NATIVES[name].call as (...values: Value[]) => Value | Fault)(...values);
  let done: Value | Fault | undefined = result;
  while (done instanceof Work) done = done.advance() ?? done;
  return done;
}

it("A long string is turned around by its scalar values, wherever the pairs are", () => {
  for (let shift = 0; shift < 3; shift++) {
    const text = `${"x".repeat(shift)}${"a😀b".repeat(5_000)}`;
    assert.equal(call("string.reverse_str", text), [...text].reverse().join(""));
  }
});

it("Turning a long string around takes a few bytes for each character", () => {
  const text = "abcdefghij".repeat(2_000_000);
  const started = process.memoryUsage().rss;
  assert.equal((call("string.reverse_str", text) as string).slice(0, 3), "jih");
  const taken = (process.memoryUsage().rss - started) / text.length;
  assert.ok(taken < 15, `${taken.toFixed(0)} bytes for each character`);
});
