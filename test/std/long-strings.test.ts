/** Functions of long strings: no list of the characters, which takes many times as much as the text. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { NATIVES } from "../../vm-core/std/index.ts";
import type { Fault } from "../../vm-core/value/callable.ts";
import { writeCsv } from "../../vm-core/value/csv.ts";
import { List } from "../../vm-core/value/list.ts";
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

/** Longer than what is added at once, and never cut at a whole character. */
const LONG = `a${"😀".repeat(40_000)}`;

it("Long texts are joined, replaced, put in places and written as short ones are", () => {
  const list = List.of([LONG, 1, LONG]);
  assert.equal(call("string.join", list, LONG), [LONG, 1, LONG].join(LONG));
  assert.equal(call("string.format", `{}${LONG}{}`, List.of([LONG, 2])), `${LONG}${LONG}2`);
  const text = "x-y-".repeat(20);
  assert.equal(call("string.replace", text, "-", LONG), text.replaceAll("-", LONG));
  assert.equal(call("string.replace", `${LONG}-${LONG}`, "-", LONG), LONG.repeat(3));
  assert.equal(call("string.replace", "ab", "", LONG), `${LONG}a${LONG}b${LONG}`);
  for (const cell of [LONG, `${LONG}"${LONG}`, `${LONG},`]) {
    const quoted = cell === LONG ? cell : `"${cell.replaceAll('"', '""')}"`;
    assert.equal(writeCsv(List.of([List.of([cell, 1])])), `${quoted},1`);
  }
});
