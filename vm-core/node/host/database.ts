/**
 * Requests of the database group: connections to SQLite, which computes in threads.
 *
 * Rows are read portion by portion and count as memory from the moment they arrive, so a result that is too large ends
 * while it is read. Who finds a file locked asks again after a pause, here, where it keeps nobody else waiting.
 */
import os from "node:os";
import path from "node:path";
import {
  Bytes,
  Fault,
  Float,
  type Handle,
  type HostMemory,
  type HostRequest,
  List,
  MeasuredValue,
  memoryLimit,
  ObjectValue,
  OutOfMemory,
  type Reply,
  type Value,
} from "../../index.ts";
import { fileFault } from "../file-fault.ts";
import type { FileUse } from "../file-gate.ts";
import { Refusal } from "../refusal.ts";
import { closedFault, type OpenHandle } from "./handles.ts";
import type { Performers } from "./performers.ts";
import type { SqliteValue, SqlRow, SqlTask, StatementResult, ThreadReport } from "./sqlite/message.ts";
import { type DatabaseThread, DatabaseThreads, type HeldDatabase } from "./sqlite/threads.ts";
import type { HostState } from "./state.ts";
import { Turns } from "./turns.ts";

type SqlRequest = Extract<HostRequest, { kind: "db-query" | "db-execute" }>;

export const DATABASE: Performers<"db-connect" | "db-query" | "db-execute"> = {
  "db-connect": ({ target }, state) => connect(target, state),
  "db-query": (request, state) => run(request, state),
  "db-execute": (request, state) => run(request, state),
};

/** Connections that are open at once. */
export const MOST_CONNECTIONS = 256;
/** What a connection counts as, in bytes, besides its thread. */
const CONNECTION = 2 ** 17;
/** Milliseconds that a statement waits for a lock. */
const PATIENCE = 5000;
/** Milliseconds between looks at a lock, at most. */
const LONGEST_PAUSE = 25;

/** Where the databases of a host compute. */
const threads = new WeakMap<HostState, DatabaseThreads>();

function threadsOf(state: HostState): DatabaseThreads {
  let found = threads.get(state);
  if (found === undefined) {
    found = new DatabaseThreads(state.memory);
    threads.set(state, found);
  }
  return found;
}

async function connect(target: string, state: HostState): Promise<Reply> {
  if (!target.startsWith("sqlite:")) {
    return fileFault(target, new Error("a database is `sqlite:PATH` or `sqlite::memory:`"));
  }
  const name = target.slice("sqlite:".length);
  const { memory } = state;
  const databases = threadsOf(state);
  if (databases.connections >= MOST_CONNECTIONS) return fileFault(name, { code: "EMFILE" });
  let held: HeldDatabase | undefined;
  try {
    held = name === ":memory:" ? undefined : await find(name, state);
  } catch (error) {
    return fileFault(name, error);
  }
  let place: { readonly thread: DatabaseThread; readonly connection: number };
  try {
    memory.take(CONNECTION);
    place = databases.place(held);
  } catch (error) {
    await held?.release();
    throw error;
  }
  const { thread, connection } = place;
  const temporary = await temporaryFolder(state);
  const report = await thread.ask({ connection, kind: "open", file: held?.file ?? null, temporary });
  if (report.kind === "done") {
    const database = new Database(thread, connection, state);
    return state.handles.add("connection", database, () => `db:${target}`);
  }
  memory.give(CONNECTION);
  await thread.close(connection);
  return report.kind === "memory" ? memoryLimit() : fileFault(name, report);
}

/** How the names of files beside a database end: what SQLite writes, and what keeps other connections away. */
const COMPANIONS = ["-journal", "-wal", "-shm", ".lock"];
const BOTH: FileUse = { permissions: ["read", "write"], creates: true };

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
  const folder = await files.holdFolder(location);
  return { file: { folder: folder.file, name: path.basename(location.real) }, release: folder.release };
}

/** Where databases may make temporary files; null when nowhere. */
async function temporaryFolder({ refuse }: HostState): Promise<string | null> {
  const folder = os.tmpdir();
  const refused = await refuse({ permission: "write", target: folder, path: "file" });
  return refused === undefined ? folder : null;
}

function run(
  { connection, sql, parameters, kind }: SqlRequest,
  { handles }: HostState,
): Promise<Reply> | Reply {
  const found = handles.find(connection, Database, "database");
  if (found instanceof Fault) return found;
  return found.run(connection, { sql, parameters: parameters.map(cellOf), query: kind === "db-query" });
}

