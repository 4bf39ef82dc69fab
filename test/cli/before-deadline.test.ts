/** Garbage is collected while there is time for it: a run that is over at a time does not collect until long after it. */
import assert from "node:assert/strict";
import test from "node:test";
import { now } from "../../vm-core/node/clock.ts";
import { beforeDeadline } from "../../vm-core/node/run-limits.ts";

function counted(milliseconds: number): { collect(): void; calls: number } {
  const counting = {
    calls: 0,
    collect: () => {
      counting.calls++;
      const end = now() + milliseconds;
      while (now() < end);
    },
  };
  return counting;
}

test("A collection that would take until after the deadline waits for it in its place", () => {
  const counting = counted(0);
  const deadline = now() + 20;
  const collect = beforeDeadline(counting.collect, deadline, () => 40);
  collect();
  assert.equal(counting.calls, 0);
  assert.ok(now() >= deadline);
  // The run is over, and nobody waits any more.
  collect();
  assert.equal(counting.calls, 0);
});

test("A collection takes as long as the last one", () => {
  const counting = counted(300);
  const collect = beforeDeadline(counting.collect, now() + 500, () => 0);
  collect();
  collect();
  assert.equal(counting.calls, 1);
});

test("Without a deadline garbage is always collected", () => {
  const counting = counted(0);
  const collect = beforeDeadline(counting.collect, Number.POSITIVE_INFINITY, () => 1e9);
  for (let i = 0; i < 3; i++) collect();
  assert.equal(counting.calls, 3);
});
