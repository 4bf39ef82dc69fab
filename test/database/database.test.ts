/** SQLite from the instructions to the disk. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import path from "node:path";
import { after, describe, it } from "node:test";
import { Bytes, Float, type Handle, type List, type ObjectValue, type Value } from "../../vm-core/index.ts";
import type { NodeHost } from "../../vm-core/node/host/index.ts";
import type { SqlValue } from "../../vm-core/run/requests/database.ts";
import { display } from "../../vm-core/value/display.ts";
import { ask, askHandle, isBytes, output, refusal, withHost } from "../network/asking.ts";

const folder = mkdtempSync(path.join(tmpdir(), "ttvm-database-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const connect = (host: NodeHost, target = "sqlite::memory:") =>
  askHandle(host, { kind: "db-connect", target });
const execute = (host: NodeHost, connection: Handle, sql: string, parameters: readonly SqlValue[] = []) =>
  ask(host, { kind: "db-execute", connection, sql, parameters });

async function rows(host: NodeHost, connection: Handle, sql: string, parameters: readonly SqlValue[] = []) {
  const result = (await ask(host, { kind: "db-query", connection, sql, parameters })) as ObjectValue;
  return [...(result.get("data") as List)].map((row) => [...(row as List)]);
}

/** Runs in a memory database. */
function inMemory(work: (host: NodeHost, connection: Handle) => Promise<void>): Promise<void> {
  return withHost(async (host) => work(host, await connect(host)));
}

describe("Values", () => {
  it("come back as they went in", () =>
    inMemory(async (host, connection) => {
      const values: SqlValue[] = [
        null,
        0,
        -1,
        9_007_199_254_740_991,
        9_223_372_036_854_775_807n,
        -9_223_372_036_854_775_808n,
        new Float(2),
        new Float(-0.1),
        new Float(Number.POSITIVE_INFINITY),
        "",
        "größe 🙂",
        "a\0b",
        new Bytes(Uint8Array.from([0, 255, 128])),
        new Bytes(new Uint8Array()),
      ];
      for (const value of values) {
        const [[found]] = await rows(host, connection, "SELECT ?", [value]);
        assert.deepEqual(found, value);
      }
      assert.deepEqual(await rows(host, connection, "SELECT ?, ?", [true, false]), [[1, 0]]);
    }));

  it("keep their types in a table", () =>
    inMemory(async (host, connection) => {
      await execute(host, connection, "CREATE TABLE t (v)");
      for (const value of [2, new Float(2), "2", new Bytes(Uint8Array.of(50))]) {
        assert.equal(await execute(host, connection, "INSERT INTO t VALUES (?)", [value]), 1);
      }
      const found = await rows(host, connection, "SELECT typeof(v), v FROM t");
      assert.deepEqual(
        found.map(([type]) => type),
        ["integer", "real", "text", "blob"],
      );
      assert.deepEqual(found[1][1], new Float(2));
    }));

  it("that are text but no UTF-8 are bytes", () =>
    inMemory(async (host, connection) => {
      const [[value]] = await rows(host, connection, "SELECT CAST(x'ff41' AS TEXT)");
      isBytes(value, [0xff, 0x41]);
    }));

  it("are never part of the statement", () =>
    inMemory(async (host, connection) => {
      await execute(
        host,
        connection,
        "CREATE TABLE users (name TEXT); INSERT INTO users VALUES ('a'), ('b')",
      );
      const attack = "' OR 1 = 1; DROP TABLE users; --";
      assert.deepEqual(await rows(host, connection, "SELECT * FROM users WHERE name = ?", [attack]), []);
      assert.equal(await execute(host, connection, "DELETE FROM users WHERE name = ?", [attack]), 0);
      assert.deepEqual(await rows(host, connection, "SELECT count(*) FROM users"), [[2]]);
    }));
});

