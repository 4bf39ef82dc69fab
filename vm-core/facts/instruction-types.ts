/**
 * What single instructions accept and make, in types: the one file of the analyses that names them one by one.
 *
 * Invariant: a set of accepted types holds every type that the instruction does not fault on; a set of result
 * types holds every type that it can push.
 */
import { type Mnemonic, pictureOf } from "../isa/index.ts";
import { toBool, toFloat, toInt, toStr, typeOf } from "../value/convert.ts";
import {
  BINARY_OPERATORS,
  type BinaryOperator,
  UNARY_OPERATORS,
  type UnaryOperator,
} from "../value/operators.ts";
import { charAt } from "../value/sequence.ts";
import { ANY_TYPE, TYPE } from "../value/type-set.ts";

const { int, float, string, bool, list, object, bytes, exception, future, connection, stream } = TYPE;
export const NUMBER = int | float;
export const CALLABLE_TYPES = TYPE.function | TYPE.closure;
/** What EQ and NE compare, with a value of the same type. */
export const COMPARABLE = NUMBER | string | bool | TYPE.null | TYPE.function;

type Words<T> = Readonly<Partial<Record<Mnemonic, T>>>;

function each<T>(names: string, value: T): Words<T> {
  return Object.fromEntries(names.split(" ").map((name) => [name, value]));
}

/** For instructions that are particular, the types that each operand may have, deepest first. */
export const ACCEPTED: Words<readonly number[]> = {
  ...each("ADD SUB MUL DIV MOD", [NUMBER, NUMBER]),
  ...each("ADD_F SUB_F MUL_F DIV_F EQ_F NE_F GT_F LT_F GE_F LE_F", [float, float]),
  ...each("BAND BOR BXOR SHL SHR USHR GT LT GE LE", [int, int]),
  ...each("EQ NE", [COMPARABLE, COMPARABLE]),
  ...each("COMPARE", [NUMBER | string, NUMBER | string]),
  ...each("AND OR", [bool, bool]),
  ...each("CONCAT", [string, string]),
  ...each("BNOT EXIT", [int]),
  ...each("NEG SLEEP", [NUMBER]),
  ...each("NOT", [int | bool]),
  ...each("CHAR_AT", [string, int]),
  ...each("TO_INT TO_FLOAT", [NUMBER | bool | string]),
  ...each("LEN", [list | object]),
  ...each("INDEX", [list, int]),
  ...each("LIST_APPEND", [list, ANY_TYPE]),
  ...each("LIST_SET", [list, int, ANY_TYPE]),
  ...each("SLICE", [list | string | bytes, int, int]),
  ...each("SET_FIELD", [object, ANY_TYPE]),
  ...each("GET_FIELD", [object | exception]),
  ...each("HAS_FIELD DELETE_FIELD KEYS", [object]),
  ...each("OBJECT_SET", [object, string, ANY_TYPE]),
  ...each("OBJECT_GET", [object | exception, string]),
  ...each("OBJECT_HAS OBJECT_DELETE", [object, string]),
  ...each("READ_FILE FILE_EXISTS FILE_SIZE DELETE_FILE LIST_DIR READ_BYTES GET_ENV ASYNC_READ", [string]),
  ...each("HTTP_GET DNS_RESOLVE JSON_PARSE CSV_PARSE DB_CONNECT STREAM_CREATE", [string]),
  ...each("WRITE_FILE APPEND_FILE SET_ENV ASYNC_WRITE HTTP_POST ENCRYPT", [string, string]),
  ...each("WRITE_BYTES", [bytes, string]),
  ...each("DECOMPRESS", [bytes]),
  ...each("DECRYPT", [bytes, string]),
  ...each("COMPRESS HASH", [string | bytes]),
  ...each("CSV_WRITE", [list]),
  ...each("EXEC EXEC_CAPTURE", [string, list]),
  ...each("FORMAT_TIME", [int, string]),
  ...each("AWAIT", [future]),
  ...each("TCP_LISTEN UDP_BIND", [int]),
  ...each("TCP_CONNECT", [string, int]),
  ...each("TCP_SEND", [connection, string | bytes]),
  ...each("TCP_RECV UDP_RECV", [connection, int]),
  ...each("STREAM_READ", [stream, int]),
  ...each("STREAM_WRITE", [stream, string | bytes]),
  ...each("STREAM_CLOSE", [stream]),
  ...each("TCP_ACCEPT LOCAL_PORT", [connection]),
  ...each("TRAP_EXIT", [bool]),
};

