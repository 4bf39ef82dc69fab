/** A thread gives memory back once nobody has asked it for anything for a while, and only where that is worth while. */
import assert from "node:assert/strict";
import { it, mock } from "node:test";
import { MemoryKeeper, QUIET } from "../../server/memory.ts";

const MEGABYTE = 1024 * 1024;

it("the heap is looked through once after work, where it has grown", () => {
  let now = 0;
  mock.timers.enable({ apis: ["setTimeout"] });
  const clock = mock.method(performance, "now", () => now);
  const pass = (milliseconds: number) => {
    now += milliseconds;
    mock.timers.tick(milliseconds);
  };
  try {
    const heap = { size: 100 * MEGABYTE, collected: 0 };
    const keeper = new MemoryKeeper({
      size: () => heap.size,
      collect() {
        heap.collected++;
        heap.size = 60 * MEGABYTE;
      },
    });
    for (let i = 0; i < 5; i++) {
      keeper.worked();
      pass(QUIET - 1);
    }
    assert.equal(heap.collected, 0, "while it works");
    pass(QUIET);
    assert.equal(heap.collected, 1);
    pass(10 * QUIET);
    keeper.worked();
    pass(2 * QUIET);
    assert.equal(heap.collected, 1, "nothing has come");
    keeper.worked();
    heap.size = 90 * MEGABYTE;
    pass(2 * QUIET);
    assert.equal(heap.collected, 2);
  } finally {
    clock.mock.restore();
    mock.timers.reset();
  }
});

it("a thread can look through its own heap", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  try {
    const held = new WeakRef({ large: new Array(8 * MEGABYTE).fill(0) });
    const keeper = new MemoryKeeper();
    // What a reference has just been made to is kept for this turn.
    await new Promise((resolve) => setImmediate(resolve));
    const clock = mock.method(performance, "now", () => Number.MAX_SAFE_INTEGER / 2);
    keeper.worked();
    clock.mock.mockImplementation(() => Number.MAX_SAFE_INTEGER);
    mock.timers.tick(QUIET);
    clock.mock.restore();
    assert.equal(held.deref(), undefined);
  } finally {
    mock.timers.reset();
  }
});
