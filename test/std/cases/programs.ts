/** Programs that use several functions, or functions that reach outside. */
import { functionTexts } from "../case.ts";
import { PROCESS_CASES } from "./process.ts";

export interface ProgramCase {
  readonly name: string;
  /** The functions and constants that it exercises: `module.name`. */
  readonly covers: readonly string[];
  readonly program: string;
  readonly stdout: string;
  /** Run by the built command: what it needs is not beside the bundled tests. */
  readonly command?: true;
  readonly stdin?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
  /** Files as they are afterwards. */
  readonly written?: Readonly<Record<string, string>>;
}

const call = (name: string, ...args: string[]): string =>
  [...args, `LOAD ${name}`, "CALL_FUNCTION"].join("\n");
const show = (name: string, ...args: string[]): string => `${call(name, ...args)}\nPRINT`;
const str = (text: string): string => `PUSH_STR "${text}"`;
const lines = (...parts: string[]): string => [...parts, "HALT", functionTexts()].join("\n");

const PURE: readonly ProgramCase[] = [
  {
    name: "constants",
    covers: ["math.PI", "math.E", "math.SQRT2"],
    program: lines("IMPORT std/math", "LOAD PI", "PRINT", "LOAD E", "PRINT", "LOAD SQRT2", "PRINT"),
    stdout: "3.141592653589793\n2.718281828459045\n1.4142135623730951\n",
  },
  {
    name: "random numbers stay in their ranges",
    covers: ["math.random", "math.random_int"],
    program: lines(
      "IMPORT std/math",
      "PUSH_INT 300",
      "STORE left",
      "LABEL next",
      "LOAD random",
      "CALL_FUNCTION",
      "DUP",
      "PUSH_FLOAT 0",
      "GE_F",
      str("below 0"),
      "ASSERT",
      "PUSH_FLOAT 1",
      "LT_F",
      str("not below 1"),
      "ASSERT",
      call("random_int", "PUSH_INT -1", "PUSH_INT 2"),
      "DUP",
      call("clamp", "PUSH_INT -1", "PUSH_INT 2"),
      "SUB",
      "NOT",
      str("outside"),
      "ASSERT",
      call("random_int", "PUSH_INT -9223372036854775808", "PUSH_INT 9223372036854775807"),
      "POP",
      "LOAD left",
      "PUSH_INT 1",
      "SUB",
      "DUP",
      "STORE left",
      "JNZ next",
      str("done"),
      "PRINT",
    ),
    stdout: "done\n",
  },
  {
    name: "the exception that was thrown",
    covers: ["test.assert_throws"],
    program: lines(
      "IMPORT std/test",
      call("assert_throws", "MAKE_FUNCTION boom"),
      "DUP",
      "GET_FIELD message",
      "PRINT",
      "GET_FIELD kind",
      "PRINT",
      call("assert_throws", "MAKE_FUNCTION dividing"),
      "GET_FIELD kind",
      "PRINT",
    ),
    stdout: "boom\nThrown\nDivisionByZero\n",
  },
  {
    name: "all modules together, under all their names",
    covers: [],
    program: lines(
      ...[
        "math",
        "string",
        "strings",
        "list",
        "lists.ttvm",
        "convert",
        "io",
        "network",
        "advanced",
        "test",
      ].map((module) => `IMPORT std/${module}`),
      show(
        "join",
        call("map", call("range", "PUSH_INT 1", "PUSH_INT 4"), "MAKE_FUNCTION double x"),
        str("+"),
      ),
      show("index_of", str("abc"), str("c")),
      show("index_of", call("chars", str("abc")), str("c")),
      show("format", str("{}!"), "LOAD PI"),
    ),
    stdout: "2+4+6\n2\n2\n3.141592653589793!\n",
  },
  {
    name: "a sort that compares is stable and sorts many items",
    covers: ["list.sort_by"],
    program: lines(
      "IMPORT std/list",
      "IMPORT std/test",
      call("range", "PUSH_INT 0", "PUSH_INT 333"),
      "STORE items",
      call("sort_by", "LOAD items", "MAKE_FUNCTION by_sevens a b"),
      call("sort_by", "LOAD items", "MAKE_FUNCTION sevens x"),
      "LOAD assert_equal",
      "CALL_FUNCTION",
      show("sum", call("sort_by", "LOAD items", "MAKE_FUNCTION by_sevens a b")),
      "HALT",
      "LABEL sevens",
      "LOAD x",
      "PUSH_INT 7",
      "MOD",
      "RET",
      "LABEL by_sevens",
      "LOAD a",
      "PUSH_INT 7",
      "MOD",
      "LOAD b",
      "PUSH_INT 7",
      "MOD",
      "SUB",
      "RET",
    ),
    stdout: "55278\n",
  },
  {
    name: "a closure as a callback, and one that throws",
    covers: ["list.map", "list.reduce"],
    program: lines(
      "IMPORT std/list",
      "PUSH_INT 10",
      "STORE k",
      "CAPTURE k",
      "MAKE_LAMBDA add_k x",
      "STORE f",
      show("map", call("range", "PUSH_INT 0", "PUSH_INT 3"), "LOAD f"),
      "TRY",
      call("map", call("range", "PUSH_INT 0", "PUSH_INT 3"), "MAKE_FUNCTION boom"),
      "CATCH e",
      "LOAD e",
      "TO_STR",
      "PRINT",
      "END_TRY",
      "HALT",
      "LABEL add_k",
      "LOAD x",
      "LOAD k",
      "ADD",
      "RET",
    ),
    stdout: "[10, 11, 12]\nboom\n",
  },
  {
    name: "what is nested deep is compared without recursion",
    covers: ["test.assert_equal"],
    program: lines(
      "IMPORT std/test",
      "CALL nested",
      "CALL nested",
      "LOAD assert_equal",
      "CALL_FUNCTION",
      str("equal"),
      "PRINT",
      "HALT",
      "LABEL nested",
      "MAKE_LIST 0",
      "PUSH_INT 20000",
      "STORE left",
      "LABEL deeper",
      "MAKE_LIST 1",
      "LOAD left",
      "PUSH_INT 1",
      "SUB",
      "STORE left",
      "LOAD left",
      "JNZ deeper",
      "RET",
    ),
    stdout: "equal\n",
  },
];