/** What the name of a pushed item in a stack picture says about its type. */
const NAMED: Readonly<Record<string, number>> = {
  int,
  float,
  string,
  bool,
  list,
  object,
  bytes,
  future,
  connection,
  stream,
  pid: int,
  bits: int,
  function: TYPE.function,
  closure: TYPE.closure,
};

const RESULTS: Words<number> = {
  ...each("ADD SUB MUL DIV MOD NEG", NUMBER),
  ...each("EQ NE GT LT GE LE EQ_F NE_F GT_F LT_F GE_F LE_F COMPARE", int),
  ...each("BAND BOR BXOR BNOT SHL SHR USHR TO_INT LEN HAS_FIELD OBJECT_HAS", int),
  ...each("ADD_F SUB_F MUL_F DIV_F TO_FLOAT", float),
  ...each("CONCAT CHAR_AT TO_STR TYPE_OF SUPERVISE_CHILD", string),
  ...each("NOT AND OR TO_BOOL", bool),
  ...each("MAKE_LIST LIST_APPEND LIST_SET KEYS", list),
  ...each("MAKE_OBJECT SET_FIELD OBJECT_SET", object),
  ...each("SLICE", list | string | bytes),
};

/** The types of what an instruction pushes that pushes one value. */
export function resultTypes(op: Mnemonic): number {
  const [item] = pictureOf(op).pushes;
  return RESULTS[op] ?? NAMED[item?.name ?? ""] ?? ANY_TYPE;
}

/** Operators on numbers: two Ints give an Int, a Float on either side gives a Float. */
export const NUMERIC: ReadonlySet<Mnemonic> = new Set<Mnemonic>(["ADD", "SUB", "MUL", "DIV", "MOD", "NEG"]);
/** Those that fault on a divisor of zero. */
export const DIVIDING: ReadonlySet<Mnemonic> = new Set<Mnemonic>(["DIV", "MOD", "DIV_F"]);
/** Those that fault on values of two types, and on types that they do not compare. */
export const EQUALITY: ReadonlySet<Mnemonic> = new Set<Mnemonic>(["EQ", "NE"]);

/** What computes the results of operators from constants. */
export const BINARY: Words<BinaryOperator> = { ...BINARY_OPERATORS, CHAR_AT: charAt };
export const UNARY: Words<UnaryOperator> = {
  ...UNARY_OPERATORS,
  TO_STR: toStr,
  TO_INT: toInt,
  TO_FLOAT: toFloat,
  TO_BOOL: toBool,
  TYPE_OF: typeOf,
};

function setOf(...lines: readonly string[]): ReadonlySet<Mnemonic> {
  return new Set(lines.flatMap((line) => line.split(" ")) as Mnemonic[]);
}

/** Instructions that do not fault once they have their operands, whatever these are. */
export const SAFE: ReadonlySet<Mnemonic> = setOf(
  "STORE PRINT WRITE WRITE_ERR JMP JZ JNZ POP DUP SWAP OVER ROT TO_STR TO_BOOL TYPE_OF DELETE DUMP_SCOPE",
  "PUSH_INT PUSH_FLOAT PUSH_BOOL PUSH_STR TRUE FALSE NULL MAKE_FUNCTION MAKE_OBJECT TRY CATCH END_TRY",
  "HALT SELF YIELD RECEIVE RECEIVE_MATCH RECEIVE_TIMEOUT REGISTER UNREGISTER WHEREIS BREAKPOINT RET",
  "GET_TIME GET_TIME_MS MONOTONIC_NS GET_ARGS SENDNAMED",
);

/** Instructions that do nothing but push what they make of their operands. */
export const PURE: ReadonlySet<Mnemonic> = setOf(
  "ADD SUB MUL DIV MOD NEG ADD_F SUB_F MUL_F DIV_F EQ_F NE_F GT_F LT_F GE_F LE_F GT LT GE LE",
  "BAND BOR BXOR BNOT SHL SHR USHR EQ NE NOT AND OR CONCAT LEN",
  "TO_STR TO_BOOL TYPE_OF MAKE_LIST MAKE_OBJECT MAKE_FUNCTION",
  "PUSH_INT PUSH_FLOAT PUSH_BOOL PUSH_STR TRUE FALSE NULL",
);
