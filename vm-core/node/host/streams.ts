/** Requests of streams: queues of bytes in memory, and files that are read and appended to. */
import { constants } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import {
  Fault,
  type Handle,
  type HostMemory,
  memoryLimit,
  OutOfMemory,
  type Reply,
  type Value,
} from "../../index.ts";
import { fileFault } from "../file-fault.ts";
import type { FileUse } from "../file-gate.ts";
import { openWaiting, writeWhole } from "../waiting-file.ts";
import { ByteQueue, byteLimit, takeData } from "./byte-queue.ts";
import { closedFault, type OpenHandle } from "./handles.ts";
import type { Performers } from "./performers.ts";
import type { HostState } from "./state.ts";
import { Turns } from "./turns.ts";

export const STREAMS: Performers<"stream-create" | "stream-read" | "stream-write" | "stream-close"> = {
  "stream-create": ({ type }, state) => create(type, state),
  "stream-read": ({ stream, limit }, { handles }) => {
    const found = handles.find(stream, Stream, "stream");
    return found instanceof Fault ? found : found.read(stream, byteLimit(limit));
  },
  "stream-write": ({ stream, data }, { handles, memory }) => {
    const found = handles.find(stream, Stream, "stream");
    if (found instanceof Fault) return found;
    if (typeof data !== "string") return found.write(stream, data);
    return memory.during(Buffer.byteLength(data), () => found.write(stream, Buffer.from(data)));
  },
  "stream-close": async ({ stream }, { handles }) => (await handles.close(stream)) ?? true,
};

const BOTH: FileUse = { permissions: ["read", "write"], creates: true };

async function create(type: string, state: HostState): Promise<Reply> {
  if (type === "memory")
    return state.handles.add("stream", new MemoryStream(state.memory), (id) => `stream:memory:${id}`);
  if (!type.startsWith("file:")) return fileFault(type, new Error("a stream is `memory` or `file:PATH`"));
  const path = type.slice("file:".length);
  try {
    const { O_RDWR, O_CREAT, O_APPEND } = constants;
    const file = await state.files.file(path, BOTH, (name) =>
      openWaiting(name, O_RDWR | O_CREAT | O_APPEND, state.closing),
    );
    return state.handles.add("stream", new FileStream(file, state), () => `stream:${type}`);
  } catch (error) {
    return fileFault(path, error);
  }
}

abstract class Stream implements OpenHandle {
  /** Up to `limit` bytes of what is there. */
  abstract read(handle: Handle, limit: number): Promise<Reply> | Reply;
  /** Takes over `data`. Replies with the number of bytes. */
  abstract write(handle: Handle, data: Uint8Array): Promise<Reply> | Reply;
  abstract close(): Promise<void> | void;
}

class MemoryStream extends Stream {
  private readonly queue: ByteQueue;

  constructor(private readonly memory: HostMemory) {
    super();
    this.queue = new ByteQueue(memory);
  }

  read(_: Handle, limit: number): Value {
    return takeData(this.queue, limit, false) ?? "";
  }

  write(_: Handle, data: Uint8Array): Reply {
    if (!this.memory.hasRoomFor(data.length)) return memoryLimit();
    this.queue.push(data);
    return data.length;
  }

  close(): void {
    this.queue.drop(this.queue.length);
  }
}

const CHUNK = 64 * 1024;

class FileStream extends Stream {
  private readonly turns = new Turns();
  private readonly memory: HostMemory;
  private readonly closing: AbortSignal;
  /** Read from the file and not taken: the beginning of a character. */
  private readonly queue: ByteQueue;
  /** Where to read on. */
  private position = 0;
  private closed = false;

  constructor(
    private readonly file: FileHandle,
    { memory, closing }: HostState,
  ) {
    super();
    this.memory = memory;
    this.closing = closing;
    this.queue = new ByteQueue(memory);
  }

  read(handle: Handle, limit: number): Promise<Reply> {
    return this.use(handle, async () => {
      while (this.queue.length < limit) {
        const wanted = Math.min(CHUNK, limit - this.queue.length);
        if (!this.memory.hasRoomFor(this.queue.length + wanted)) {
          // It can be read again, in smaller pieces.
          this.position -= this.queue.length;
          this.queue.drop(this.queue.length);
          throw new OutOfMemory();
        }
        const { bytesRead, buffer } = await this.file.read(Buffer.alloc(wanted), 0, wanted, this.position);
        if (bytesRead === 0) break;
        this.position += bytesRead;
        this.queue.push(buffer.subarray(0, bytesRead));
      }
      return takeData(this.queue, limit, false) ?? "";
    });
  }

  write(handle: Handle, data: Uint8Array): Promise<Reply> {
    return this.use(handle, async () => {
      await writeWhole(this.file, data, this.closing);
      return data.length;
    });
  }

  private use(handle: Handle, work: () => Promise<Value>): Promise<Reply> {
    return this.turns.take(async () => {
      if (this.closed) return closedFault(handle);
      try {
        return await work();
      } catch (error) {
        return fileFault(handle.name, error);
      }
    });
  }

  /** When all that was asked before is done. */
  close(): Promise<void> {
    return this.turns
      .take(() => {
        this.closed = true;
        return this.file.close();
      })
      .catch(() => undefined);
  }
}
