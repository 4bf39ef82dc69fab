/** Cases of std/network that need no network. */
import type { Case } from "../case.ts";

const parsed = (fields: string): string => `Object({${fields}})`;

export const URL_CASES: readonly Case[] = [
  [
    "parse_url",
    ["https://ann:pw@Example.com:8443/a/b?x=1&y#top"],
    parsed(
      '"protocol": Str("https"), "user": Str("ann"), "password": Str("pw"), "host": Str("Example.com"), "port": Int(8443), "path": Str("/a/b"), "query": Str("x=1&y"), "fragment": Str("top")',
    ),
  ],
  [
    "parse_url",
    ["HTTP://localhost"],
    parsed(
      '"protocol": Str("http"), "user": Null, "password": Null, "host": Str("localhost"), "port": Int(80), "path": Str("/"), "query": Null, "fragment": Null',
    ),
  ],
  [
    "parse_url",
    ["redis://[::1]/0?"],
    parsed(
      '"protocol": Str("redis"), "user": Null, "password": Null, "host": Str("[::1]"), "port": Null, "path": Str("/0"), "query": Str(""), "fragment": Null',
    ),
  ],
  ["parse_url", ["example.com"], '!DataError parse_url: "example.com" is no URL'],
  ["parse_url", ["http://"], '!DataError parse_url: "http://" is no URL'],
  ["parse_url", ["http://a:99999/"], '!DataError parse_url: "http://a:99999/" is no URL'],
  ["parse_url", [1], "!TypeMismatch parse_url expects a string (URL) but got Int(1)"],
  ["build_url", [{ host: "example.com" }], 'Str("http://example.com/")'],
  [
    "build_url",
    [{ protocol: "https", host: "a.b", port: 443, path: "x y", query: "q=1", fragment: "f" }],
    'Str("https://a.b/x y?q=1#f")',
  ],
  [
    "build_url",
    [{ protocol: "https", user: "ann", password: "pw", host: "a", port: 8443, path: "/", query: null }],
    'Str("https://ann:pw@a:8443/")',
  ],
  ["build_url", [{ path: "/" }], "!DataError build_url: there is no host"],
  ["build_url", [{ host: 1 }], "!TypeMismatch build_url expects a string host but got Int(1)"],
  [
    "build_url",
    [{ host: "a", port: "80" }],
    '!TypeMismatch build_url expects an integer port but got Str("80")',
  ],
  ["build_url", ["a"], '!TypeMismatch build_url expects an object but got Str("a")'],
];