const PRELUDE = [
  "PI E abs sqrt max min strlen strcat upper lower trim length first last is_empty sum",
  "to_string to_int to_float to_bool type_of",
]
  .join(" ")
  .split(" ");

const PRELUDE_CASE: ProgramCase = {
  name: "the prelude",
  covers: PRELUDE.map((name) => `prelude.${name}`),
  program: lines(
    "IMPORT std/prelude.ttvm",
    "IMPORT std/convert",
    ...PRELUDE.slice(2).map((name) => show("is_function", `LOAD ${name}`)),
    "LOAD PI",
    "LOAD E",
    show("max"),
    show("sum", "PUSH_INT 1", "PUSH_INT 2", "MAKE_LIST 2"),
    show("upper", str("abc")),
    show("type_of", "NULL"),
  ),
  stdout: `${"true\n".repeat(PRELUDE.length - 2)}3.141592653589793\n3\nABC\nnull\n`,
};

const IO: readonly ProgramCase[] = [
  {
    name: "files",
    covers: ["write_file", "append_file", "read_file", "file_exists", "file_size", "list_dir"].map(
      (n) => `io.${n}`,
    ),
    program: lines(
      "IMPORT std/io",
      str("below"),
      call("write_file", str("new.txt"), str("héllo")),
      call("append_file", str("new.txt"), str("!")),
      "PRINT",
      show("read_file", str("new.txt")),
      show("file_size", str("new.txt")),
      show("file_exists", str("new.txt")),
      show("file_exists", str("none")),
      show("list_dir", str(".")),
    ),
    files: { "a.txt": "" },
    stdout: "below\nhéllo!\n7\ntrue\nfalse\n[a.txt, new.txt]\n",
    written: { "new.txt": "héllo!" },
  },
  {
    name: "files, safely",
    covers: ["read_file_safe", "write_file_safe", "file_size_safe"].map((name) => `io.${name}`),
    program: lines(
      "IMPORT std/io",
      show("write_file_safe", str("a"), str("xyz")),
      show("read_file_safe", str("a")),
      show("file_size_safe", str("a")),
      show("write_file_safe", str("none/a"), str("x")),
      show("read_file_safe", str("none")),
      show("file_size_safe", str("none")),
      show("read_file_safe", "NULL"),
    ),
    stdout: [
      "{ok: true, value: true, error: null}",
      "{ok: true, value: xyz, error: null}",
      "{ok: true, value: 3, error: null}",
      "{ok: false, value: null, error: File operation failed on none/a: No such file or directory (os error 2)}",
      "{ok: false, value: null, error: File operation failed on none: No such file or directory (os error 2)}",
      "{ok: false, value: null, error: File operation failed on none: No such file or directory (os error 2)}",
      "{ok: false, value: null, error: READ_FILE expects a string filename but got Null}",
      "",
    ].join("\n"),
  },
  {
    name: "output",
    covers: ["println", "print_func_alias", "log_error", "log_info", "log_debug", "format"].map(
      (n) => `io.${n}`,
    ),
    program: lines(
      "IMPORT std/io",
      str("below"),
      call("print_func_alias", str("a")),
      call("print_func_alias", "PUSH_INT 1"),
      call("println", "MAKE_LIST 0"),
      call("log_error", str("e")),
      call("log_info", "PUSH_INT 5"),
      call("log_debug", "NULL"),
      show("format", str("<{}>"), "TRUE"),
      "PRINT",
    ),
    stdout: "a1[]\nERROR: e\nINFO: 5\nDEBUG: null\n<true>\nbelow\n",
  },
  {
    name: "input",
    covers: ["read_line", "read_char", "read_input"].map((name) => `io.${name}`),
    program: lines(
      "IMPORT std/io",
      show("read_line"),
      show("read_char"),
      show("read_input"),
      show("read_line"),
    ),
    stdin: "one\r\nétwo\nthree\n",
    stdout: "one\né\ntwo\nthree\n\n\n",
  },
  {
    name: "environment, arguments and time",
    covers: ["get_env", "set_env", "get_args", "get_time", "sleep"].map((name) => `io.${name}`),
    program: lines(
      "IMPORT std/io",
      str("below"),
      show("get_env", str("STD_TEST")),
      call("set_env", str("STD_TEST"), str("new")),
      show("get_env", str("STD_TEST")),
      show("get_env", str("STD_TEST_NONE")),
      show("get_args"),
      call("sleep", "PUSH_INT 1"),
      call("get_time"),
      "PUSH_INT 1700000000",
      "GT",
      "PRINT",
      "PRINT",
    ),
    env: { STD_TEST: "old" },
    args: ["main.ttvm", "x"],
    stdout: "old\nnew\nnull\n[main.ttvm, x]\n1\nbelow\n",
  },
  {
    name: "formats of data",
    covers: ["to_json", "from_json", "to_csv_row", "from_csv"].map((name) => `io.${name}`),
    program: lines(
      "IMPORT std/io",
      show("to_json", "MAKE_OBJECT", "PUSH_FLOAT 2", "NULL", "MAKE_LIST 2", "SET_FIELD a"),
      show("from_json", 'PUSH_STR "{\\"a\\":[1,2.5]}"'),
      show("to_csv_row", str("a b"), 'PUSH_STR "c,\\"d\\""', "PUSH_INT 1", "MAKE_LIST 3"),
      show("from_csv", 'PUSH_STR "a,\\"b,c\\"\\n1,2"'),
    ),
    stdout: '{"a":[2.0,null]}\n{a: [1, 2.5]}\na b,"c,""d""",1\n[[a, b,c], [1, 2]]\n',
  },
];

