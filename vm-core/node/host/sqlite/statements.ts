/**
 * Runs SQL on an open database, through SQLite's C interface, which keeps every type and all 64 bits.
 *
 * Invariant: no more of the rows is held than a portion; a statement is continued where it has paused. One that finds the file
 * locked has read nothing yet, since a lock is taken before the first row and kept until the end.
 */
import type { Sqlite3Static } from "@sqlite.org/sqlite-wasm";
import { tryDecodeUtf8 } from "../../utf8.ts";
import type { Pause, SqliteValue, SqlRow, SqlTask, StatementResult } from "./message.ts";

/** What SQLite says is wrong. */
export class SqlError extends Error {}

/** There is no room for what SQLite has to hold. */
export class HeapFull extends Error {}

/** Bytes that a row and a cell take as values besides their texts, about. */
const ROW = 128;
const CELL = 24;
/** Bytes of rows that are handed over at once. */
const PORTION = 2 ** 16;

export class Statements {
  constructor(
    private readonly sqlite3: Sqlite3Static,
    private readonly database: number,
  ) {}

  /** Pauses when there is a portion of rows, and when the file is locked. Throws SqlError and TooMuch. */
  *run({ sql, parameters, query }: SqlTask): Generator<Pause, StatementResult> {
    if (sql.includes("\0")) throw new SqlError("the text has a NUL character");
    const { wasm } = this.sqlite3;
    const text = Buffer.from(sql);
    const start = this.copy(text);
    try {
      const single = query || parameters.length > 0;
      let changes = 0;
      let count = 0;
      let columns: readonly string[] = [];
      for (let at = start; at < start + text.length; ) {
        const { statement, tail } = yield* this.prepare(at, start + text.length - at);
        at = tail;
        if (statement === 0) continue;
        count++;
        try {
          if (single) yield* this.refuseMore(tail, start + text.length - tail);
          this.bind(statement, parameters);
          const { sqlite3_total_changes, sqlite3_changes } = this.sqlite3.capi;
          const before = sqlite3_total_changes(this.database);
          columns = yield* this.step(statement, query);
          // The total counts what triggers did, too; the other is not reset by statements that change nothing.
          if (sqlite3_total_changes(this.database) !== before) changes += sqlite3_changes(this.database);
        } finally {
          this.sqlite3.capi.sqlite3_finalize(statement);
        }
      }
      if (single && count === 0) throw new SqlError("there is no statement");
      return { columns, changes };
    } finally {
      wasm.dealloc(start);
    }
  }

  private *prepare(sql: number, length: number): Generator<Pause, { statement: number; tail: number }> {
    const { capi, wasm } = this.sqlite3;
    for (;;) {
      const { code, ...prepared } = wasm.scopedAllocCall(() => {
        const [statement, tail] = wasm.scopedAllocPtr(2);
        wasm.pokePtr(statement, 0);
        const code = capi.sqlite3_prepare_v3(this.database, sql, length, 0, statement, tail);
        return { code, statement: wasm.peekPtr(statement), tail: wasm.peekPtr(tail) };
      });
      if (!this.isLocked(code)) {
        this.check(code);
        return prepared;
      }
      yield LOCKED;
    }
  }

  /** Only blanks and comments may follow. */
  private *refuseMore(sql: number, length: number): Generator<Pause, void> {
    if (length === 0) return;
    let statement: number;
    try {
      ({ statement } = yield* this.prepare(sql, length));
    } catch {
      throw new SqlError(ONE_STATEMENT);
    }
    if (statement === 0) return;
    this.sqlite3.capi.sqlite3_finalize(statement);
    throw new SqlError(ONE_STATEMENT);
  }

  private bind(statement: number, parameters: readonly SqliteValue[]): void {
    const wanted = this.sqlite3.capi.sqlite3_bind_parameter_count(statement);
    if (wanted !== parameters.length) {
      throw new SqlError(`the statement has ${wanted} parameters, but ${parameters.length} values are given`);
    }
    parameters.forEach((value, index) => {
      this.check(this.bindOne(statement, index + 1, value));
    });
  }

