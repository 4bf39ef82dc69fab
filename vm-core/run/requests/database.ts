/** Requests of the database group. */
import type { Bytes, Handle } from "../../value/bytes.ts";
import type { Float, Int } from "../../value/value.ts";

/** What can stand for a `?` in a statement, and in a cell of a table. */
export type SqlValue = null | boolean | Int | Float | string | Bytes;

export type DatabaseRequest =
  /** `target` is `sqlite:PATH` or `sqlite::memory:`. */
  | { readonly kind: "db-connect"; readonly target: string }
  /** Replies with `{rows, columns, data}`. */
  | {
      readonly kind: "db-query";
      readonly connection: Handle;
      readonly sql: string;
      /** Bound to the statement's parameters, never spliced into its text. */
      readonly parameters: readonly SqlValue[];
    }
  /** Runs all statements; replies with the number of affected rows. */
  | {
      readonly kind: "db-execute";
      readonly connection: Handle;
      readonly sql: string;
      readonly parameters: readonly SqlValue[];
    };
