/**
 * The thread of one database connection: SQLite computes and waits here, so that nothing else does.
 *
 * A file of its own in dist/ (`database-worker.mjs`), with SQLite's compressed WebAssembly beside it.
 */
import { readFileSync } from "node:fs";
import { parentPort, threadId, workerData } from "node:worker_threads";
import { brotliDecompressSync } from "node:zlib";
import start, { type Sqlite3Static } from "@sqlite.org/sqlite-wasm";
import { DiskFiles } from "./files.ts";
import { ownerOf } from "./lock.ts";
import type { Order, Report, Start } from "./message.ts";
import { SqlError, Statements, TooMuch } from "./statements.ts";

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
const database = open(sqlite3, (workerData as Start).file);

if (database === undefined) {
  parentPort?.close();
} else {
  const statements = new Statements(sqlite3, database);
  parentPort?.on("message", (order: Order) => {
    if (order === "close") {
      sqlite3.capi.sqlite3_close_v2(database);
      parentPort?.close();
      return;
    }
    try {
      report({ kind: "result", result: statements.run(order) });
    } catch (error) {
      if (error instanceof TooMuch) {
        report({ kind: "memory" });
        return;
      }
      const message =
        error instanceof SqlError ? error.message : `SQLite failed: ${(error as Error).message}`;
      report({ kind: "error", message });
    }
  });
  report({ kind: "open" });
}

/** The address of the open database; undefined, once reported, when it cannot be opened. */
function open({ capi, wasm }: Sqlite3Static, file: Start["file"]): number | undefined {
  const files = file === null ? undefined : new DiskFiles(sqlite3, file, ownerOf(threadId));
  return wasm.scopedAllocCall(() => {
    const out = wasm.scopedAlloc(8);
    const flags = capi.SQLITE_OPEN_READWRITE | capi.SQLITE_OPEN_CREATE;
    const code = capi.sqlite3_open_v2(
      file === null ? ":memory:" : DiskFiles.nameOf(file),
      out,
      flags,
      files === undefined ? 0 : DiskFiles.NAME,
    );
    const opened = wasm.peekPtr(out);
    if (code === capi.SQLITE_OK) {
      const { heapLimit } = workerData as Start;
      capi.sqlite3_exec(opened, `PRAGMA hard_heap_limit=${heapLimit}`, 0, 0, 0);
      return opened;
    }
    const message = files?.failure?.message ?? capi.sqlite3_errmsg(opened);
    report({ kind: "unopened", code: files?.failure?.code, message });
    return undefined;
  });
}

function report(message: Report): void {
  parentPort?.postMessage(message);
}
