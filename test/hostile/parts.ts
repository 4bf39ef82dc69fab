/**
 * Parts of hostile programs: every effect, on what is allowed and what is not, and everything that can grow.
 *
 * `PORT` is where somebody listens, `PROGRAMS` a folder of programs. What a part does may fault.
 */
import fc from "fast-check";

export type Part = readonly string[];

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
  "in/pipe",
  "/dev/zero",
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
  "\uff4cocalhost",
  "localhost\\u{0}.example.com",
] as const;

const file = fc.constantFrom(...FILES);
const text = (value: string): string => `PUSH_STR ${JSON.stringify(value).replaceAll("\\\\", "\\")}`;

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

/** Modules that say what nobody is to read, by several ways. */
const onModules: fc.Arbitrary<Part> = fc
  .constantFrom(
    "out/module.ttvm",
    "in/escape/module.ttvm",
    "linked.ttvm",
    "in/../out/module.ttvm",
    "/dev/zero",
    "in/pipe",
  )
  .chain((name) => fc.constantFrom([`IMPORT "${name}"`], [text(name), "SPAWN", "POP", "YIELD"]));

const onInput: fc.Arbitrary<Part> = fc.constantFrom(
  ["READ_LINE", "PRINT"],
  ["READ_CHAR", "POP", "READ_INPUT", "PRINT"],
  ["AT_EOF", "POP", "READ_LINE", "WRITE"],
  [text("/dev/stdin"), "READ_FILE", "PRINT"],
);

const onData: fc.Arbitrary<Part> = fc.constantFrom(
  [text("x"), "HASH", "POP"],
  [text("x"), text("k"), "ENCRYPT", text("k"), "DECRYPT", "PRINT"],
  ["GET_TIME", "POP", "GET_TIME_MS", "POP", "MONOTONIC_NS", "WRITE_ERR", "GET_ARGS", "POP"],
  ["DUMP_SCOPE", "DELETE none", "NATIVE random.int"],
);

/** Programs end when nobody can wake who waits. */
const onProcesses: fc.Arbitrary<Part> = fc.constantFrom(
  [
    "SELF",
    "REGISTER me",
    "POP",
    "PUSH_INT 1",
    "SENDNAMED me",
    "POP",
    "RECEIVE_MATCH int",
    "POP",
    "UNREGISTER me",
    "POP",
  ],
  ["WHEREIS nobody", "MONITOR", "DEMONITOR", "POP", "PROCESSES", "POP"],
  ["RECEIVE_TIMEOUT 1 L", "POP", "LABEL L"],
  [
    "PUSH_BOOL true",
    "TRAP_EXIT",
    "MAKE_FUNCTION c",
    "SPAWN",
    "DUP",
    "LINK",
    "POP",
    text("kill"),
    "SWAP",
    "EXIT_SIGNAL",
    "RECEIVE",
    "POP",
    "JMP L",
    "LABEL c",
    "JMP c",
    "LABEL L",
  ],
  ["SELF", "UNLINK", "POP", "RECEIVE"],
  [
    "START_SUPERVISOR one_for_one 3 100",
    "POP",
    "SUPERVISE_CHILD c",
    "POP",
    "RESTART_CHILD none",
    "POP",
    "WHICH_CHILDREN",
    "POP",
    "STOP_CHILD none",
    "POP",
    "JMP L",
    "LABEL c",
    "RET",
    "LABEL L",
  ],
  ["PUSH_INT 3", "EXIT"],
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
    [text(`http://${inUrl}:PORT/`), text("x"), "HTTP_POST", "PRINT"],
    [
      "MAKE_OBJECT",
      text(`http://${inUrl}:PORT/`),
      "SET_FIELD url",
      text("CONNECT"),
      "SET_FIELD method",
      "HTTP_REQUEST",
      "PRINT",
    ],
    [
      text(host),
      "PUSH_INT PORT",
      "TCP_CONNECT",
      "DUP",
      text("x"),
      "TCP_SEND",
      "POP",
      "PUSH_INT 9",
      "TCP_RECV",
      "POP",
    ],
    [
      "PUSH_INT 0",
      "TCP_LISTEN",
      "DUP",
      text("127.0.0.1"),
      "SWAP",
      "LOCAL_PORT",
      "TCP_CONNECT",
      "POP",
      "TCP_ACCEPT",
      "POP",
    ],
    [
      "PUSH_INT 0",
      "UDP_BIND",
      "DUP",
      "DUP",
      text("127.0.0.1"),
      "SWAP",
      "LOCAL_PORT",
      text("x"),
      "UDP_SEND",
      "POP",
      "PUSH_INT 9",
      "UDP_RECV",
      "POP",
    ],
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
  [text("HOME"), "GET_ENV", "PRINT"],
  [text("HOME"), text("PROGRAMS"), "SET_ENV"],
  [text("yes"), "MAKE_LIST 0", "EXEC_CAPTURE", "POP"],
  [text("/proc/self/environ"), "READ_FILE", "PRINT"],
);

