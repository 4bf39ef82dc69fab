/**
 * URLs taken apart and put together, as RFC 3986 describes them (its appendix B has the expression).
 *
 * Absent by design: percent-encoding; the parts are as they are written in the URL.
 */
import type { Natives } from "../../run/native.ts";
import { Fault } from "../../value/callable.ts";
import { quoted } from "../../value/display.ts";
import { isInt } from "../../value/int.ts";
import { ObjectValue } from "../../value/object.ts";
import { mismatch } from "../../value/operators.ts";
import type { Value } from "../../value/value.ts";

const PARTS = /^([a-z][a-z\d+.-]*):\/\/([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/is;
const AUTHORITY = /^(?:([^@:]*)(?::([^@]*))?@)?(\[[\da-f:.]+\]|[^:@[\]\s]+)(?::(\d{1,5}))?$/i;

const DEFAULT_PORTS: Readonly<Record<string, number>> = { http: 80, https: 443, ws: 80, wss: 443, ftp: 21 };

function parseUrl(url: Value): Value | Fault {
  if (typeof url !== "string") return mismatch("parse_url", "a string (URL)", url);
  const parts = PARTS.exec(url);
  const authority = parts === null ? null : AUTHORITY.exec(parts[2]);
  if (parts === null || authority === null) return noUrl(url);
  const protocol = parts[1].toLowerCase();
  const port = authority[4] === undefined ? (DEFAULT_PORTS[protocol] ?? null) : Number(authority[4]);
  if (port !== null && port > 65535) return noUrl(url);
  return ObjectValue.from([
    ["protocol", protocol],
    ["user", authority[1] ?? null],
    ["password", authority[2] ?? null],
    ["host", authority[3]],
    ["port", port],
    ["path", parts[3] === "" ? "/" : parts[3]],
    ["query", parts[4] ?? null],
    ["fragment", parts[5] ?? null],
  ]);
}

function noUrl(url: string): Fault {
  return new Fault("DataError", `parse_url: ${quoted(url)} is no URL`);
}

function buildUrl(components: Value): Value | Fault {
  if (!(components instanceof ObjectValue)) return mismatch("build_url", "an object", components);
  const part = (name: string): string => {
    const value = components.get(name) ?? null;
    return value === null ? "" : String(value);
  };
  for (const [name, value] of components.entries()) {
    const fits = value === null || (name === "port" ? isInt(value) : typeof value === "string");
    if (!fits) return mismatch("build_url", name === "port" ? "an integer port" : `a string ${name}`, value);
  }
  if (part("host") === "") return new Fault("DataError", "build_url: there is no host");
  const protocol = part("protocol") || "http";
  const user = part("user") === "" ? "" : `${part("user")}${prefixed(":", part("password"))}@`;
  const port = Number(part("port")) === DEFAULT_PORTS[protocol] ? "" : prefixed(":", part("port"));
  const path = part("path").startsWith("/") ? part("path") : `/${part("path")}`;
  const tail = prefixed("?", part("query")) + prefixed("#", part("fragment"));
  return `${protocol}://${user}${part("host")}${port}${path}${tail}`;
}

function prefixed(mark: string, text: string): string {
  return text === "" ? "" : mark + text;
}

export const URL: Natives = {
  "network.parse_url": {
    parameters: ["url"],
    doc: "An object with the parts of a URL.",
    call: parseUrl,
  },
  "network.build_url": {
    parameters: ["components"],
    doc: "The URL with the given parts.",
    call: buildUrl,
  },
};