const ADVANCED: readonly ProgramCase[] = [
  {
    name: "files in the background",
    covers: ["async_read", "async_write", "await"].map((name) => `advanced.${name}`),
    program: lines(
      "IMPORT std/advanced",
      show("await", call("async_write", str("a.txt"), str("text"))),
      show("await", call("async_read", str("a.txt"))),
    ),
    stdout: "true\ntext\n",
    written: { "a.txt": "text" },
  },
  {
    name: "streams",
    covers: ["stream_create", "stream_read", "stream_write", "stream_close"].map(
      (name) => `advanced.${name}`,
    ),
    program: lines(
      "IMPORT std/advanced",
      call("stream_create", str("memory")),
      "STORE stream",
      show("stream_write", "LOAD stream", str("hello")),
      show("stream_read", "LOAD stream", "PUSH_INT 4"),
      show("stream_close", "LOAD stream"),
    ),
    stdout: "5\nhell\ntrue\n",
  },
  {
    name: "JSON and CSV",
    covers: ["json_parse", "json_stringify", "csv_parse", "csv_write"].map((name) => `advanced.${name}`),
    program: lines(
      "IMPORT std/advanced",
      show("json_parse", str("[1, true]")),
      show("json_stringify", str("x"), "MAKE_LIST 1"),
      show("csv_parse", str("a,b")),
      show("csv_write", call("csv_parse", 'PUSH_STR "a,b\\nc,d"')),
    ),
    stdout: '[1, true]\n["x"]\n[[a, b]]\na,b\nc,d\n',
  },
  {
    name: "compression, encryption, hashes",
    covers: ["compress", "decompress", "encrypt", "decrypt", "hash"].map((name) => `advanced.${name}`),
    program: lines(
      "IMPORT std/advanced",
      show("decompress", call("compress", str("again"))),
      show("decrypt", call("encrypt", str("secret"), str("key")), str("key")),
      show("hash", str("abc")),
    ),
    stdout: "again\nsecret\nba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\n",
  },
  {
    name: "databases",
    command: true,
    covers: ["db_connect", "db_exec", "db_query"].map((name) => `advanced.${name}`),
    program: lines(
      "IMPORT std/advanced",
      call("db_connect", str("sqlite::memory:")),
      "STORE db",
      call("db_exec", "LOAD db", str("CREATE TABLE t (n INTEGER)")),
      "POP",
      show("db_exec", "LOAD db", str("INSERT INTO t VALUES (1), (2)")),
      show("db_query", "LOAD db", str("SELECT n FROM t ORDER BY n")),
    ),
    stdout: "2\n{rows: 2, columns: [n], data: [[1], [2]]}\n",
  },
];

