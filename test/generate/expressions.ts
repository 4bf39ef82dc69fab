/**
 * Arbitrary expressions: parts of programs that leave one value on the stack, unless they fault.
 *
 * Half of them are typed: they hardly ever fault, so that programs get further. The others are anything at all.
 */
import fc from "fast-check";

/** What lines are written into: it makes labels unique and knows which function may be called. */
export interface Writing {
  fresh(): number;
  readonly callee: string;
}

export type Part = (writing: Writing) => readonly string[];

const NAMES = ["a", "b", "c", "d"];

const int = fc.oneof(
  fc.integer({ min: -20, max: 20 }).map(String),
  fc.constantFrom("9223372036854775807", "-9223372036854775808", "9007199254740993", "-9007199254740991"),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String),
);
const float = fc.constantFrom("0.5", "-2.0", "1e300", "inf", "nan", "-0.0", "3.25");
const text = fc.constantFrom(
  ...['""', '"x"', '"two words"', '"q\\"uote"', '"🙂"', '"semi;colon"', '"7"'],
  ...['"more than fifteen letters"', '"more than fifteen lettera"'],
);
export const name = fc.constantFrom(...NAMES);

export function lines(...written: string[]): Part {
  return () => written;
}

export function sequence(...parts: (Part | string)[]): Part {
  return (writing) => {
    const all: string[] = [];
    for (const part of parts) {
      if (typeof part === "string") all.push(part);
      else for (const line of part(writing)) all.push(line);
    }
    return all;
  };
}

