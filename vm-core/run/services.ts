/**
 * Which requests are work for the host, and of what kind.
 *
 * Work takes threads, connections, memory and time while it is under way, so there is a bound for each kind (`requests-under-way.ts`).
 * What waits for somebody takes nothing, and what is known at once must not wait for others' work.
 */
import type { Request } from "./request.ts";
import type { SleepRequest } from "./requests/time.ts";

/** Kinds of work that have nothing in common: one never waits for another. */
export type Service = "files" | "network" | "programs" | "databases" | "data" | "modules";

/** How a host is asked: with others of its service, or whenever it is asked for. */
type Asking = Service | "waits" | "at-once";

const ASKING: Readonly<Record<Exclude<Request["kind"], "sleep">, Asking>> = {
  "read-file": "files",
  "write-file": "files",
  "read-bytes": "files",
  "write-bytes": "files",
  "file-exists": "files",
  "file-size": "files",
  "delete-file": "files",
  "list-directory": "files",
  "start-read": "at-once",
  "start-write": "at-once",
  await: "waits",
  "stream-create": "files",
  "stream-read": "files",
  "stream-write": "files",
  "stream-close": "at-once",
  http: "network",
  resolve: "network",
  "tcp-connect": "network",
  "tcp-listen": "network",
  "tcp-accept": "waits",
  "tcp-send": "network",
  "tcp-receive": "waits",
  "udp-bind": "network",
  "udp-send": "network",
  "udp-receive": "waits",
  "local-port": "at-once",
  close: "at-once",
  "db-connect": "databases",
  "db-query": "databases",
  "db-execute": "databases",
  compress: "data",
  decompress: "data",
  encrypt: "data",
  decrypt: "data",
  hash: "data",
  execute: "programs",
  import: "modules",
  spawn: "modules",
  supervise: "modules",
  evaluate: "at-once",
  "get-env": "at-once",
  "set-env": "at-once",
  "get-args": "at-once",
  random: "at-once",
  clock: "at-once",
  monotonic: "at-once",
  "read-line": "waits",
  "read-char": "waits",
  "read-input": "waits",
  "at-eof": "waits",
};

/** The service of a request; undefined when nothing bounds how many of its kind are under way. */
export function serviceOf({ kind }: Exclude<Request, SleepRequest>): Service | undefined {
  const asking = ASKING[kind];
  return asking === "waits" || asking === "at-once" ? undefined : asking;
}
