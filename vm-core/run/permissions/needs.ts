/** What each request needs to be allowed to do: the table that no request can be left out of. */
import type { Int } from "../../value/value.ts";
import type { HostRequest } from "../request.ts";
import type { Permission } from "./rules.ts";

export interface Need {
  readonly permission: Permission;
  /** As the program gave it: a path, `host:port`, the name of a variable or a command. */
  readonly target: string;
  /** The target is a path. */
  readonly isPlace?: boolean;
}

/** `host:port` of a URL, as the host's client reads it. */
export type Endpoint = (url: string) => string | undefined;

export function needsOf(request: HostRequest, endpoint: Endpoint): readonly Need[] {
  return (NEEDS[request.kind] as (request: HostRequest, endpoint: Endpoint) => readonly Need[])(
    request,
    endpoint,
  );
}

const none = (): readonly Need[] => [];
const read = ({ path }: { readonly path: string }) => [place("read", path)];
const write = ({ path }: { readonly path: string }) => [place("write", path)];
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
    endpoint: Endpoint,
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
  "delete-file": write,
  "start-write": write,
  await: none,

  "get-env": variable,
  "set-env": variable,
  "get-args": none,
  execute: ({ command }) => [{ permission: "run", target: command }],

  sleep: none,
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

  "db-connect": ({ target }) => (target === "sqlite::memory:" ? [] : both(target, "sqlite:")),
  "db-query": none,
  "db-execute": none,
};

function place(permission: "read" | "write", path: string): Need {
  return { permission, target: path, isPlace: true };
}

function net(host: string, port: Int): Need {
  return { permission: "net", target: `${host.includes(":") ? `[${host}]` : host}:${port}` };
}

/** Reading and writing the file behind a prefix. */
function both(target: string, prefix: string): readonly Need[] {
  if (!target.startsWith(prefix)) return [];
  const path = target.slice(prefix.length);
  return [place("read", path), place("write", path)];
}
