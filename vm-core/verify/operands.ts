/**
 * What instructions ask of their operands, and what they make of them.
 *
 * Invariant: a set of accepted types holds every type that the instruction does not fault on; a set of result
 * types holds every type that it can push.
 */
import { type Mnemonic, pictureOf } from "../isa/index.ts";
import { Fault } from "../value/callable.ts";
import { BINARY_OPERATORS, UNARY_OPERATORS } from "../value/operators.ts";
import { ANY_TYPE, TYPE } from "../value/type-set.ts";
import { Float, type Value } from "../value/value.ts";
import { constant, type Known, ofTypes } from "./known.ts";

const { int, float, string, bool, list, object, bytes, exception, future, connection, stream } = TYPE;
const NUMBER = int | float;
const CALLABLE = TYPE.function | TYPE.closure;
const EQUAL = NUMBER | string | bool | TYPE.null | TYPE.function;

function each(names: string, ...types: number[]): Record<string, readonly number[]> {
  return Object.fromEntries(names.split(" ").map((name) => [name, types]));
}

/** For instructions that are particular, the types that each operand may have, deepest first. */
const ACCEPTED: Readonly<Record<string, readonly number[]>> = {
  ...each("ADD SUB MUL DIV MOD", NUMBER, NUMBER),
  ...each("ADD_F SUB_F MUL_F DIV_F EQ_F NE_F GT_F LT_F GE_F LE_F", float, float),
  ...each("BAND BOR BXOR SHL SHR USHR GT LT GE LE", int, int),
  ...each("EQ NE", EQUAL, EQUAL),
  ...each("COMPARE", NUMBER | string, NUMBER | string),
  ...each("AND OR", bool, bool),
  ...each("CONCAT", string, string),
  ...each("BNOT EXIT", int),
  ...each("NEG SLEEP", NUMBER),
  ...each("NOT", int | bool),
  ...each("CHAR_AT", string, int),
  ...each("TO_INT TO_FLOAT", NUMBER | bool | string),
  ...each("LEN", list | object),
  ...each("INDEX", list, int),
  ...each("LIST_APPEND", list, ANY_TYPE),
  ...each("LIST_SET", list, int, ANY_TYPE),
  ...each("SLICE", list | string | bytes, int, int),
  ...each("SET_FIELD", object, ANY_TYPE),
  ...each("GET_FIELD", object | exception),
  ...each("HAS_FIELD DELETE_FIELD KEYS", object),
  ...each("OBJECT_SET", object, string, ANY_TYPE),
  ...each("OBJECT_GET", object | exception, string),
  ...each("OBJECT_HAS OBJECT_DELETE", object, string),
  ...each("READ_FILE FILE_EXISTS FILE_SIZE DELETE_FILE LIST_DIR READ_BYTES GET_ENV ASYNC_READ", string),
  ...each("HTTP_GET DNS_RESOLVE JSON_PARSE CSV_PARSE DB_CONNECT STREAM_CREATE", string),
  ...each("WRITE_FILE APPEND_FILE SET_ENV ASYNC_WRITE HTTP_POST ENCRYPT", string, string),
  ...each("WRITE_BYTES", bytes, string),
  ...each("DECOMPRESS", bytes),
  ...each("DECRYPT", bytes, string),
  ...each("COMPRESS HASH", string | bytes),
  ...each("CSV_WRITE", list),
  ...each("EXEC EXEC_CAPTURE", string, list),
  ...each("FORMAT_TIME", int, string),
  ...each("AWAIT", future),
  ...each("TCP_LISTEN UDP_BIND", int),
  ...each("TCP_CONNECT", string, int),
  ...each("TCP_SEND", connection, string | bytes),
  ...each("TCP_RECV UDP_RECV", connection, int),
  ...each("STREAM_READ", stream, int),
  ...each("STREAM_WRITE", stream, string | bytes),
  ...each("STREAM_CLOSE", stream),
  ...each("TCP_ACCEPT LOCAL_PORT", connection),
  ...each("TRAP_EXIT", bool),
};

export function acceptedBy(op: Mnemonic): readonly number[] | undefined {
  return ACCEPTED[op];
}

/** What a CALL_FUNCTION takes. */
export const CALLABLE_TYPES = CALLABLE;

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

const RESULTS: Readonly<Record<string, number>> = {
  ...Object.fromEntries("ADD_F SUB_F MUL_F DIV_F".split(" ").map((op) => [op, float])),
  ...Object.fromEntries("ADD SUB MUL DIV MOD NEG".split(" ").map((op) => [op, NUMBER])),
  NULL: TYPE.null,
  SLICE: list | string | bytes,
};

/** What an instruction that pushes one value pushes, whatever it takes. */
export function resultOf(op: Mnemonic): Known {
  const [item] = pictureOf(op).pushes;
  return ofTypes(RESULTS[op] ?? NAMED[item?.name ?? ""] ?? ANY_TYPE);
}

/** What an operator makes of its operands; "fault" when it certainly faults for a reason other than a type. */
export function compute(op: Mnemonic, operands: readonly Known[]): Known | "fault" {
  const [a, b] = operands;
  if (b !== undefined && (op === "DIV" || op === "MOD" || op === "DIV_F") && isZero(b)) return "fault";
  const folded = fold(op, operands);
  if (folded !== undefined) return folded;
  if (b !== undefined && ["ADD", "SUB", "MUL", "DIV", "MOD"].includes(op)) return ofTypes(numeric(a, b));
  if (op === "NEG" && (a.types & NUMBER) !== 0) return ofTypes(a.types & NUMBER);
  return resultOf(op);
}

function isZero({ constant: value }: Known): boolean {
  return value === 0 || (value instanceof Float && value.value === 0);
}

/** Two integers make an integer, and a float with any number makes a float. */
function numeric(a: Known, b: Known): number {
  const ints = a.types & b.types & int;
  const floats = ((a.types | b.types) & float) !== 0 ? float : 0;
  return ints | floats || NUMBER;
}

function fold(op: Mnemonic, operands: readonly Known[]): Known | "fault" | undefined {
  const values = operands.map((operand) => operand.constant);
  const [a, b] = values;
  if (a === undefined) return undefined;
  let result: Value | Fault | undefined;
  if (values.length === 1 && op in UNARY_OPERATORS) {
    result = UNARY_OPERATORS[op as keyof typeof UNARY_OPERATORS](a);
  } else if (values.length === 2 && b !== undefined && op in BINARY_OPERATORS) {
    result = BINARY_OPERATORS[op as keyof typeof BINARY_OPERATORS](a, b);
  }
  if (result === undefined) return undefined;
  return result instanceof Fault ? "fault" : constant(result);
}

/** Whether operands of these types certainly fault. */
export function mustMismatch(op: Mnemonic, operands: readonly Known[]): boolean {
  const accepted = ACCEPTED[op];
  if (accepted === undefined || accepted.length !== operands.length) return false;
  if (accepted.some((types, i) => (types & operands[i].types) === 0)) return true;
  const [a, b] = operands;
  const both = b === undefined ? 0 : a.types & b.types;
  if (op === "EQ" || op === "NE") return (both & EQUAL) === 0;
  if (op !== "COMPARE") return false;
  return (both & string) === 0 && !((a.types & NUMBER) !== 0 && (b.types & NUMBER) !== 0);
}
