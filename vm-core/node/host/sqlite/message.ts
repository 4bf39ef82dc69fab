/** What a connection and its worker say to each other: plain data that can be cloned between threads. */

/** A value in a table. An Int is a number or a bigint, so a Float says that it is one. */
export type Cell = null | number | bigint | string | Uint8Array | { readonly float: number };

/** A database file: a name in a folder, so that the folder can be one that is held open. */
export interface DatabaseFile {
  readonly folder: string;
  /** No link. */
  readonly name: string;
  /** Where temporary files may be made; null when nowhere. */
  readonly temporary: string | null;
}

/** What the worker is started with: the file, or nothing for a database in memory. */
export interface Start {
  readonly file: DatabaseFile | null;
  /** Bytes that SQLite may hold. */
  readonly heapLimit: number;
}

export interface Task {
  readonly sql: string;
  readonly parameters: readonly Cell[];
  /** Rows are wanted, of one statement. */
  readonly query: boolean;
  /** Bytes that the rows may take. */
  readonly room: number;
}

export type Order = Task | "close";

export interface Result {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** Affected rows. */
  readonly changes: number;
}

/** The worker's first message, and then one for each task. */
export type Report =
  | { readonly kind: "open" }
  | { readonly kind: "result"; readonly result: Result }
  /** The rows, or what SQLite has to hold, are too much. */
  | { readonly kind: "memory" }
  /** SQLite's text. */
  | { readonly kind: "error"; readonly message: string }
  /** The file could not be opened: the code and the text of the operating system. */
  | { readonly kind: "unopened"; readonly code: string | undefined; readonly message: string };
