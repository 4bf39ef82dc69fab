/** What is done when a run ends. */
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { test } from "node:test";
import { atEndOf } from "../../vm-core/node/host/at-end.ts";

const turn = () => new Promise((resolve) => setImmediate(resolve));

test("however many wait for the end of a run, its signal has one listener", async () => {
  const closing = new AbortController();
  const atEnd = atEndOf(closing.signal);
  const called: number[] = [];
  const forgets = Array.from({ length: 1_000 }, (_, index) => atEnd(() => called.push(index)));
  assert.equal(getEventListeners(closing.signal, "abort").length, 1);
  for (const forget of forgets.slice(2)) forget();
  closing.abort();
  await turn();
  assert.deepEqual(called, [0, 1]);
});

test("a crowd is told of the end in portions, with turns of others between them", async () => {
  const closing = new AbortController();
  const atEnd = atEndOf(closing.signal);
  let called = 0;
  const most = 10_000;
  for (let i = 0; i < most; i++) atEnd(() => called++);
  closing.abort();
  for (let before = 0; called < most; before = called) {
    await turn();
    assert.ok(called > before && called - before <= 200, `${called - before} in a turn`);
  }
});
