/** What is done when a run ends. */
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { test } from "node:test";
import { atEndOf } from "../../vm-core/node/host/at-end.ts";

test("however many wait for the end of a run, its signal has one listener", () => {
  const closing = new AbortController();
  const atEnd = atEndOf(closing.signal);
  const called: number[] = [];
  const forgets = Array.from({ length: 1_000 }, (_, index) => atEnd(() => called.push(index)));
  assert.equal(getEventListeners(closing.signal, "abort").length, 1);
  for (const forget of forgets.slice(2)) forget();
  closing.abort();
  assert.deepEqual(called, [0, 1]);
});