describe("Statements", () => {
  it("count the rows that they change", () =>
    inMemory(async (host, connection) => {
      const changes = (sql: string) => execute(host, connection, sql);
      assert.equal(await changes("CREATE TABLE t (n INTEGER)"), 0);
      assert.equal(await changes("INSERT INTO t VALUES (1), (2), (3)"), 3);
      assert.equal(await changes("CREATE TABLE u (n INTEGER)"), 0);
      assert.equal(await changes("UPDATE t SET n = n + 1 WHERE n > 1; DELETE FROM t WHERE n = 1; -- end"), 3);
      assert.equal(await changes("SELECT * FROM t"), 0);
      assert.equal(await changes("  "), 0);
      await changes("CREATE TRIGGER g AFTER INSERT ON u BEGIN DELETE FROM t; END");
      assert.equal(await changes("INSERT INTO u VALUES (1)"), 1);
    }));

  it("name their columns, also without rows", () =>
    inMemory(async (host, connection) => {
      await execute(host, connection, "CREATE TABLE t (a, b)");
      const request = {
        kind: "db-query",
        connection,
        sql: "SELECT a, b AS x FROM t;",
        parameters: [],
      } as const;
      assert.equal(display(await ask(host, request)), "{rows: 0, columns: [a, x], data: []}");
    }));

  it("fail with SQLite's text", () =>
    inMemory(async (host, connection) => {
      const fault = (sql: string, parameters: SqlValue[] = []) =>
        refusal(host, { kind: "db-query", connection, sql, parameters });
      await execute(host, connection, "CREATE TABLE t (n INTEGER UNIQUE); INSERT INTO t VALUES (1)");
      assert.equal(await fault("SELEC 1"), 'DataError: near "SELEC": syntax error');
      assert.equal(await fault("SELECT x FROM t"), "DataError: no such column: x");
      assert.equal(await fault("INSERT INTO t VALUES (1)"), "DataError: UNIQUE constraint failed: t.n");
      assert.equal(await fault("SELECT abs(-9223372036854775808)"), "DataError: integer overflow");
      assert.equal(
        await fault("SELECT ?", [1, 2]),
        "DataError: the statement has 1 parameters, but 2 values are given",
      );
      assert.equal(
        await fault("SELECT 1; SELECT 2"),
        "DataError: only one statement can be run at a time here",
      );
      assert.equal(
        await fault("SELECT 1; nonsense"),
        "DataError: only one statement can be run at a time here",
      );
      assert.equal(await fault("-- nothing"), "DataError: there is no statement");
      assert.equal(await fault("SELECT 1\0"), "DataError: the text has a NUL character");
    }));

  it("keep to transactions", () =>
    inMemory(async (host, connection) => {
      await execute(host, connection, "CREATE TABLE t (n); BEGIN; INSERT INTO t VALUES (1)");
      await execute(host, connection, "ROLLBACK");
      assert.deepEqual(await rows(host, connection, "SELECT * FROM t"), []);
    }));

  it("on one connection run one after another, in the order in which they were asked for", () =>
    inMemory(async (host, connection) => {
      await execute(host, connection, "CREATE TABLE t (n INTEGER)");
      const inserts = Array.from({ length: 100 }, (_, n) =>
        execute(host, connection, "INSERT INTO t VALUES (?)", [n]),
      );
      const found = rows(host, connection, "SELECT n FROM t");
      await Promise.all(inserts);
      assert.deepEqual(
        (await found).map(([n]) => n),
        Array.from({ length: 100 }, (_, n) => n),
      );
    }));
});

const LONG =
  "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c LIMIT 3000000) SELECT sum(n) FROM c";
const ENDLESS = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT count(*) FROM c";

describe("A long query", () => {
  it("leaves this thread and other connections free", () =>
    inMemory(async (host, connection) => {
      const other = await connect(host);
      let turns = 0;
      let done = false;
      const query = rows(host, connection, LONG).then((found) => {
        done = true;
        return found;
      });
      const timer = setInterval(() => turns++, 5);
      assert.deepEqual(await rows(host, other, "SELECT 1"), [[1]]);
      assert.equal(done, false);
      assert.deepEqual(await query, [[4500001500000]]);
      clearInterval(timer);
      assert.ok(turns >= 10, `${turns} turns of the event loop during the query`);
    }));

  it("ends with the run", () =>
    inMemory(async (host, connection) => {
      const query = refusal(host, { kind: "db-query", connection, sql: ENDLESS, parameters: [] });
      await execute(host, await connect(host), "SELECT 1");
      host.close();
      assert.match(await query, /the connection is closed$/);
    }));
});

