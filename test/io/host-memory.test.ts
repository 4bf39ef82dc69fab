/** What a host holds for a run. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { HostMemory } from "../../vm-core/run/host-memory.ts";

test("what a host gives back is collected once it is much", async () => {
  const memory = new HostMemory();
  let collections = 0;
  memory.garbage = { most: 1_000, collect: () => collections++ };
  for (let i = 0; i < 100; i++) await memory.during(95, () => undefined);
  assert.equal(collections, 9);
  assert.equal(memory.held, 0);
});
