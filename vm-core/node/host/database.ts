/** Requests of the database group: each connection is SQLite in a thread of its own. */
import os from "node:os";
import path from "node:path";
import { Worker } from "node:worker_threads";
import {
  Bytes,
  Fault,
  Float,
  type Handle,
  type HostMemory,
  type HostRequest,
  List,
  memoryLimit,
  ObjectValue,
  type Reply,
  type Value,
} from "../../index.ts";
import { fileFault } from "../file-fault.ts";
import type { Use } from "../file-gate.ts";
import { Refusal } from "../refusal.ts";
import { closedFault, type Open } from "./handles.ts";
import type { Performers } from "./performers.ts";
import { ownerOf, unlock } from "./sqlite/lock.ts";
import type { Cell, DatabaseFile, Order, Report, Result, Start } from "./sqlite/message.ts";
import type { HostState } from "./state.ts";
import { Turns } from "./turns.ts";

type SqlRequest = Extract<HostRequest, { kind: "db-query" | "db-execute" }>;

export const DATABASE: Performers<"db-connect" | "db-query" | "db-execute"> = {
  "db-connect": ({ target }, state) => connect(target, state),
  "db-query": (request, state) => run(request, state, describe),
  "db-execute": (request, state) => run(request, state, ({ changes }) => changes),
};

async function connect(target: string, state: HostState): Promise<Reply> {
  if (!target.startsWith("sqlite:")) {
    return fileFault(target, new Error("a database is `sqlite:PATH` or `sqlite::memory:`"));
  }
  const name = target.slice("sqlite:".length);
  if (state.databases.open >= MOST_DATABASES) return fileFault(name, { code: "EMFILE" });
  let held: HeldDatabase | undefined;
  try {
    held = name === ":memory:" ? undefined : await find(name, state);
  } catch (error) {
    return fileFault(name, error);
  }
  const heapLimit = Math.min(LARGEST_HEAP, Math.floor(roomIn(state.memory) / 4));
  try {
    state.memory.take(THREAD + heapLimit);
  } catch (error) {
    await held?.release();
    return fileFault(name, error);
  }
  const database = new Database(held, heapLimit, state);
  const report = await database.opened;
  if (report.kind === "open") return state.handles.add("connection", database, () => `db:${target}`);
  return fileFault(name, report);
}

/** How the names of files beside a database end: what SQLite writes, and what keeps other connections away. */
const COMPANIONS = ["-journal", "-wal", "-shm", ".lock"];
const BOTH: Use = { permissions: ["read", "write"], creates: true };

/** A database file whose folder is held. */
interface HeldDatabase {
  readonly file: DatabaseFile;
  release(): Promise<void>;
}

/**
 * Takes hold of a database, which is created when there is none, and judges what is opened beside it. Throws a Refusal
 * and the errors of the system.
 */
async function find(name: string, { files, refuse }: HostState): Promise<HeldDatabase> {
  const held = await files.hold(name, BOTH);
  const { location } = held;
  await held.release();
  for (const ending of COMPANIONS) {
    const beside = { real: location.real + ending, written: location.written + ending };
    const need = { permission: "write", target: name + ending, path: "companion", location: beside } as const;
    const refusal = await refuse(need);
    if (refusal !== undefined) throw new Refusal(refusal);
  }
  const temporary = os.tmpdir();
  const refused = await refuse({ permission: "write", target: temporary, path: "file" });
  const folder = await files.holdFolder(location);
  const file = {
    folder: folder.file,
    name: path.basename(location.real),
    temporary: refused === undefined ? temporary : null,
  };
  return { file, release: folder.release };
}

function run(
  request: SqlRequest,
  { handles, memory }: HostState,
  reply: (result: Result) => Reply,
): Promise<Reply> | Reply {
  const { connection, sql } = request;
  const found = handles.find(connection, Database, "database");
  if (found instanceof Fault) return found;
  const parameters = request.parameters.map(cellOf);
  return found.run(
    connection,
    { sql, parameters, query: request.kind === "db-query", room: roomIn(memory) },
    reply,
  );
}

