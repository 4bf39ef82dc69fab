/**
 * Arbitrary hostile programs: every effect, on what is allowed and what is not, and everything that can grow, with rules
 * and limits for them.
 *
 * What a case may touch is decided here from a table of its own, not by the code that is tested.
 */
import fc from "fast-check";

/** What a case can touch, and be seen to have touched. */
export type Resource = "read out" | "write in" | "write out" | "connect" | "run";

type Covering = Readonly<Record<string, readonly Resource[]>>;

/** Items of `allow` and `deny`, and what they are about. */
const ITEMS: Covering = {
  read: ["read out"],
  "read=in": [],
  "read=out": ["read out"],
  "read=in/**": [],
  write: ["write in", "write out"],
  "write=in": ["write in"],
  "write=out": ["write out"],
  net: ["connect"],
  "net=*": ["connect"],
  "net=127.0.0.1": ["connect"],
  "net=127.0.0.0/8": ["connect"],
  "net=10.0.0.0/8": [],
  "net=example.com": [],
  run: ["run"],
  "run=touch": ["run"],
  "run=echo": [],
  env: [],
  "env=HOME": [],
};

export interface Rules {
  readonly allow: readonly string[];
  readonly deny: readonly string[];
  readonly sandbox: boolean;
}

const items = fc.array(fc.constantFrom(...Object.keys(ITEMS)), { maxLength: 3 });

/** At least one thing is said. */
const rules: fc.Arbitrary<Rules> = fc
  .record({ allow: items, deny: items, sandbox: fc.boolean() })
  .filter(({ allow, deny, sandbox }) => sandbox || allow.length + deny.length > 0);

export function mayTouch({ allow, deny, sandbox }: Rules, resource: Resource): boolean {
  const permission = { read: "read", write: "write", connect: "net", run: "run" }[resource.split(" ")[0]];
  const covers = (item: string): boolean => ITEMS[item].includes(resource);
  if (deny.some(covers)) return false;
  const isRestricted = sandbox || allow.some((item) => item.split("=")[0] === permission);
  return !isRestricted || allow.some(covers);
}

const FILES = [
  "in/a",
  "in/new",
  "out/secret",
  "out/new",
  "in/escape/secret",
  "in/escape/new",
  "in/dangling",
  "in/../out/secret",
  "./in/deep/../../out/new",
  "door/escape/secret",
  "/proc/self/cwd/out/secret",
  "",
  "in/a/",
] as const;
const HOSTS = [
  "127.0.0.1",
  "localhost",
  "127.1",
  "0",
  "2130706433",
  "0x7f.1",
  "::ffff:127.0.0.1",
  "0.0.0.0",
] as const;

/** A part of a program: what it does may fault. `PORT` is where somebody listens. */
const file = fc.constantFrom(...FILES);
const text = (value: string): string => `PUSH_STR ${JSON.stringify(value)}`;

const onFiles: fc.Arbitrary<string[]> = fc.oneof(
  file.map((name) => [text(name), "READ_FILE", "PRINT"]),
  file.map((name) => [text(name), "READ_BYTES", "PRINT"]),
  file.map((name) => [text("x"), text(name), "WRITE_FILE"]),
  file.map((name) => [text("x"), text(name), "APPEND_FILE"]),
  file.map((name) => [text("x"), "COMPRESS", text(name), "WRITE_BYTES"]),
  file.map((name) => [text(name), "DELETE_FILE"]),
  file.map((name) => [text(name), "FILE_EXISTS", "PRINT"]),
  file.map((name) => [text(name), "FILE_SIZE", "PRINT"]),
  fc.constantFrom("in", "out", "in/escape", ".").map((name) => [text(name), "LIST_DIR", "POP"]),
  file.map((name) => [text(name), "ASYNC_READ", "AWAIT", "PRINT"]),
  file.map((name) => [text("x"), text(name), "ASYNC_WRITE", "AWAIT", "POP"]),
  file.map((name) => [
    ...[text(`file:${name}`), "STREAM_CREATE", "STORE s", "LOAD s", "PUSH_INT 100", "STREAM_READ", "PRINT"],
    ...["LOAD s", text("x"), "STREAM_WRITE", "POP", "LOAD s", "STREAM_CLOSE"],
  ]),
);

const onDatabases = fc
  .constantFrom("in/j.db", "out/k.db", "in/escape/k.db", "in/linked.db")
  .map((name) => [
    ...[text(`sqlite:${name}`), "DB_CONNECT", "STORE db", "LOAD db", text("PRAGMA journal_mode=PERSIST")],
    ...["DB_QUERY", "POP", "LOAD db", text("CREATE TABLE IF NOT EXISTS t(a)"), "DB_EXEC", "POP"],
  ]);

