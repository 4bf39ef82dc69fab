/**
 * A thread in which SQLite computes for some connections, so that the program does not wait for it.
 *
 * A task is done up to its next pause with each order, so the connections of a thread take turns.
 * A file of its own in dist/ (`database-worker.mjs`), with SQLite's compressed WebAssembly beside it.
 * Absent by design: waiting for locks, which would keep the other connections waiting.
 */
import { readFileSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { brotliDecompressSync } from "node:zlib";
import start, { type Sqlite3Static } from "@sqlite.org/sqlite-wasm";
import { DiskFiles } from "./files.ts";
import { ownerOf } from "./lock.ts";
import type {
  ConnectionTarget,
  Order,
  Pause,
  StatementResult,
  ThreadReport,
  ThreadStart,
} from "./message.ts";
import { HeapFull, SqlError, Statements } from "./statements.ts";

/** The package declares what it takes from a page only; its loader takes WebAssembly that is in memory, too. */
const load = start as (options: {
  readonly wasmBinary: Uint8Array;
  readonly print: () => void;
  readonly printErr: () => void;
}) => Promise<Sqlite3Static>;
const sqlite3 = await load({
  wasmBinary: brotliDecompressSync(readFileSync(new URL("sqlite3.wasm.br", import.meta.url))),
  print: () => undefined,
  printErr: () => undefined,
});
const { heapLimit } = workerData as ThreadStart;
const disk = new DiskFiles(sqlite3);

interface Connection {
  readonly database: number;
  readonly statements: Statements;
  readonly place: ConnectionTarget;
  /** The task that has paused. */
  task: Generator<Pause, StatementResult> | undefined;
}

const connections = new Map<number, Connection>();

parentPort?.on("message", (order: Order) => parentPort?.postMessage(reportOn(order)));

function reportOn(order: Order): ThreadReport {
  try {
    return order.kind === "open" ? open(order) : obey(order);
  } catch (error) {
    if (error instanceof HeapFull) return { kind: "memory" };
    const message = error instanceof SqlError ? error.message : `SQLite failed: ${(error as Error).message}`;
    return { kind: "error", message };
  }
}

function obey(order: Exclude<Order, { kind: "open" }>): ThreadReport {
  const connection = connections.get(order.connection);
  if (connection === undefined) return { kind: "error", message: "the database is closed" };
  disk.use(connection.place, ownerOf(order.connection));
  switch (order.kind) {
    case "run":
      connection.task = connection.statements.run(order.task);
      return advance(connection);
    case "continue":
      return advance(connection);
    case "close":
      giveUp(connection);
      sqlite3.capi.sqlite3_close_v2(connection.database);
      connections.delete(order.connection);
      return { kind: "done" };
    case "stop":
      giveUp(connection);
      return { kind: "done" };
  }
}

function advance(connection: Connection): ThreadReport {
  const { task } = connection;
  connection.task = undefined;
  const step = task?.next();
  if (step === undefined) return { kind: "error", message: "SQLite failed: there is no task" };
  if (step.done) return { kind: "result", result: step.value };
  connection.task = task;
  return step.value;
}

function giveUp(connection: Connection): void {
  connection.task?.return({ columns: [], changes: 0 });
  connection.task = undefined;
}

function open({ connection: number, file, temporary }: Extract<Order, { kind: "open" }>): ThreadReport {
  const { capi, wasm } = sqlite3;
  const place: ConnectionTarget = { file, temporary };
  disk.use(place, ownerOf(number));
  return wasm.scopedAllocCall((): ThreadReport => {
    const out = wasm.scopedAlloc(8);
    const flags = capi.SQLITE_OPEN_READWRITE | capi.SQLITE_OPEN_CREATE;
    const name = file === null ? ":memory:" : DiskFiles.nameOf(file);
    const code = capi.sqlite3_open_v2(name, out, flags, DiskFiles.NAME);
    const database = wasm.peekPtr(out);
    if (code === capi.SQLITE_OK) {
      capi.sqlite3_exec(database, `PRAGMA hard_heap_limit=${heapLimit}`, 0, 0, 0);
      connections.set(number, {
        database,
        statements: new Statements(sqlite3, database),
        place,
        task: undefined,
      });
      return { kind: "done" };
    }
    const { failure } = disk;
    const message = failure?.message ?? capi.sqlite3_errmsg(database);
    if (database !== 0) capi.sqlite3_close_v2(database);
    if (code === capi.SQLITE_NOMEM) return { kind: "memory" };
    return { kind: "unopened", code: failure?.code, message };
  });
}
