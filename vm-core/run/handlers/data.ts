/** Steps of the data group: formats are read and written here, the rest is the host's work. */
import type { Mnemonic } from "../../isa/index.ts";
import { Bytes } from "../../value/bytes.ts";
import { parsingCsv, writingCsv } from "../../value/csv.ts";
import { parsingJson } from "../../value/json-parse.ts";
import { writingJson } from "../../value/json-write.ts";
import { List } from "../../value/list.ts";
import { portionsWithinMemory } from "../../value/memory-limit.ts";
import { mismatch } from "../../value/operators.ts";
import { begun } from "../../value/work.ts";
import { deepBytes } from "../marking.ts";
import { shallowBytes } from "../sizes.ts";
import type { Handlers } from "../step.ts";
import { asking, dataOf } from "./asking.ts";
import { nothing, operation } from "./operation.ts";

export const DATA_HANDLERS = {
  JSON_PARSE: operation(
    "JSON_PARSE",
    1,
    (text) =>
      typeof text === "string" ? begun(parsingJson(text)) : mismatch("JSON_PARSE", "string (JSON)", text),
    deepBytes,
    nothing,
  ),
  JSON_STRINGIFY: operation(
    "JSON_STRINGIFY",
    1,
    (value) => begun(portionsWithinMemory(writingJson(value))),
    shallowBytes,
  ),
  CSV_PARSE: operation(
    "CSV_PARSE",
    1,
    (text) =>
      typeof text === "string" ? begun(parsingCsv(text)) : mismatch("CSV_PARSE", "string (CSV)", text),
    deepBytes,
    nothing,
  ),
  CSV_WRITE: operation(
    "CSV_WRITE",
    1,
    (rows) =>
      rows instanceof List
        ? begun(portionsWithinMemory(writingCsv(rows)))
        : mismatch("CSV_WRITE", "list of lists (CSV data)", rows),
    shallowBytes,
  ),
  COMPRESS: asking("COMPRESS", 1, (value) => {
    const data = dataOf(value);
    return data === undefined ? mismatch("COMPRESS", "string or bytes", value) : { kind: "compress", data };
  }),
  DECOMPRESS: asking("DECOMPRESS", 1, (bytes) =>
    bytes instanceof Bytes
      ? { kind: "decompress", data: bytes.data }
      : mismatch("DECOMPRESS", "bytes (compressed data)", bytes),
  ),
  ENCRYPT: asking("ENCRYPT", 2, (text, key) =>
    typeof text === "string" && typeof key === "string"
      ? { kind: "encrypt", text, key }
      : mismatch("ENCRYPT", "string (data) and string (key)", text, key),
  ),
  DECRYPT: asking("DECRYPT", 2, (bytes, key) =>
    bytes instanceof Bytes && typeof key === "string"
      ? { kind: "decrypt", data: bytes.data, key }
      : mismatch("DECRYPT", "bytes (encrypted data) and string (key)", bytes, key),
  ),
  HASH: asking("HASH", 1, (value) => {
    const data = dataOf(value);
    return data === undefined ? mismatch("HASH", "string or bytes", value) : { kind: "hash", data };
  }),
} as const satisfies Partial<Handlers<Mnemonic>>;
