/** Steps of the database group. */
import type { Mnemonic } from "../../isa/index.ts";
import { Bytes } from "../../value/bytes.ts";
import { Fault } from "../../value/callable.ts";
import { isInt } from "../../value/int.ts";
import { List } from "../../value/list.ts";
import { mismatch } from "../../value/operators.ts";
import { Float, type Value } from "../../value/value.ts";
import type { Request } from "../request.ts";
import type { SqlValue } from "../requests/database.ts";
import type { Handlers } from "../step.ts";
import { asking, isConnection } from "./asking.ts";

export const DATABASE_HANDLERS = {
  DB_CONNECT: asking("DB_CONNECT", 1, (target) =>
    typeof target === "string"
      ? { kind: "db-connect", target }
      : mismatch("DB_CONNECT", "string (connection string)", target),
  ),
  DB_QUERY: ({ operands }, site) =>
    operands.params === null
      ? asking("DB_QUERY", 2, (connection, sql) =>
          statement("db-query", "DB_QUERY", "string (SQL query)", connection, sql),
        )(null, site)
      : asking("DB_QUERY", 3, (connection, sql, parameters) =>
          statement("db-query", "DB_QUERY", "string (SQL query)", connection, sql, parameters),
        )(null, site),
  DB_EXEC: ({ operands }, site) =>
    operands.params === null
      ? asking("DB_EXEC", 2, (connection, sql) =>
          statement("db-execute", "DB_EXEC", "string (SQL command)", connection, sql),
        )(null, site)
      : asking("DB_EXEC", 3, (connection, sql, parameters) =>
          statement("db-execute", "DB_EXEC", "string (SQL command)", connection, sql, parameters),
        )(null, site),
} as const satisfies Partial<Handlers<Mnemonic>>;

function statement(
  kind: "db-query" | "db-execute",
  name: string,
  text: string,
  connection: Value,
  sql: Value,
  list?: Value,
): Request | Fault {
  if (!isConnection(connection) || typeof sql !== "string") {
    return list === undefined
      ? mismatch(name, `connection and ${text}`, connection, sql)
      : mismatch(name, `connection, ${text} and list (parameters)`, connection, sql, list);
  }
  if (list === undefined) return { kind, connection, sql, parameters: [] };
  if (!(list instanceof List)) {
    return mismatch(name, `connection, ${text} and list (parameters)`, connection, sql, list);
  }
  if (list.length > MOST_PARAMETERS) {
    return new Fault(
      "DataError",
      `a statement has at most ${MOST_PARAMETERS} parameters, but ${list.length} values are given`,
    );
  }
  const parameters: SqlValue[] = [];
  for (const value of list) {
    if (!isSqlValue(value)) {
      return mismatch(name, "list of null, bools, ints, floats, strings or bytes (parameters)", value);
    }
    parameters.push(value);
  }
  return { kind, connection, sql, parameters };
}

/** What SQLite takes. */
const MOST_PARAMETERS = 32_766;

function isSqlValue(value: Value): value is SqlValue {
  if (value === null || typeof value === "boolean" || typeof value === "string") return true;
  return isInt(value) || value instanceof Float || value instanceof Bytes;
}