/** A text of a quarter of a megabyte. */
const LONG = [
  text("x".repeat(256)),
  ...Array.from({ length: 10 }, () => ["DUP", "CONCAT"]).flat(),
  "STORE t",
];

/** Reads, writes and sends that are begun again and again, by one process that waits for none of them, or by very many that do. */
const crowds: readonly Part[] = [
  [...LONG, "LABEL L", "LOAD t", text("in/new"), "ASYNC_WRITE", "JMP L"],
  ...[
    ["LOAD t", text("in/new"), "WRITE_FILE"],
    ["LOAD t", text("in/new"), "APPEND_FILE"],
    ["LOAD t", text("in/new"), "ASYNC_WRITE", "AWAIT", "POP"],
    ["LOAD t", text("in/new"), "WRITE_FILE", text("in/new"), "READ_FILE", "POP"],
    ["LOAD t", text("in/new"), "WRITE_FILE", text("in/new"), "ASYNC_READ", "AWAIT", "POP"],
    [text("http://127.0.0.1:PORT/"), "LOAD t", "HTTP_POST", "POP"],
    ["PUSH_INT 0", "UDP_BIND", text("127.0.0.1"), "PUSH_INT PORT", "LOAD t", "UDP_SEND", "POP"],
    [text("127.0.0.1"), "PUSH_INT PORT", "TCP_CONNECT", "LOAD t", "TCP_SEND", "POP"],
    [text("echo"), "LOAD t", "MAKE_LIST 1", "EXEC_CAPTURE", "POP"],
    ["LOAD t", "COMPRESS", "DECOMPRESS", "POP"],
  ].map((work) => [
    ...LONG,
    ...["LABEL L", "MAKE_FUNCTION h", "SPAWN", "POP", "YIELD", "JMP L", "LABEL h", ...work, "RET"],
  ]),
];

/** A loop without an end, or with very many rounds, around what grows. */
/** A text that is put together of so many characters one by one. */
const KEPT_WORD = [text("x"), ...Array.from({ length: 40 }, () => [text("x"), "CONCAT"]).flat()];

