/** Runs SQL on an open database, through SQLite's C interface, which keeps every type and all 64 bits. */
import type { Sqlite3Static } from "@sqlite.org/sqlite-wasm";
import { tryDecodeUtf8 } from "../../utf8.ts";
import type { Cell, Result, Task } from "./message.ts";

/** What SQLite says is wrong. */
export class SqlError extends Error {}

/** There is no room for the rows, or for what SQLite has to hold. */
export class TooMuch extends Error {}

/** Bytes that a row and a cell take besides their texts. */
const ROW = 64;
const CELL = 16;

export class Statements {
  constructor(
    private readonly sqlite3: Sqlite3Static,
    private readonly database: number,
  ) {}

  run({ sql, parameters, query, room }: Task): Result {
    if (sql.includes("\0")) throw new SqlError("the text has a NUL character");
    const { wasm } = this.sqlite3;
    const text = Buffer.from(sql);
    const start = this.copy(text);
    try {
      const single = query || parameters.length > 0;
      let changes = 0;
      let count = 0;
      let table: Pick<Result, "columns" | "rows"> = { columns: [], rows: [] };
      for (let at = start; at < start + text.length; ) {
        const { statement, tail } = this.prepare(at, start + text.length - at);
        at = tail;
        if (statement === 0) continue;
        count++;
        try {
          if (single) this.refuseMore(tail, start + text.length - tail);
          this.bind(statement, parameters);
          const { sqlite3_total_changes, sqlite3_changes } = this.sqlite3.capi;
          const before = sqlite3_total_changes(this.database);
          table = this.step(statement, query, room);
          // The total counts what triggers did, too; the other is not reset by statements that change nothing.
          if (sqlite3_total_changes(this.database) !== before) changes += sqlite3_changes(this.database);
        } finally {
          this.sqlite3.capi.sqlite3_finalize(statement);
        }
      }
      if (single && count === 0) throw new SqlError("there is no statement");
      return { ...table, changes };
    } finally {
      wasm.dealloc(start);
    }
  }

  private prepare(sql: number, length: number): { statement: number; tail: number } {
    const { capi, wasm } = this.sqlite3;
    return wasm.scopedAllocCall(() => {
      const [statement, tail] = wasm.scopedAllocPtr(2);
      wasm.pokePtr(statement, 0);
      this.check(capi.sqlite3_prepare_v3(this.database, sql, length, 0, statement, tail));
      return { statement: wasm.peekPtr(statement), tail: wasm.peekPtr(tail) };
    });
  }

  /** Only blanks and comments may follow. */
  private refuseMore(sql: number, length: number): void {
    if (length === 0) return;
    let statement: number;
    try {
      ({ statement } = this.prepare(sql, length));
    } catch {
      throw new SqlError(ONE_STATEMENT);
    }
    if (statement === 0) return;
    this.sqlite3.capi.sqlite3_finalize(statement);
    throw new SqlError(ONE_STATEMENT);
  }

  private bind(statement: number, parameters: readonly Cell[]): void {
    const wanted = this.sqlite3.capi.sqlite3_bind_parameter_count(statement);
    if (wanted !== parameters.length) {
      throw new SqlError(`the statement has ${wanted} parameters, but ${parameters.length} values are given`);
    }
    parameters.forEach((value, index) => {
      this.check(this.bindOne(statement, index + 1, value));
    });
  }

  private bindOne(statement: number, index: number, value: Cell): number {
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

  private step(statement: number, query: boolean, room: number): Pick<Result, "columns" | "rows"> {
    const { capi } = this.sqlite3;
    const width = query ? capi.sqlite3_column_count(statement) : 0;
    const rows: Cell[][] = [];
    let left = room;
    for (;;) {
      const code = capi.sqlite3_step(statement);
      if (code === capi.SQLITE_DONE) break;
      if (code !== capi.SQLITE_ROW) this.check(code);
      if (!query) continue;
      const row = Array.from({ length: width }, (_, column) => this.cell(statement, column));
      left -= row.reduce<number>((sum, cell) => sum + CELL + lengthOf(cell), ROW);
      if (left < 0) throw new TooMuch();
      rows.push(row);
    }
    // A statement may be compiled anew when it is first stepped, so its columns are known only now.
    const columns = Array.from(
      { length: width },
      (_, column) => capi.sqlite3_column_name(statement, column) ?? "",
    );
    return { columns, rows };
  }

  private cell(statement: number, column: number): Cell {
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
    if (code === capi.SQLITE_NOMEM) throw new TooMuch();
    if (code !== capi.SQLITE_OK) throw new SqlError(capi.sqlite3_errmsg(this.database));
  }
}

function lengthOf(cell: Cell): number {
  return typeof cell === "string" || cell instanceof Uint8Array ? cell.length : 0;
}

const ONE_STATEMENT = "only one statement can be run at a time here";
