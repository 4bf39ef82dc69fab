/** Requests of the files and async groups. */
import { constants } from "node:fs";
import { readdir, stat, unlink } from "node:fs/promises";
import { Bytes, compareStrings, Handle, List, type Reply } from "../../index.ts";
import { fileFault } from "../file-fault.ts";
import type { FileUse } from "../file-gate.ts";
import { readWhole } from "../gathering.ts";
import { Refusal } from "../refusal.ts";
import { decodeUtf8 } from "../utf8.ts";
import { ENCODED, openWaiting, writeText, writeWhole } from "../waiting-file.ts";
import type { Performers } from "./performers.ts";
import type { HostState } from "./state.ts";

type FileKind =
  | "read-file"
  | "write-file"
  | "read-bytes"
  | "write-bytes"
  | "file-exists"
  | "file-size"
  | "delete-file"
  | "list-directory"
  | "start-read"
  | "start-write"
  | "await";

export const FILES: Performers<FileKind> = {
  "read-file": ({ path }, state) =>
    using(state, path, READS, async (file) => decodeUtf8(await read(state, file))),
  "write-file": ({ path, text, append }, state) =>
    using(state, path, WRITES, (file) => write(state, file, text, append)),
  "read-bytes": ({ path }, state) =>
    using(state, path, READS, async (file) => new Bytes(await read(state, file))),
  "write-bytes": ({ path, data }, state) => using(state, path, WRITES, (file) => write(state, file, data)),
  "file-exists": ({ path }, { files }) =>
    files.file(path, READS, stat).then(
      () => true,
      (error) => (error instanceof Refusal ? error.fault : false),
    ),
  "file-size": ({ path }, state) => using(state, path, READS, async (file) => (await stat(file)).size),
  "delete-file": async ({ path }, { files }) => {
    try {
      await files.name(path, WRITES, remove);
    } catch (error) {
      return fileFault(path, error);
    }
    return undefined;
  },
  "list-directory": ({ path }, state) =>
    using(state, path, READS, async (directory) => List.of((await readdir(directory)).sort(compareStrings))),
  "start-read": ({ path }, state) =>
    start(state, `read:${path}`, () =>
      using(state, path, READS, async (file) => decodeUtf8(await read(state, file))),
    ),
  "start-write": ({ path, text }, state) =>
    start(
      state,
      `write:${path}`,
      () => using(state, path, WRITES, (file) => write(state, file, text).then(() => true)),
      text.length,
    ),
  await: ({ future, name }, { futures }) =>
    futures.get(future) ?? fileFault(name, new Error("no such future")),
};

const READS: FileUse = { permissions: ["read"] };
const WRITES: FileUse = { permissions: ["write"], creates: true };

function read({ memory, closing }: HostState, file: string): Promise<Buffer> {
  return readWhole(file, memory, closing);
}

/** Bytes that writing a file takes besides what is written, about. */
const WRITING = 8_192;

function write(
  { closing, memory }: HostState,
  file: string,
  data: string | Uint8Array,
  append = false,
): Promise<void> {
  // A text is encoded piece by piece.
  const copied = typeof data === "string" ? Math.min(3 * data.length, ENCODED) : 0;
  return memory.during(WRITING + copied, () => writeFile(file, data, append, closing));
}

async function writeFile(
  file: string,
  data: string | Uint8Array,
  append: boolean,
  closing: AbortSignal,
): Promise<void> {
  const { O_WRONLY, O_CREAT, O_APPEND, O_TRUNC } = constants;
  const handle = await openWaiting(file, O_WRONLY | O_CREAT | (append ? O_APPEND : O_TRUNC), closing);
  try {
    await (typeof data === "string" ? writeText(handle, data, closing) : writeWhole(handle, data, closing));
  } finally {
    await handle.close();
  }
}

/** Does something with a file; what goes wrong is a fault that names the file as the program does. */
async function using(
  state: HostState,
  name: string,
  use: FileUse,
  work: (file: string) => Promise<Reply | void>,
): Promise<Reply> {
  try {
    return (await state.files.file(name, use, work)) as Reply;
  } catch (error) {
    return fileFault(name, error);
  }
}

/** A directory is not deleted; not every system says so in the same words. */
async function remove(file: string): Promise<void> {
  try {
    await unlink(file);
  } catch (error) {
    const isDirectory = await stat(file).then(
      (found) => found.isDirectory(),
      () => false,
    );
    throw isDirectory ? Object.assign(new Error("is a directory"), { code: "EISDIR" }) : error;
  }
}

/** A future for work that has begun. It may be awaited more than once. */
function start({ futures, newId }: HostState, name: string, work: () => Promise<Reply>, bytes = 0): Handle {
  const id = newId();
  futures.begin(id, work, bytes);
  return new Handle("future", name, id);
}