export const growing = fc.constantFrom<Part>(
  ...crowds,
  [text("xxxxxxxx"), "LABEL L", "DUP", "CONCAT", "JMP L"],
  [text("x"), "LABEL L", text("x"), "CONCAT", "JMP L"],
  ["MAKE_LIST 0", "LABEL L", ...KEPT_WORD, "LIST_APPEND", "JMP L"],
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
  ["LABEL L", text("x".repeat(100)), "SELF", "SEND", "JMP L"],
  ["LABEL L", text("xxxxxxxxxxxx"), "PRINT", "JMP L"],
  ["LABEL L", "JMP L"],
  ["PUSH_INT 60000", "SLEEP"],
  ["LABEL L", "PUSH_INT 99", "MONITOR", "JMP L"],
  ["NULL", "MAKE_CELL", "STORE c", "LABEL L", "LOAD c", "DUP", "CELL_GET", "MAKE_CELL", "CELL_SET", "JMP L"],
  ["NULL", "STORE c", "LABEL L", "CAPTURE c", "MAKE_LAMBDA L", "STORE c", "JMP L"],
  ["MAKE_OBJECT", "LABEL L", "DUP", "SET_FIELD next", "JMP L"],
  [
    "PUSH_INT 0",
    "STORE i",
    "MAKE_OBJECT",
    "LABEL L",
    "LOAD i",
    "PUSH_INT 1",
    "ADD",
    "DUP",
    "STORE i",
    "TO_STR",
    "NULL",
    "OBJECT_SET",
    "JMP L",
  ],
  [text("[[["), "LABEL L", "DUP", "CONCAT", "DUP", "TRY c", "JSON_PARSE", "LABEL c", "CATCH", "POP", "JMP L"],
  [text("a,b\\n"), "LABEL L", "DUP", "CONCAT", "DUP", "CSV_PARSE", "CSV_WRITE", "POP", "JMP L"],
  ["MAKE_LIST 0", "LABEL L", "DUP", "MAKE_LIST 2", "DUP", "JSON_STRINGIFY", "POP", "JMP L"],
  [
    text("xxxxxxxx"),
    "STORE t",
    "LABEL L",
    "LOAD t",
    "DUP",
    "CONCAT",
    "STORE t",
    "MAKE_FUNCTION h",
    "SPAWN",
    "POP",
    "JMP L",
    "LABEL h",
    "LOAD t",
    "HASH",
    "POP",
    "RET",
  ],
  [
    // Long from the start: a case has time for few rounds, since each makes two keys.
    ...[text("x"), "PUSH_INT 20000", "NATIVE string.repeat", "LABEL L"],
    ...["DUP", "CONCAT", "DUP", "CONCAT", "DUP", "CONCAT"],
    "DUP",
    text("k"),
    "ENCRYPT",
    text("k"),
    "DECRYPT",
    "POP",
    "JMP L",
  ],
  [
    "PUSH_INT 0",
    "TCP_LISTEN",
    "LOCAL_PORT",
    "STORE p",
    "LABEL L",
    text("127.0.0.1"),
    "LOAD p",
    "TCP_CONNECT",
    text("x".repeat(200)),
    "TCP_SEND",
    "POP",
    "JMP L",
  ],
  ["LABEL L", "PUSH_INT 0", "UDP_BIND", "JMP L"],
  [
    text("sqlite::memory:"),
    "DB_CONNECT",
    "STORE d",
    "LOAD d",
    text("CREATE TABLE t(a)"),
    "DB_EXEC",
    "LABEL L",
    "LOAD d",
    text("INSERT INTO t VALUES (zeroblob(300000))"),
    "DB_EXEC",
    "POP",
    "JMP L",
  ],
  [
    text("sqlite::memory:"),
    "DB_CONNECT",
    text(
      "ATTACH '/kept' AS k; CREATE TABLE k.t AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT hex(i) FROM n",
    ),
    "DB_EXEC",
    "POP",
  ],
  [
    text("sqlite::memory:"),
    "DB_CONNECT",
    text("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT hex(i) FROM n"),
    "DB_QUERY",
    "POP",
  ],
  ["LABEL L", text("sqlite::memory:"), "DB_CONNECT", "JMP L"],
  ["LABEL L", text("in/a"), "ASYNC_READ", "JMP L"],
  [
    "START_SUPERVISOR one_for_one 1000000 1",
    "POP",
    "LABEL L",
    "SUPERVISE_CHILD f",
    "POP",
    "JMP L",
    "LABEL f",
    "PUSH_INT 1",
    "THROW",
  ],
  [text("x".repeat(50)), "LABEL L", "COMPRESS", "DECOMPRESS", "DUP", "CONCAT", "JMP L"],
);

/** Something that reaches outside. */
export const effect = fc.oneof(
  { weight: 10, arbitrary: onFiles },
  { weight: 5, arbitrary: onNetwork },
  { weight: 3, arbitrary: onSystem },
  { weight: 1, arbitrary: onDatabases },
  { weight: 2, arbitrary: onModules },
  { weight: 1, arbitrary: onInput },
  { weight: 1, arbitrary: onData },
  { weight: 1, arbitrary: onProcesses },
);