class Database implements OpenHandle {
  readonly outlasts = true;
  private readonly turns = new Turns();
  private isClosed = false;

  constructor(
    private readonly thread: DatabaseThread,
    private readonly connection: number,
    private readonly state: HostState,
  ) {}

  /** Runs SQL when all that was asked before is done. */
  run(handle: Handle, task: SqlTask): Promise<Reply> {
    return this.turns.take(() => {
      if (this.isClosed) return closedFault(handle);
      return this.state.memory.during(sizeOf(task), () => this.perform(handle, task));
    });
  }

  private async perform(handle: Handle, task: SqlTask): Promise<Reply> {
    const rows = new Rows(this.state.memory);
    try {
      const report = await this.reportOn(task, rows);
      if (this.isClosed || this.state.closing.aborted) return closedFault(handle);
      if (report.kind === "memory") return memoryLimit();
      if (report.kind === "error") return new Fault("DataError", report.message);
      if (report.kind !== "result") return new Fault("DataError", "SQLite failed");
      return task.query ? rows.under(report.result) : report.result.changes;
    } finally {
      rows.release();
    }
  }

  /** What a task ends with. Its rows are gathered. */
  private async reportOn(task: SqlTask, rows: Rows): Promise<ThreadReport> {
    const { connection, thread } = this;
    const end = performance.now() + PATIENCE;
    let pause = 1;
    let report = await thread.ask({ connection, kind: "run", task });
    for (;;) {
      if (report.kind === "rows") {
        if (!rows.add(report)) return this.stop({ kind: "memory" });
      } else if (report.kind === "locked") {
        if (performance.now() >= end) return this.stop({ kind: "error", message: "database is locked" });
        await this.pause(pause);
        pause = Math.min(2 * pause, LONGEST_PAUSE);
      } else return report;
      if (this.state.closing.aborted) return this.stop(report);
      report = await thread.ask({ connection, kind: "continue" });
    }
  }

  /** Gives up what has paused, because of what is reported. */
  private async stop(reason: ThreadReport): Promise<ThreadReport> {
    await this.thread.ask({ connection: this.connection, kind: "stop" });
    return reason;
  }

  private pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, milliseconds));
  }

  /** Waits for what is under way, unless the run is over. */
  async close(): Promise<void> {
    if (this.state.closing.aborted && this.thread.isBusy) {
      this.isClosed = true;
      await this.thread.end();
    } else {
      await this.turns.take(() => this.thread.close(this.connection));
      this.isClosed = true;
    }
    this.state.memory.give(CONNECTION);
  }
}

/** The rows of a result as values, which count as memory until they are handed over. */
class Rows {
  private readonly rows: Value[] = [];
  private bytes = 0;

  constructor(private readonly memory: HostMemory) {}

  /** False when they do not fit. */
  add({ rows, bytes }: { readonly rows: readonly SqlRow[]; readonly bytes: number }): boolean {
    try {
      this.memory.take(bytes);
    } catch (error) {
      if (error instanceof OutOfMemory) return false;
      throw error;
    }
    this.bytes += bytes;
    for (const row of rows) this.rows.push(List.of(row.map(asValue)));
    return true;
  }

  /** What DB_QUERY gives. */
  under({ columns }: StatementResult): MeasuredValue {
    const { rows } = this;
    const table = ObjectValue.from([
      ["rows", rows.length],
      ["columns", List.of([...columns])],
      ["data", List.of(rows)],
    ]);
    return new MeasuredValue(
      table,
      this.bytes + columns.reduce((sum, name) => sum + CELL + name.length, TABLE),
    );
  }

  release(): void {
    this.memory.give(this.bytes);
  }
}

/** What a result and a name of a column take besides the rows and the text, in bytes, about. */
const TABLE = 512;
const CELL = 24;

/** Bytes that are copied for the thread. */
function sizeOf({ sql, parameters }: SqlTask): number {
  const textual = (cell: SqliteValue): number =>
    typeof cell === "string" ? 2 * cell.length : cell instanceof Uint8Array ? cell.length : 0;
  return parameters.reduce((sum: number, cell) => sum + textual(cell), 2 * sql.length);
}

function cellOf(value: SqlRequest["parameters"][number]): SqliteValue {
  if (typeof value === "boolean") return value ? 1 : 0;
  if (value instanceof Float) return { float: value.value };
  return value instanceof Bytes ? value.data : value;
}

function asValue(cell: SqliteValue): Value {
  if (cell instanceof Uint8Array) return new Bytes(cell);
  return cell !== null && typeof cell === "object" ? new Float(cell.float) : cell;
}
