/** What each request needs to be allowed to do: the table that no request can be left out of. */
import type { Int } from "../../value/value.ts";
import type { HostRequest } from "../request.ts";
import type { Permission } from "./rules.ts";

export interface Need {
  readonly permission: Permission;
  /** As the program gave it: a path, `host:port`, the name of a variable or a command. */
  readonly target: string;
  /**
   * The target is a path: of the file that it leads to, of what has the name itself, be it a link, or of a file that comes
   * with one that was allowed, so that only a rule that denies counts.
   */
  readonly path?: "file" | "name" | "companion";
  /** Where the file is, for who has opened it. */
  readonly location?: FileLocation;
  /** What the name in the target has been resolved to, for who connects to it. */
  readonly address?: string;
}

/** Where a file is, absolute, with `/` between the parts. */
export interface FileLocation {
  /** With every link followed, also where the last parts do not exist yet. */
  readonly real: string;
  /** As the program wrote it, `.` and `..` resolved as text. */
  readonly written: string;
}

/** `host:port` of a URL, as the host's client reads it. */
export type EndpointOf = (url: string) => string | undefined;

export function needsOf(request: HostRequest, endpoint: EndpointOf): readonly Need[] {
  return (NEEDS[request.kind] as (request: HostRequest, endpoint: EndpointOf) => readonly Need[])(
    request,
    endpoint,
  );
}

const none = (): readonly Need[] => [];
const read = ({ path }: { readonly path: string }) => [file("read", path)];
const write = ({ path }: { readonly path: string }) => [file("write", path)];
const input = (): readonly Need[] => [{ permission: "read", target: "stdin" }];
const variable = ({ name }: { readonly name: string }): readonly Need[] => [
  { permission: "env", target: name },
];
const remote = ({ host, port }: { readonly host: string; readonly port: Int }) => [net(host, port)];
/** Sockets listen on this machine alone. */
const local = ({ port }: { readonly port: Int }) => [net("127.0.0.1", port)];

const NEEDS: {
  readonly [K in HostRequest["kind"]]: (
    request: Extract<HostRequest, { kind: K }>,
    endpoint: EndpointOf,
  ) => readonly Need[];
} = {
  "read-line": input,
  "read-char": input,
  "read-input": input,
  "at-eof": input,

  "read-file": read,
  "read-bytes": read,
  "file-exists": read,
  "file-size": read,
  "list-directory": read,
  "start-read": read,
  "write-file": write,
  "write-bytes": write,
  // A link is deleted, not what it leads to.
  "delete-file": ({ path }) => [{ permission: "write", target: path, path: "name" }],
  "start-write": write,
  await: none,

  "get-env": variable,
  "set-env": variable,
  "get-args": none,
  execute: ({ command }) => [{ permission: "run", target: command }],

  clock: none,
  monotonic: none,
  random: none,

  compress: none,
  decompress: none,
  encrypt: none,
  decrypt: none,
  hash: none,

  http: ({ url }, endpoint) => [{ permission: "net", target: endpoint(url) ?? url }],
  resolve: ({ host }) => [{ permission: "net", target: host }],
  "tcp-connect": remote,
  "tcp-listen": local,
  // These use what was allowed when it was opened.
  "tcp-accept": none,
  "tcp-send": none,
  "tcp-receive": none,
  "udp-bind": local,
  "udp-send": remote,
  "udp-receive": none,
  "local-port": none,
  close: none,

  "stream-create": ({ type }) => both(type, "file:"),
  "stream-read": none,
  "stream-write": none,
  "stream-close": none,

  "db-connect": ({ target }) => (target === "sqlite::memory:" ? [] : database(target)),
  "db-query": none,
  "db-execute": none,
};

function file(permission: "read" | "write", path: string): Need {
  return { permission, target: path, path: "file" };
}

function net(host: string, port: Int): Need {
  return { permission: "net", target: `${host.includes(":") ? `[${host}]` : host}:${port}` };
}

/** Reading and writing the file whose name comes after a prefix. */
function both(target: string, prefix: string): readonly Need[] {
  if (!target.startsWith(prefix)) return [];
  const path = target.slice(prefix.length);
  return [file("read", path), file("write", path)];
}

/** What names of files beside a database end in: what SQLite writes, and what keeps other connections away. */
export const DATABASE_COMPANIONS = ["-journal", "-wal", "-shm", ".lock"] as const;

function database(target: string): readonly Need[] {
  const needs = both(target, "sqlite:");
  if (needs.length === 0) return [];
  const companions = DATABASE_COMPANIONS.map(
    (ending): Need => ({ permission: "write", target: `${needs[0].target}${ending}`, path: "companion" }),
  );
  return [...needs, ...companions];
}