/** Databases that are open at once. */
const MOST_DATABASES = 32;
/** What an open database counts as, in bytes: its thread, besides the heap that it may use. */
const THREAD = 16 * 2 ** 20;
/** What SQLite may hold for one, in bytes: its cache, and a database in memory. */
const LARGEST_HEAP = 32 * 2 ** 20;
/** Rows of a result: at most so many bytes, however much memory there is. */
const MOST_ROWS = 2 ** 30;

/** Bytes that the rows of a result may take: they are held in the thread and here until they are values. */
function roomIn(memory: HostMemory): number {
  let room = MOST_ROWS;
  while (room > 2 ** 16 && !memory.hasRoomFor(room * 2)) room /= 2;
  return room;
}

class Database implements Open {
  private readonly worker: Worker;
  private readonly turns = new Turns();
  private readonly exited: Promise<void>;
  /** Takes the next message of the worker. */
  private receive: ((report: Report) => void) | undefined;
  private closed = false;
  readonly opened: Promise<Report>;

  constructor(
    held: HeldDatabase | undefined,
    heapLimit: number,
    private readonly state: HostState,
  ) {
    state.databases.open++;
    const worker = new Worker(path.join(import.meta.dirname, "database-worker.mjs"), {
      workerData: { file: held?.file ?? null, heapLimit } satisfies Start,
    });
    const owner = ownerOf(worker.threadId);
    this.worker = worker;
    this.opened = this.next();
    worker.on("message", (report: Report) => this.deliver(report));
    worker.on("error", (error) =>
      this.deliver({ kind: "error", message: `SQLite failed: ${error.message}` }),
    );
    this.exited = new Promise((resolve) => {
      worker.on("exit", () => {
        this.closed = true;
        state.databases.open--;
        state.memory.give(THREAD + heapLimit);
        // A thread that was stopped has left its lock.
        if (held !== undefined) {
          unlock(path.join(held.file.folder, held.file.name), owner);
          void held.release();
        }
        this.deliver({ kind: "error", message: "the database is closed" });
        resolve();
      });
    });
  }

  /** Runs SQL when all that was asked before is done. */
  run(handle: Handle, task: Order, reply: (result: Result) => Reply): Promise<Reply> {
    return this.turns.take(async () => {
      if (this.closed) return closedFault(handle);
      const answer = this.next();
      this.worker.postMessage(task);
      const report = await answer;
      if (report.kind === "result") return reply(report.result);
      if (report.kind === "memory") return memoryLimit();
      if (this.closed) return closedFault(handle);
      return new Fault("DataError", report.kind === "open" ? "SQLite failed" : report.message);
    });
  }

  /** The next message. While it is awaited, the thread keeps the command alive. */
  private next(): Promise<Report> {
    this.worker.ref();
    return new Promise((resolve) => {
      this.receive = resolve;
    });
  }

  private deliver(report: Report): void {
    this.worker.unref();
    this.receive?.(report);
    this.receive = undefined;
  }

  /** Waits for what is under way, unless the run is over. */
  async close(): Promise<void> {
    if (this.state.closing.aborted && this.receive !== undefined) {
      this.closed = true;
      await this.worker.terminate();
      return;
    }
    await this.turns.take(() => {
      this.worker.ref();
      this.worker.postMessage("close" satisfies Order);
      return this.exited;
    });
  }
}

function cellOf(value: SqlRequest["parameters"][number]): Cell {
  if (typeof value === "boolean") return value ? 1 : 0;
  if (value instanceof Float) return { float: value.value };
  return value instanceof Bytes ? value.data : value;
}

function asValue(cell: Cell): Value {
  if (cell instanceof Uint8Array) return new Bytes(cell);
  return cell !== null && typeof cell === "object" ? new Float(cell.float) : cell;
}

function describe({ columns, rows }: Result): ObjectValue {
  return ObjectValue.from([
    ["rows", rows.length],
    ["columns", List.of([...columns])],
    ["data", List.of(rows.map((row) => List.of(row.map(asValue))))],
  ]);
}