const NETWORK: readonly ProgramCase[] = [
  {
    name: "TCP with itself",
    covers: ["tcp_listen", "tcp_connect", "tcp_accept", "tcp_send", "tcp_recv", "close"].map(
      (n) => `network.${n}`,
    ),
    program: lines(
      "IMPORT std/network",
      call("tcp_listen", "PUSH_INT 0"),
      "STORE listener",
      call("tcp_connect", str("127.0.0.1"), "LOAD listener", "LOCAL_PORT"),
      "STORE client",
      call("tcp_accept", "LOAD listener"),
      "STORE server",
      show("tcp_send", "LOAD client", str("héllo")),
      show("tcp_recv", "LOAD server", "PUSH_INT 100"),
      str("below"),
      call("close", "LOAD client"),
      "PRINT",
      show("tcp_recv", "LOAD server", "PUSH_INT 100"),
      call("close", "LOAD server"),
      call("close", "LOAD listener"),
    ),
    stdout: "6\nhéllo\nbelow\n\n",
  },
  {
    name: "UDP with itself, and names",
    covers: ["udp_bind", "udp_send", "udp_recv", "dns_resolve"].map((name) => `network.${name}`),
    program: lines(
      "IMPORT std/network",
      call("udp_bind", "PUSH_INT 0"),
      "STORE socket",
      show("udp_send", "LOAD socket", str("127.0.0.1"), "LOAD socket", "LOCAL_PORT", str("ping")),
      call("udp_recv", "LOAD socket", "PUSH_INT 100"),
      "GET_FIELD data",
      "PRINT",
      show("dns_resolve", str("127.0.0.1")),
    ),
    stdout: "4\nping\n127.0.0.1\n",
  },
  {
    name: "HTTP",
    covers: ["network.http_get", "network.http_post"],
    program: lines(
      "IMPORT std/network",
      show("http_get", str("SERVER/page")),
      show("http_post", str("SERVER/form"), str("a=1")),
    ),
    stdout: "GET /page \nPOST /form a=1\n",
  },
];

export const PROGRAM_CASES: readonly ProgramCase[] = [
  ...PURE,
  PRELUDE_CASE,
  ...IO,
  ...ADVANCED,
  ...NETWORK,
  ...PROCESS_CASES,
];