  private bindOne(statement: number, index: number, value: SqliteValue): number {
    const { capi } = this.sqlite3;
    // What is not bound is NULL.
    if (value === null) return capi.SQLITE_OK;
    if (typeof value === "number" || typeof value === "bigint") {
      return capi.sqlite3_bind_int64(statement, index, BigInt(value));
    }
    if (typeof value === "string") {
      const bytes = Buffer.from(value);
      return capi.sqlite3_bind_text(
        statement,
        index,
        this.copy(bytes),
        bytes.length,
        capi.SQLITE_WASM_DEALLOC,
      );
    }
    if (value instanceof Uint8Array) {
      return capi.sqlite3_bind_blob(
        statement,
        index,
        this.copy(value),
        value.length,
        capi.SQLITE_WASM_DEALLOC,
      );
    }
    return capi.sqlite3_bind_double(statement, index, value.float);
  }

  /** The names of the columns, when all rows have been handed over. */
  private *step(statement: number, query: boolean): Generator<Pause, string[]> {
    const { capi } = this.sqlite3;
    const width = query ? capi.sqlite3_column_count(statement) : 0;
    let rows: SqlRow[] = [];
    let bytes = 0;
    for (;;) {
      const code = capi.sqlite3_step(statement);
      if (code === capi.SQLITE_DONE) break;
      if (this.isLocked(code)) {
        yield LOCKED;
        continue;
      }
      if (code !== capi.SQLITE_ROW) this.check(code);
      if (!query) continue;
      const row = Array.from({ length: width }, (_, column) => this.cell(statement, column));
      bytes += row.reduce<number>((sum, cell) => sum + CELL + lengthOf(cell), ROW);
      rows.push(row);
      if (bytes < PORTION) continue;
      yield { kind: "rows", rows, bytes };
      rows = [];
      bytes = 0;
    }
    if (rows.length > 0) yield { kind: "rows", rows, bytes };
    // A statement may be compiled anew when it is first stepped, so its columns are known only now.
    return Array.from({ length: width }, (_, column) => capi.sqlite3_column_name(statement, column) ?? "");
  }

  private isLocked(code: number): boolean {
    return code === this.sqlite3.capi.SQLITE_BUSY;
  }

  private cell(statement: number, column: number): SqliteValue {
    const { capi, wasm } = this.sqlite3;
    switch (capi.sqlite3_column_type(statement, column)) {
      case capi.SQLITE_INTEGER: {
        const value = capi.sqlite3_column_int64(statement, column);
        const small = Number(value);
        return Number.isSafeInteger(small) ? small : value;
      }
      case capi.SQLITE_FLOAT:
        return { float: capi.sqlite3_column_double(statement, column) };
      case capi.SQLITE_TEXT: {
        // The wrapped function would stop at a NUL.
        const bytes = this.bytes(statement, column, wasm.exports.sqlite3_column_text(statement, column));
        return tryDecodeUtf8(bytes) ?? bytes;
      }
      case capi.SQLITE_BLOB:
        return this.bytes(statement, column, capi.sqlite3_column_blob(statement, column));
      default:
        return null;
    }
  }

  private bytes(statement: number, column: number, start: number): Uint8Array {
    const { capi, wasm } = this.sqlite3;
    return wasm.heap8u().slice(start, start + capi.sqlite3_column_bytes(statement, column));
  }

  /** A copy in SQLite's memory with a zero after it, to be freed. */
  private copy(bytes: Uint8Array): number {
    const { wasm } = this.sqlite3;
    const start = wasm.alloc(bytes.length + 1);
    wasm.heap8u().set(bytes, start);
    wasm.poke8(start + bytes.length, 0);
    return start;
  }

  private check(code: number): void {
    const { capi } = this.sqlite3;
    if (code === capi.SQLITE_NOMEM) throw new HeapFull();
    if (code !== capi.SQLITE_OK) throw new SqlError(capi.sqlite3_errmsg(this.database));
  }
}

function lengthOf(cell: SqliteValue): number {
  return typeof cell === "string" || cell instanceof Uint8Array ? cell.length : 0;
}

const LOCKED: Pause = { kind: "locked" };
const ONE_STATEMENT = "only one statement can be run at a time here";
