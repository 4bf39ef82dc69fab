/**
 * What a host and a thread of databases say to each other: plain data that can be cloned between threads.
 *
 * Invariant: the thread answers each order with one report, in the order in which they came.
 */

/** A value in a table. An Int is a number or a bigint, so a Float says that it is one. */
export type SqliteValue = null | number | bigint | string | Uint8Array | { readonly float: number };

export type SqlRow = readonly SqliteValue[];

/** A database file: a name in a folder, so that the folder can be one that is held open. */
export interface DatabaseFile {
  readonly folder: string;
  /** No link. */
  readonly name: string;
}

/** What a connection is to. */
export interface ConnectionTarget {
  /** Null for a database in memory. */
  readonly file: DatabaseFile | null;
  /** Where temporary files may be made; null when nowhere. */
  readonly temporary: string | null;
}

/** What the thread is started with. */
export interface ThreadStart {
  /** Bytes that SQLite may hold in it, for all its connections together. */
  readonly heapLimit: number;
}

export interface SqlTask {
  readonly sql: string;
  readonly parameters: readonly SqliteValue[];
  /** Rows are wanted, of one statement. */
  readonly query: boolean;
}

/** What a connection is to do. Connections have numbers that are unique in the process. */
export type Order = { readonly connection: number } & (
  | ({ readonly kind: "open" } & ConnectionTarget)
  | { readonly kind: "run"; readonly task: SqlTask }
  /** Continues the task that has reported rows or a lock. */
  | { readonly kind: "continue" }
  /** Gives that task up. */
  | { readonly kind: "stop" }
  | { readonly kind: "close" }
);

/** A report after which the task has more to do. */
export type Pause =
  /** Some of the rows, and about how many bytes they take. */
  | { readonly kind: "rows"; readonly rows: readonly SqlRow[]; readonly bytes: number }
  /** The file is locked by another connection. */
  | { readonly kind: "locked" };

/** What is known when a task is done. */
export interface StatementResult {
  readonly columns: readonly string[];
  /** Affected rows. */
  readonly changes: number;
}

export type ThreadReport =
  | Pause
  /** The database is open, or closed, or its task was given up. */
  | { readonly kind: "done" }
  | { readonly kind: "result"; readonly result: StatementResult }
  /** What SQLite has to hold is too much. */
  | { readonly kind: "memory" }
  /** SQLite's text. */
  | { readonly kind: "error"; readonly message: string }
  /** The file could not be opened: the code and the text of the operating system. */
  | { readonly kind: "unopened"; readonly code: string | undefined; readonly message: string };
