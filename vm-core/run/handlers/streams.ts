/** Steps of streams. */
import type { Mnemonic } from "../../isa/index.ts";
import { isInt } from "../../value/int.ts";
import { mismatch } from "../../value/operators.ts";
import type { Handlers } from "../step.ts";
import { asking, dataOf, isStream } from "./asking.ts";

export const STREAM_HANDLERS = {
  STREAM_CREATE: asking("STREAM_CREATE", 1, (type) =>
    typeof type === "string"
      ? { kind: "stream-create", type }
      : mismatch("STREAM_CREATE", "string (stream type)", type),
  ),
  STREAM_READ: asking("STREAM_READ", 2, (stream, limit) =>
    isStream(stream) && isInt(limit)
      ? { kind: "stream-read", stream, limit }
      : mismatch("STREAM_READ", "stream and int (size)", stream, limit),
  ),
  STREAM_WRITE: asking("STREAM_WRITE", 2, (stream, value) => {
    const data = dataOf(value);
    return isStream(stream) && data !== undefined
      ? { kind: "stream-write", stream, data }
      : mismatch("STREAM_WRITE", "stream and string/bytes", stream, value);
  }),
  STREAM_CLOSE: asking("STREAM_CLOSE", 1, (stream) =>
    isStream(stream) ? { kind: "stream-close", stream } : mismatch("STREAM_CLOSE", "stream", stream),
  ),
} as const satisfies Partial<Handlers<Mnemonic>>;