const onNetwork = fc.constantFrom(...HOSTS).chain((host) => {
  const inUrl = host.includes(":") ? `[${host}]` : host;
  return fc.constantFrom(
    [text(host), "PUSH_INT PORT", "TCP_CONNECT", "CLOSE"],
    [text(`http://${inUrl}:PORT/`), "HTTP_GET", "PRINT"],
    ["PUSH_INT 0", "UDP_BIND", text(host), "PUSH_INT PORT", text("x"), "UDP_SEND", "POP"],
    [text(host), "DNS_RESOLVE", "POP"],
    ["PUSH_INT 0", "TCP_LISTEN", "CLOSE"],
  );
});

const onSystem = fc.constantFrom(
  [text("touch"), text("marks/by-name"), "MAKE_LIST 1", "EXEC", "POP"],
  [text("/usr/bin/touch"), text("marks/by-path"), "MAKE_LIST 1", "EXEC", "POP"],
  [text("echo"), text("marks/by-path"), "MAKE_LIST 1", "EXEC_CAPTURE", "POP"],
  [text("PATH"), text("PROGRAMS"), "SET_ENV"],
  [text("LD_PRELOAD"), text("in/a"), "SET_ENV"],
  [text("HOME"), "GET_ENV", "POP"],
);

/** A loop without an end, or with very many rounds, around what grows. */
const growing = fc.constantFrom(
  [text("xxxxxxxx"), "LABEL L", "DUP", "CONCAT", "JMP L"],
  ["MAKE_LIST 0", "LABEL L", "PUSH_INT 1", "LIST_APPEND", "JMP L"],
  ["MAKE_LIST 0", "STORE l", "LABEL L", "LOAD l", "LOAD l", "LIST_APPEND", "STORE l", "JMP L"],
  [
    text("memory"),
    "STREAM_CREATE",
    "STORE s",
    "LABEL L",
    "LOAD s",
    text("x".repeat(200)),
    "STREAM_WRITE",
    "POP",
    "JMP L",
  ],
  ["LABEL L", text("memory"), "STREAM_CREATE", "JMP L"],
  ["LABEL f", "TRY g", "JMP f", "LABEL g", "CATCH", "POP"],
  ["LABEL L", "PUSH_INT 1", "JMP L"],
  ["LABEL L", "CALL L"],
  ["LABEL L", "MAKE_FUNCTION L", "SPAWN", "POP", "YIELD", "JMP L"],
  ["LABEL L", "SELF", text("x".repeat(100)), "SEND", "JMP L"],
  ["LABEL L", text("xxxxxxxxxxxx"), "PRINT", "JMP L"],
  ["LABEL L", "JMP L"],
  ["PUSH_INT 60000", "SLEEP"],
  [text("x".repeat(50)), "LABEL L", "COMPRESS", "DECOMPRESS", "DUP", "CONCAT", "JMP L"],
);

export interface HostileCase {
  /** With `PORT` and `PROGRAMS` to be filled in. */
  readonly source: string;
  readonly rules: Rules;
  /** Bytes. */
  readonly maxMemory: number;
  readonly maxInstructions: number;
}

/** Names in a part are its own. */
function guarded(part: readonly string[], id: number): string[] {
  const own = part.map((line) => line.replace(/^(LABEL|JMP|CALL|TRY|MAKE_FUNCTION) (\w)$/, `$1 $2${id}`));
  return [
    `TRY no${id}`,
    ...own,
    "END_TRY",
    `JMP next${id}`,
    `LABEL no${id}`,
    "CATCH",
    "POP",
    `LABEL next${id}`,
  ];
}

const effect = fc.oneof(
  { weight: 10, arbitrary: onFiles },
  { weight: 5, arbitrary: onNetwork },
  { weight: 3, arbitrary: onSystem },
  { weight: 1, arbitrary: onDatabases },
);

/** A few effects, and now and then something that grows until a limit stops it. */
export const hostileCase: fc.Arbitrary<HostileCase> = fc
  .record({
    effects: fc.array(effect, { minLength: 1, maxLength: 4 }),
    growth: fc.option(growing, { freq: 3 }),
    rules,
    maxMemory: fc.constantFrom(2 ** 18, 2 ** 20, 2 ** 22),
    maxInstructions: fc.constantFrom(500, 5_000, 20_000),
  })
  .map(({ effects, growth, ...limits }) => {
    const parts = growth === null ? effects : [...effects, growth];
    return { source: `${parts.flatMap((part, id) => guarded(part, id)).join("\n")}\n`, ...limits };
  });
