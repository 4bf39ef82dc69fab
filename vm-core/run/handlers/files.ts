/** Steps of the files and async groups. */
import type { Mnemonic } from "../../isa/index.ts";
import { Bytes, Handle } from "../../value/bytes.ts";
import { mismatch } from "../../value/operators.ts";
import type { Request } from "../request.ts";
import type { Handlers } from "../step.ts";
import { asking } from "./asking.ts";

type Requested = (path: string) => Request;

/** An instruction that takes the name of a file and nothing else. `name` is what its faults call it. */
function onFile(name: string, expected: string, request: Requested, underflowName = name) {
  return asking(underflowName, 1, (path) =>
    typeof path === "string" ? request(path) : mismatch(name, expected, path),
  );
}

/** An instruction that takes a text and, on top, the name of a file. */
function onTextAndFile(name: string, expected: string, request: (path: string, text: string) => Request) {
  return asking(name, 2, (text, path) =>
    typeof path === "string" && typeof text === "string"
      ? request(path, text)
      : mismatch(name, expected, path, text),
  );
}

const NAME = "string (filename)";

export const FILE_HANDLERS = {
  READ_FILE: onFile("READ_FILE", "a string filename", (path) => ({ kind: "read-file", path }), "read_file"),
  WRITE_FILE: onTextAndFile("WRITE_FILE", "two strings (filename, content)", (path, text) => ({
    kind: "write-file",
    path,
    text,
    append: false,
  })),
  APPEND_FILE: onTextAndFile("APPEND_FILE", "two strings (filename, content)", (path, text) => ({
    kind: "write-file",
    path,
    text,
    append: true,
  })),
  FILE_EXISTS: onFile("FILE_EXISTS", NAME, (path) => ({ kind: "file-exists", path })),
  FILE_SIZE: onFile("FILE_SIZE", NAME, (path) => ({ kind: "file-size", path })),
  DELETE_FILE: onFile("DELETE_FILE", NAME, (path) => ({ kind: "delete-file", path })),
  LIST_DIR: onFile("LIST_DIR", "string (directory name)", (path) => ({ kind: "list-directory", path })),
  READ_BYTES: onFile("read_bytes", NAME, (path) => ({ kind: "read-bytes", path })),
  WRITE_BYTES: asking("WRITE_BYTES", 2, (bytes, path) =>
    typeof path === "string" && bytes instanceof Bytes
      ? { kind: "write-bytes", path, data: bytes.data }
      : mismatch("WRITE_BYTES", "string (filename) and bytes", path, bytes),
  ),
  ASYNC_READ: onFile("ASYNC_READ", NAME, (path) => ({ kind: "start-read", path })),
  ASYNC_WRITE: onTextAndFile("ASYNC_WRITE", `${NAME} and string (content)`, (path, text) => ({
    kind: "start-write",
    path,
    text,
  })),
  AWAIT: asking("AWAIT", 1, (future) =>
    future instanceof Handle && future.kind === "future"
      ? { kind: "await", future: future.id, name: future.name }
      : mismatch("AWAIT", "future", future),
  ),
} as const satisfies Partial<Handlers<Mnemonic>>;