describe("A file", () => {
  it("keeps its data from run to run", async () => {
    const program = (text: string) => output(text, { cwd: folder });
    const open = 'PUSH_STR "sqlite:kept.db"\nDB_CONNECT\n';
    const made = await program(`${open}DUP
      PUSH_STR "CREATE TABLE t (name TEXT, n INTEGER)"
      DB_EXEC
      POP
      PUSH_STR "INSERT INTO t VALUES (?, ?)"
      PUSH_STR "größe"
      PUSH_INT 9223372036854775807
      MAKE_LIST 2
      DB_EXEC params
      PRINT`);
    assert.equal(made, "1\n");
    const found = await program(`${open}PUSH_STR "SELECT * FROM t"\nDB_QUERY\nPRINT`);
    assert.equal(found, "{rows: 1, columns: [name, n], data: [[größe, 9223372036854775807]]}\n");
    assert.deepEqual(readdirSync(folder), ["kept.db"]);
  });

  it("is one that SQLite itself can read", (t) => {
    const { status, stdout } = spawnSync(
      "sqlite3",
      ["kept.db", "PRAGMA integrity_check; SELECT name FROM t"],
      {
        cwd: folder,
        encoding: "utf8",
      },
    );
    if (status === null) return t.skip("there is no sqlite3 here");
    assert.equal(stdout, "ok\ngröße\n");
  });

  it("serves two connections that take turns, by whatever name they know it", () =>
    withHost(
      async (host) => {
        symlinkSync(path.join(folder, "turns.db"), path.join(folder, "link.db"));
        const first = await connect(host, "sqlite:turns.db");
        const second = await connect(host, "sqlite:link.db");
        await execute(host, first, "CREATE TABLE t (n INTEGER)");
        const insert = (connection: Handle) => execute(host, connection, "INSERT INTO t VALUES (1)");
        await Promise.all(Array.from({ length: 40 }, (_, n) => insert(n % 2 === 0 ? first : second)));
        assert.deepEqual(await rows(host, first, "SELECT count(*) FROM t"), [[40]]);
      },
      { cwd: folder },
    ));

  it("makes a statement wait for the transaction of another connection", () =>
    withHost(
      async (host) => {
        const first = await connect(host, "sqlite:wait.db");
        const second = await connect(host, "sqlite:wait.db");
        await execute(host, first, "CREATE TABLE t (n INTEGER); BEGIN; INSERT INTO t VALUES (1)");
        const waiting = rows(host, second, "SELECT count(*) FROM t");
        await execute(host, first, "INSERT INTO t VALUES (2)");
        await execute(host, first, "COMMIT");
        assert.deepEqual(await waiting, [[2]]);
      },
      { cwd: folder },
    ));

  it("is not locked by one who has died, or was stopped in the middle", async () => {
    const { pid } = spawnSync(process.execPath, ["-e", ""]);
    writeFileSync(path.join(folder, "dead.db.lock"), `${hostname()} ${pid} 1`);
    const options = { cwd: folder };
    await withHost(async (host) => {
      const connection = await connect(host, "sqlite:dead.db");
      await execute(host, connection, "CREATE TABLE t (n INTEGER); INSERT INTO t VALUES (1)");
      await execute(host, connection, "BEGIN; INSERT INTO t VALUES (2)");
      const stopped = refusal(host, { kind: "db-query", connection, sql: ENDLESS, parameters: [] });
      await execute(host, await connect(host), "SELECT 1");
      host.close();
      await stopped;
    }, options);
    await withHost(async (host) => {
      const connection = await connect(host, "sqlite:dead.db");
      assert.deepEqual(await rows(host, connection, "SELECT n FROM t"), [[1]]);
    }, options);
    assert.equal(existsSync(path.join(folder, "dead.db.lock")), false);
  });

  it("is the only one that a connection reaches", () =>
    withHost(
      async (host) => {
        const connection = await connect(host, "sqlite:alone.db");
        for (const sql of [
          "ATTACH 'kept.db' AS k",
          `ATTACH '${folder}/kept.db' AS k`,
          "VACUUM INTO 'copy.db'",
        ]) {
          const fault = await refusal(host, { kind: "db-execute", connection, sql, parameters: [] });
          assert.match(fault, /^DataError: unable to open database/, sql);
        }
        assert.equal(existsSync(path.join(folder, "copy.db")), false);
        await execute(host, connection, "ATTACH ':memory:' AS m; CREATE TABLE m.t (n)");
      },
      { cwd: folder },
    ));

  it("that is no database is a DataError, one that cannot be opened a FileError", () =>
    withHost(
      async (host) => {
        writeFileSync(
          path.join(folder, "text.db"),
          "this is no database at all, but a text that is long enough",
        );
        const connection = await connect(host, "sqlite:text.db");
        const request = { kind: "db-query", connection, sql: "SELECT * FROM t", parameters: [] } as const;
        assert.equal(await refusal(host, request), "DataError: file is not a database");
        const open = (target: string) => refusal(host, { kind: "db-connect", target });
        assert.equal(
          await open("sqlite:"),
          "FileError: File operation failed on : No such file or directory (os error 2)",
        );
        assert.equal(
          await open(`sqlite:${folder}`),
          `FileError: File operation failed on ${folder}: Is a directory (os error 21)`,
        );
      },
      { cwd: folder },
    ));

  it("holds more than a page, and sorts more than memory likes", () =>
    withHost(
      async (host) => {
        const connection = await connect(host, "sqlite:large.db");
        const fill = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c LIMIT 20000)";
        await execute(host, connection, "CREATE TABLE t (n INTEGER, b BLOB)");
        await execute(host, connection, `${fill} INSERT INTO t SELECT n, randomblob(300) FROM c`);
        const [[first]] = await rows(host, connection, "SELECT n FROM t ORDER BY n DESC, b LIMIT 1");
        assert.equal(first, 20000);
        await execute(host, connection, "DELETE FROM t WHERE n % 2; VACUUM");
        assert.deepEqual(await rows(host, connection, "PRAGMA integrity_check"), [["ok"]]);
      },
      { cwd: folder },
    ));
});

describe("CLOSE", () => {
  it("waits for what is under way; afterwards the handle is nothing", () =>
    inMemory(async (host, connection) => {
      const query = rows(host, connection, "SELECT 1");
      await ask(host, { kind: "close", handle: connection });
      assert.deepEqual(await query, [[1]] as Value[][]);
      assert.match(
        await refusal(host, { kind: "db-query", connection, sql: "SELECT 1", parameters: [] }),
        /^FileError: File operation failed on db:sqlite::memory:: the connection is closed$/,
      );
    }));
});
