/** What databases take: threads, memory for rows while they are read, and who waits for whom. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, describe, it } from "node:test";
import { type Handle, HostMemory, type List, type ObjectValue } from "../../vm-core/index.ts";
import type { NodeHost } from "../../vm-core/node/host/index.ts";
import {
  DatabaseThreads,
  LARGEST_HEAP,
  MOST_THREADS,
  THREAD_BYTES,
} from "../../vm-core/node/host/sqlite/threads.ts";
import { garbageLimit } from "../machine/garbage-limit.ts";
import { ask, askHandle, refusal, withHost } from "../network/asking.ts";

const MB = 2 ** 20;
const folder = mkdtempSync(path.join(tmpdir(), "ttvm-threads-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const open = (host: NodeHost, target = "sqlite::memory:") => askHandle(host, { kind: "db-connect", target });
const execute = (host: NodeHost, connection: Handle, sql: string) =>
  ask(host, { kind: "db-execute", connection, sql, parameters: [] });
const query = (connection: Handle, sql: string) =>
  ({ kind: "db-query", connection, sql, parameters: [] }) as const;

/** Lets a host hold so many bytes; tells the most that it has held. */
function limited({ memory }: NodeHost, limit: number): { most: number } {
  assert.ok(memory !== undefined);
  const seen = { most: 0 };
  memory.hasRoomFor = (bytes) => {
    const fits = memory.held + bytes <= limit;
    if (fits) seen.most = Math.max(seen.most, memory.held + bytes);
    return fits;
  };
  return seen;
}

/** Room for one thread of databases alone, whose heap is a quarter of it. */
const ONE_THREAD = 32 * MB;

describe("Threads of databases", () => {
  it("are a few, however many connections there are, and count as memory until they end", async () => {
    const memory = new HostMemory();
    const threads = new DatabaseThreads(memory);
    const places = Array.from({ length: 50 }, () => threads.place(undefined));
    assert.equal(threads.count, MOST_THREADS);
    assert.equal(threads.connections, 50);
    assert.equal(memory.held, MOST_THREADS * (THREAD_BYTES + LARGEST_HEAP));
    await Promise.all(places.map(({ thread }) => thread.end()));
    assert.equal(threads.count, 0);
    assert.equal(threads.connections, 0);
    assert.equal(memory.held, 0);
  });

  it("have the room for young garbage limited again, which engines forget when a thread starts", async () => {
    const memory = new HostMemory();
    let limited = 0;
    memory.garbage = { ...garbageLimit({ most: MB }), limitYoung: () => limited++ };
    const threads = new DatabaseThreads(memory);
    const { thread, connection } = threads.place(undefined);
    const report = await thread.ask({ connection, kind: "open", file: null, temporary: null });
    assert.equal(report.kind, "done");
    assert.equal(limited, 1);
    await thread.end();
  });

  it("are fewer where memory is short", async () => {
    const memory = new HostMemory();
    memory.hasRoomFor = (bytes) => memory.held + bytes <= ONE_THREAD;
    const threads = new DatabaseThreads(memory);
    const places = [threads.place(undefined), threads.place(undefined)];
    assert.equal(places[0].thread, places[1].thread);
    assert.ok(memory.held <= ONE_THREAD);
    await places[0].thread.end();
  });

  it("end with their last connection", () =>
    withHost(async (host) => {
      const first = await open(host);
      const second = await open(host);
      await ask(host, { kind: "close", handle: first });
      await ask(host, { kind: "close", handle: second });
      assert.equal(host.memory?.held, 0);
    }));

  it("do not wait for a lock: who has it can go on in the same thread", () =>
    withHost(
      async (host) => {
        limited(host, ONE_THREAD);
        const first = await open(host, "sqlite:shared.db");
        const second = await open(host, "sqlite:shared.db");
        await execute(host, first, "CREATE TABLE t (n); BEGIN; INSERT INTO t VALUES (1)");
        const waiting = ask(host, query(second, "SELECT count(*) FROM t"));
        await execute(host, first, "INSERT INTO t VALUES (2)");
        await execute(host, first, "COMMIT");
        assert.deepEqual([...(((await waiting) as ObjectValue).get("data") as List)].length, 1);
      },
      { cwd: folder },
    ));

  it("leave a lock that is never given back in the words of SQLite", () =>
    withHost(
      async (host) => {
        const first = await open(host, "sqlite:kept.db");
        const second = await open(host, "sqlite:kept.db");
        await execute(host, first, "CREATE TABLE t (n); BEGIN; INSERT INTO t VALUES (1)");
        assert.equal(
          await refusal(host, query(second, "PRAGMA busy_timeout = 600000")).catch(() => "no rows"),
          "no rows",
        );
        assert.equal(
          await refusal(host, query(second, "SELECT count(*) FROM t")),
          "DataError: database is locked",
        );
      },
      { cwd: folder },
    ));
});

describe("Rows", () => {
  const ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i, hex(i) FROM n";

  it("count as memory while they are read, until they are too many", () =>
    withHost(async (host) => {
      const limit = 32 * MB;
      const seen = limited(host, limit);
      const connection = await open(host);
      const before = host.memory?.held;
      assert.equal(
        await refusal(host, query(connection, ENDLESS)),
        "ResourceLimit: Resource limit reached: memory",
      );
      assert.ok(seen.most > limit - MB, "no room was reserved for rows that had not come");
      assert.equal(host.memory?.held, before);
      // The statement was given up, and the connection goes on.
      await execute(host, connection, "CREATE TABLE t (n); INSERT INTO t VALUES (1)");
    }));

  it("let other connections of the thread have their turns", () =>
    withHost(async (host) => {
      limited(host, 64 * MB);
      // The second thread would take too much of the memory.
      const first = await open(host);
      const second = await open(host);
      let isOver = false;
      const endless = refusal(host, query(first, ENDLESS)).then(() => {
        isOver = true;
      });
      await execute(host, second, "SELECT 1");
      assert.equal(isOver, false);
      await endless;
    }));
});
