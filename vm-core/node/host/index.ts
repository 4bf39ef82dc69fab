/** The Node host: the world as a command or a debug session reaches it. */
import { setMaxListeners } from "node:events";
import {
  Fault,
  guarded,
  type Host,
  type HostRequest,
  memoryLimit,
  OutOfMemory,
  type Reply,
} from "../../index.ts";
import { now } from "../clock.ts";
import { INPUT } from "./input.ts";
import type { Performers } from "./performers.ts";
import { type HostOptions, type HostState, newState } from "./state.ts";
import { TIME } from "./time.ts";

export type { HostOptions } from "./state.ts";

// What a run may never ask for is loaded, with what it needs of Node, by the first request: start-up counts.
const DATA = later(["compress", "decompress", "encrypt", "decrypt", "hash"], () =>
  import("./data.ts").then((file) => file.DATA),
);
const DATABASE = later(["db-connect", "db-query", "db-execute"], () =>
  import("./database.ts").then((file) => file.DATABASE),
);
const FILES = later(
  [
    "read-file",
    "write-file",
    "read-bytes",
    "write-bytes",
    "file-exists",
    "file-size",
    "delete-file",
    "list-directory",
    "start-read",
    "start-write",
    "await",
  ],
  () => import("./files.ts").then((file) => file.FILES),
);
const NETWORK = later(
  [
    "http",
    "resolve",
    "tcp-connect",
    "tcp-listen",
    "tcp-accept",
    "tcp-send",
    "tcp-receive",
    "udp-bind",
    "udp-send",
    "udp-receive",
    "local-port",
    "close",
  ],
  () => import("./network.ts").then((file) => file.NETWORK),
);
const RANDOM = later(["random"], () => import("./random.ts").then((file) => file.RANDOM));
const STREAMS = later(["stream-create", "stream-read", "stream-write", "stream-close"], () =>
  import("./streams.ts").then((file) => file.STREAMS),
);
const SYSTEM = later(["get-env", "set-env", "get-args", "execute"], () =>
  import("./system.ts").then((file) => file.SYSTEM),
);

const PERFORMERS: Performers<HostRequest["kind"]> = {
  ...DATA,
  ...DATABASE,
  ...FILES,
  ...INPUT,
  ...NETWORK,
  ...RANDOM,
  ...STREAMS,
  ...SYSTEM,
  ...TIME,
};

/** The performers of a file that is loaded when one of them is first needed. */
function later<Kind extends HostRequest["kind"]>(
  kinds: readonly Kind[],
  load: () => Promise<Performers<Kind>>,
): Performers<Kind> {
  type Perform = (request: HostRequest, state: HostState) => Promise<Reply> | Reply;
  const perform: Perform = async (request, state) => {
    const performers = (await load()) as unknown as Record<string, Perform>;
    return performers[request.kind](request, state);
  };
  return Object.fromEntries(kinds.map((kind) => [kind, perform])) as unknown as Performers<Kind>;
}

export type NodeHost = Host & {
  /**
   * Call it when the run has ended: nothing that it started keeps the thread alive afterwards. Resolves when nothing of it would
   * outlast the process: children, locks of databases.
   */
  close(): Promise<void>;
  /** After `close`: resolves when what the run has asked for has no effect any more. */
  settled(): Promise<void>;
};

/** Bytes that a request takes while it is judged, and while it is performed, about: crowds of processes may have one each. */
const JUDGED = 4_096;
const PENDING = 1_024;

/** What a run gets that has ended: nobody sees it. */
const ENDED = new Fault("Unsupported", "Unsupported operation: the run has ended");

/** Where there is no room for what a performer would hold, that is its fault. */
function performed(request: HostRequest, state: HostState): Promise<Reply> | Reply {
  const perform = PERFORMERS[request.kind] as (
    request: HostRequest,
    state: HostState,
  ) => Promise<Reply> | Reply;
  const outOfMemory = (error: unknown): Reply => {
    if (error instanceof OutOfMemory) return memoryLimit();
    throw error;
  };
  try {
    const reply = perform(request, state);
    return reply instanceof Promise ? reply.catch(outOfMemory) : reply;
  } catch (error) {
    return outOfMemory(error);
  }
}

export function nodeHost(options: HostOptions = {}): NodeHost {
  const closing = new AbortController();
  setMaxListeners(0, closing.signal);
  const state = newState(options, closing.signal);
  const underWay = new Set<Promise<Reply>>();
  const host: NodeHost = {
    perform: (request) => {
      // What was asked for before may have been judged only now.
      if (closing.signal.aborted) return ENDED;
      const reply = performed(request, state);
      if (!(reply instanceof Promise)) return reply;
      underWay.add(reply);
      state.memory.hold(PENDING);
      return reply.finally(() => {
        underWay.delete(reply);
        state.memory.give(PENDING);
      });
    },
    memory: state.memory,
    write: state.write,
    now,
    isOver: options.isOver,
    delay,
    release: (handles) => {
      for (const handle of handles) {
        if (handle.kind === "future") state.futures.delete(handle.id);
        else void state.handles.close(handle);
      }
    },
    breathe: () => new Promise((resolve) => setImmediate(resolve)),
    close: async () => {
      closing.abort();
      await Promise.all([state.children.end(), state.handles.over]);
    },
    settled: async () => {
      for (let all: Promise<Reply>[]; ; await Promise.allSettled(all)) {
        all = [...underWay, ...state.futures.underWay];
        if (all.length === 0) return;
      }
    },
  };
  if (options.permissions === undefined) return host;
  const judged = guarded(host, state.resolver, state.refuse);
  return {
    ...judged,
    perform: async (request) => {
      try {
        return await state.memory.during(JUDGED, () => judged.perform(request));
      } catch (error) {
        // Nothing is judged any more.
        if (closing.signal.aborted) return ENDED;
        if (error instanceof OutOfMemory) return memoryLimit();
        throw error;
      }
    },
  };
}

/** A timer that does not outlive the reason to wait. */
function delay(milliseconds: number, cancelled: Promise<void>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    cancelled.then(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
