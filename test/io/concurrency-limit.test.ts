/** How much of what is asked for is under way at once. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type HostMemory, parsePermissions } from "../../vm-core/index.ts";
import { ConcurrencyLimit } from "../../vm-core/node/concurrency-limit.ts";
import { nodeHost } from "../../vm-core/node/host/index.ts";

/** Work that ends when it is told to. */
class Works {
  readonly ends: (() => void)[] = [];
  begun = 0;

  readonly work = async (): Promise<number> => {
    const number = this.begun++;
    await new Promise<void>((resolve) => this.ends.push(resolve));
    return number;
  };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("A limit of what is done at once", () => {
  it("lets in as much as ends, in the order in which it came", async (t) => {
    t.mock.timers.enable({ apis: ["setTimeout"] });
    const works = new Works();
    const limit = new ConcurrencyLimit(3);
    const all = Array.from({ length: 10 }, () => limit.run(works.work));
    for (const begun of [3, 4, 5, 6, 7, 8, 9, 10, 10, 10]) {
      await turn();
      assert.equal(works.begun, begun);
      works.ends.shift()?.();
    }
    assert.deepEqual(await Promise.all(all), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it("lets in as much again where nothing ends for a while", async (t) => {
    t.mock.timers.enable({ apis: ["setTimeout"] });
    const works = new Works();
    const limit = new ConcurrencyLimit(2);
    const all = Array.from({ length: 5 }, () => limit.run(works.work));
    for (const begun of [2, 4, 5, 5]) {
      await turn();
      assert.equal(works.begun, begun);
      t.mock.timers.tick(50);
    }
    for (const end of works.ends) end();
    await Promise.all(all);
  });

  it("begins nothing any more at the end", async () => {
    const closing = new AbortController();
    const works = new Works();
    const limit = new ConcurrencyLimit(1, closing.signal);
    const first = limit.run(works.work);
    const others = Array.from({ length: 1_000 }, () => limit.run(works.work));
    await turn();
    closing.abort();
    works.ends[0]();
    assert.equal(await first, 0);
    const ended = await Promise.allSettled([...others, limit.run(works.work)]);
    assert.ok(ended.every(({ status }) => status === "rejected"));
    assert.equal(works.begun, 1);
  });
});

describe("Requests of crowds", () => {
  for (const permissions of [undefined, parsePermissions({ allow: ["read"], deny: [], sandbox: true })]) {
    it(`count as memory, and end with the run, ${permissions === undefined ? "without" : "with"} rules`, async () => {
      const host = nodeHost({ write: () => undefined, permissions });
      const memory = host.memory as HostMemory;
      const asked = Array.from({ length: 2_000 }, () =>
        host.perform({ kind: "read-file", path: process.execPath }),
      );
      assert.ok(memory.held >= 2_000 * 1_024, `${memory.held} bytes`);
      host.close();
      const replies = await Promise.all(asked);
      assert.equal(replies.length, 2_000);
      await host.settled();
      assert.equal(memory.held, 0);
    });
  }
});
