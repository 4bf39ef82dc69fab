/** The table of processes, compared with a map by their numbers. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Frame, FrameLayout } from "../../vm-core/run/frame.ts";
import { Process } from "../../vm-core/run/process.ts";
import { ProcessTable } from "../../vm-core/run/process-table.ts";
import { SeededRandom } from "../../vm-core/run/random.ts";

const FRAME = new Frame(null, 0, new FrameLayout(0), 0, 0, 0, []);

function process(id: number): Process {
  return new Process(id, "some", FRAME, 10);
}

function ids(processes: Iterable<Process>): readonly number[] {
  return [...processes].map(({ id }) => id);
}

describe("A table of processes", () => {
  it("has those that a map has, in their order", () => {
    const random = new SeededRandom(7);
    const table = new ProcessTable();
    const map = new Map<number, Process>();
    for (let id = 1; id <= 5_000; id++) {
      const one = process(id);
      table.add(one);
      map.set(id, one);
      // Some live for long, most end soon.
      for (let count = 0; count < 2; count++) {
        const other = id - Math.floor(random.next() ** 3 * 3_000);
        assert.equal(table.delete(other), map.delete(other), `${other} after ${id}`);
      }
      const wanted = Math.floor(random.next() * (id + 200)) - 100;
      assert.equal(table.get(wanted), map.get(wanted), `${wanted} after ${id}`);
      assert.equal(table.has(wanted), map.has(wanted), `${wanted} after ${id}`);
      assert.equal(table.size, map.size);
      if (id % 500 === 0) assert.deepEqual(ids(table.values()), ids(map.values()));
    }
  });

  it("gives those that get in while somebody goes through it, and not those that go", () => {
    const table = new ProcessTable();
    for (let id = 1; id <= 100; id++) table.add(process(id));
    const seen: number[] = [];
    for (const { id } of table.values()) {
      seen.push(id);
      if (id === 1) for (let gone = 2; gone <= 99; gone++) table.delete(gone);
      if (id === 100) for (let more = 101; more <= 300; more += 100) table.add(process(more));
    }
    assert.deepEqual(seen, [1, 100, 101, 201]);
  });

  it("is empty once it is cleared, and begins anew with any numbers", () => {
    const table = new ProcessTable();
    for (let id = 1; id <= 200; id++) table.add(process(id));
    table.clear();
    assert.deepEqual([table.size, table.get(3), ids(table.values())], [0, undefined, []]);
    const again = process(3);
    table.add(again);
    assert.deepEqual([table.size, table.get(3), ids(table.values())], [1, again, [3]]);
  });
});
