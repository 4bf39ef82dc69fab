/** Steps of the network group. */
import type { Mnemonic } from "../../isa/index.ts";
import { Handle } from "../../value/bytes.ts";
import type { Fault } from "../../value/callable.ts";
import { isInt } from "../../value/int.ts";
import { ObjectValue } from "../../value/object.ts";
import { mismatch } from "../../value/operators.ts";
import type { Value } from "../../value/value.ts";
import type { Request } from "../request.ts";
import type { Handlers } from "../step.ts";
import { asking, dataOf, isConnection } from "./asking.ts";

export const NETWORK_HANDLERS = {
  HTTP_GET: asking("HTTP_GET", 1, (url) =>
    typeof url === "string"
      ? { kind: "http", url, method: "GET", headers: [], body: null, full: false }
      : mismatch("HTTP_GET", "string (URL)", url),
  ),
  HTTP_POST: asking("HTTP_POST", 2, (url, data) => {
    const body = dataOf(data);
    return typeof url === "string" && body !== undefined
      ? { kind: "http", url, method: "POST", headers: [], body, full: false }
      : mismatch("HTTP_POST", "two strings (URL, data)", url, data);
  }),
  HTTP_REQUEST: asking(
    "HTTP_REQUEST",
    1,
    (value) =>
      httpRequest(value) ?? mismatch("HTTP_REQUEST", "object {url, method, headers, body} of strings", value),
  ),
  TCP_CONNECT: asking("TCP_CONNECT", 2, (host, port) =>
    typeof host === "string" && isInt(port)
      ? { kind: "tcp-connect", host, port }
      : mismatch("TCP_CONNECT", "string (host) and int (port)", host, port),
  ),
  TCP_LISTEN: asking("TCP_LISTEN", 1, (port) =>
    isInt(port) ? { kind: "tcp-listen", port } : mismatch("TCP_LISTEN", "int (port)", port),
  ),
  TCP_ACCEPT: asking("TCP_ACCEPT", 1, (listener) =>
    isConnection(listener)
      ? { kind: "tcp-accept", listener }
      : mismatch("TCP_ACCEPT", "connection (listener)", listener),
  ),
  TCP_SEND: asking("TCP_SEND", 2, (connection, value) => {
    const data = dataOf(value);
    return isConnection(connection) && data !== undefined
      ? { kind: "tcp-send", connection, data }
      : mismatch("TCP_SEND", "connection and string/bytes", connection, value);
  }),
  TCP_RECV: asking("TCP_RECV", 2, (connection, limit) =>
    isConnection(connection) && isInt(limit)
      ? { kind: "tcp-receive", connection, limit }
      : mismatch("TCP_RECV", "connection and int (buffer size)", connection, limit),
  ),
  UDP_BIND: asking("UDP_BIND", 1, (port) =>
    isInt(port) ? { kind: "udp-bind", port } : mismatch("UDP_BIND", "int (port)", port),
  ),
  UDP_SEND: asking("UDP_SEND", 4, udpSend),
  UDP_RECV: asking("UDP_RECV", 2, (socket, limit) =>
    isConnection(socket) && isInt(limit)
      ? { kind: "udp-receive", socket, limit }
      : mismatch("UDP_RECV", "connection and int (buffer size)", socket, limit),
  ),
  DNS_RESOLVE: asking("DNS_RESOLVE", 1, (host) =>
    typeof host === "string" ? { kind: "resolve", host } : mismatch("DNS_RESOLVE", "string (hostname)", host),
  ),
  LOCAL_PORT: asking("LOCAL_PORT", 1, (handle) =>
    isConnection(handle) ? { kind: "local-port", handle } : mismatch("LOCAL_PORT", "connection", handle),
  ),
  CLOSE: asking("CLOSE", 1, (handle) =>
    handle instanceof Handle && handle.kind !== "future"
      ? { kind: "close", handle }
      : mismatch("CLOSE", "connection or stream", handle),
  ),
} as const satisfies Partial<Handlers<Mnemonic>>;

function udpSend(socket: Value, host: Value, port: Value, value: Value): Request | Fault {
  const data = dataOf(value);
  return isConnection(socket) && typeof host === "string" && isInt(port) && data !== undefined
    ? { kind: "udp-send", socket, host, port, data }
    : mismatch("UDP_SEND", "connection, string (host), int (port), string (data)", socket, host, port, value);
}

/** The request that an object describes; undefined when a field has a type that it must not have. */
function httpRequest(value: Value): Request | undefined {
  if (!(value instanceof ObjectValue)) return undefined;
  const url = value.get("url");
  const method = value.get("method") ?? "GET";
  const fields = value.get("headers") ?? ObjectValue.EMPTY;
  const content = value.get("body") ?? null;
  const body = content === null ? null : dataOf(content);
  if (typeof url !== "string" || typeof method !== "string" || body === undefined) return undefined;
  if (!(fields instanceof ObjectValue)) return undefined;
  const headers: (readonly [string, string])[] = [];
  for (const [name, text] of fields.entries()) {
    if (typeof text !== "string") return undefined;
    headers.push([name, text]);
  }
  return { kind: "http", url, method: method.toUpperCase(), headers, body, full: true };
}