const constant: fc.Arbitrary<Part> = fc.oneof(
  { weight: 6, arbitrary: int.map((value) => lines(`PUSH_INT ${value}`)) },
  { weight: 2, arbitrary: float.map((value) => lines(`PUSH_FLOAT ${value}`)) },
  { weight: 2, arbitrary: text.map((value) => lines(`PUSH_STR ${value}`)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom("TRUE", "FALSE", "NULL", "MAKE_LIST 0", "MAKE_OBJECT").map((op) => lines(op)),
  },
);

/** Operators that take any two Ints. */
const INTS = fc.constantFrom(
  ...["ADD", "SUB", "MUL", "EQ", "NE", "LT", "GT", "LE", "GE", "BAND", "BOR", "BXOR", "SHL", "SHR", "USHR"],
  ...["COMPARE", "EQUALS", "LESS", "GREATER", "AT_MOST", "AT_LEAST"],
);
const SAME = fc.constantFrom("NATIVE value.same", "NATIVE value.equal");
const FLOATS = fc.constantFrom(
  ...[
    "ADD_F",
    "SUB_F",
    "MUL_F",
    "DIV_F",
    "EQ_F",
    "NE_F",
    "LT_F",
    "GT_F",
    "LE_F",
    "GE_F",
    "ADD",
    "SUB",
    "MUL",
    "LESS",
  ],
);
const FIELD = fc.constantFrom("f", "g");

type Typed = {
  any: Part;
  int: Part;
  float: Part;
  bool: Part;
  text: Part;
  list: Part;
  object: Part;
};

/** Expressions of a type. Lists and objects nest. */
export const typed = fc.letrec<Typed>((tie) => {
  const any = tie("any");
  const integer = tie("int");
  const real = tie("float");
  const bool = tie("bool");
  const string = tie("text");
  const list = tie("list");
  const object = tie("object");
  const options = { depthSize: "small", withCrossShrink: true, maxDepth: 4 } as const;
  const index = fc.constantFrom("0", "0", "0", "1", "-1").map((at) => `PUSH_INT ${at}`);
  return {
    any: fc.oneof(options, integer, real, bool, string, list, object),
    int: fc.oneof(
      options,
      int.map((value) => lines(`PUSH_INT ${value}`)),
      fc.tuple(integer, integer, INTS).map(([a, b, op]) => sequence(a, b, op)),
      fc
        .tuple(integer, fc.constantFrom("1", "-3", "7"), fc.constantFrom("DIV", "MOD"))
        .map(([a, b, op]) => sequence(a, `PUSH_INT ${b}`, op)),
      fc.tuple(integer, fc.constantFrom("NEG", "BNOT", "TO_INT")).map(([a, op]) => sequence(a, op)),
      fc.oneof(list, object).map((value) => sequence(value, "LEN")),
      string.map((value) => sequence(value, "NATIVE string.strlen")),
      fc.tuple(object, FIELD).map(([value, field]) => sequence(value, `HAS_FIELD ${field}`)),
      fc.tuple(object, string).map(([value, key]) => sequence(value, key, "OBJECT_HAS")),
    ),
    float: fc.oneof(
      options,
      float.map((value) => lines(`PUSH_FLOAT ${value}`)),
      fc.tuple(real, real, FLOATS).map(([a, b, op]) => sequence(a, b, op)),
      integer.map((value) => sequence(value, "TO_FLOAT")),
    ),
    bool: fc.oneof(
      options,
      fc.constantFrom("TRUE", "FALSE", "PUSH_BOOL true", "PUSH_BOOL false").map((op) => lines(op)),
      fc.tuple(bool, bool, fc.constantFrom("AND", "OR")).map(([a, b, op]) => sequence(a, b, op)),
      bool.map((value) => sequence(value, "NOT")),
      fc.tuple(any, any, SAME).map(([a, b, op]) => sequence(a, b, op)),
      any.map((value) => sequence(value, "TO_BOOL")),
    ),
    text: fc.oneof(
      options,
      text.map((value) => lines(`PUSH_STR ${value}`)),
      fc.tuple(string, string).map(([a, b]) => sequence(a, b, "CONCAT")),
      fc.tuple(any, fc.constantFrom("TO_STR", "TYPE_OF")).map(([value, op]) => sequence(value, op)),
      fc.tuple(string, index).map(([value, at]) => sequence(value, at, "CHAR_AT")),
      fc.tuple(string, index).map(([value, at]) => sequence(value, at, "PUSH_INT 2", "SLICE")),
    ),
    list: fc.oneof(
      options,
      fc
        .array(any, { maxLength: 3, depthIdentifier: "items" })
        .map((items) => sequence(...items, `MAKE_LIST ${items.length}`)),
      fc.tuple(list, any).map(([value, item]) => sequence(value, item, "LIST_APPEND")),
      fc
        .tuple(any, any, any)
        .map(([a, b, item]) => sequence(a, b, "MAKE_LIST 2", "PUSH_INT 1", item, "LIST_SET")),
      fc.tuple(list, index).map(([value, at]) => sequence(value, at, "PUSH_INT 9", "SLICE")),
      object.map((value) => sequence(value, "KEYS")),
    ),
    object: fc.oneof(
      options,
      fc.constant(lines("MAKE_OBJECT")),
      fc.tuple(object, FIELD, any).map(([value, field, item]) => sequence(value, item, `SET_FIELD ${field}`)),
      fc.tuple(object, string, any).map(([value, key, item]) => sequence(value, key, item, "OBJECT_SET")),
      fc.tuple(object, FIELD).map(([value, field]) => sequence(value, `DELETE_FIELD ${field}`)),
      fc.tuple(object, string).map(([value, key]) => sequence(value, key, "OBJECT_DELETE")),
    ),
  };
});

export const TWO = fc.constantFrom(
  ...["ADD", "SUB", "MUL", "DIV", "MOD", "EQ", "NE", "LT", "GT", "LE", "GE", "BAND", "BXOR", "SHL", "USHR"],
  ...[
    "ADD_F",
    "DIV_F",
    "CONCAT",
    "AND",
    "OR",
    "INDEX",
    "COMPARE",
    "LIST_APPEND",
    "LT_F",
    "CHAR_AT",
    "OBJECT_GET",
    "EQUALS",
    "NATIVE value.same",
    "NATIVE value.equal",
  ],
);
const ONE = fc.constantFrom(
  "NOT",
  "NEG",
  "BNOT",
  "TO_STR",
  "TO_BOOL",
  "TYPE_OF",
  "TO_INT",
  "TO_FLOAT",
  "LEN",
  "KEYS",
  "NATIVE string.strlen",
);
/** Leaves one value on the stack, unless it faults. */
const anything = fc.letrec<{ value: Part }>((tie) => {
  const value = tie("value");
  return {
    value: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      constant,
      name.map((variable) => lines(`LOAD ${variable}`)),
      fc.tuple(value, value, TWO).map(([a, b, op]) => sequence(a, b, op)),
      fc.tuple(value, ONE).map(([a, op]) => sequence(a, op)),
      fc.tuple(value, value).map(([a, b]) => sequence(a, b, "MAKE_LIST 2")),
      fc.tuple(value, FIELD).map(([a, field]) => sequence("MAKE_OBJECT", a, `SET_FIELD ${field}`)),
      fc.tuple(value, FIELD).map(([a, field]) => sequence(a, `GET_FIELD ${field}`)),
      fc.tuple(value, value).map(([a, b]) => sequence(a, b, "SWAP", "POP")),
    ),
  };
}).value;

export const expression: fc.Arbitrary<Part> = fc.oneof(anything, typed.any);
