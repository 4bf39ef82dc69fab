/**
 * What instructions do to values of which something is known.
 *
 * Invariant: "total" means that the instruction cannot fault and does nothing but push its result; running
 * out of memory aside, which optimization may change.
 */
import type { Mnemonic } from "../isa/index.ts";
import type { Instruction } from "../program/program.ts";
import { Float, type Value } from "../value/value.ts";
import { type AbstractValue, type Kind, known, SOME } from "./abstract-value.ts";

/** The constant that an instruction pushes, if it pushes one. */
export function constantOf(instruction: Instruction): Value | undefined {
  switch (instruction.op) {
    case "PUSH_INT":
    case "PUSH_STR":
    case "PUSH_BOOL":
      return instruction.operands.value;
    case "PUSH_FLOAT":
      return new Float(instruction.operands.value);
    case "TRUE":
      return true;
    case "FALSE":
      return false;
    case "NULL":
      return null;
    default:
      return undefined;
  }
}

/** Whether an instruction pushes a constant. */
export function isConstant({ op }: Instruction): boolean {
  return CONSTANTS.has(op);
}

/** Operators on numbers: two Ints give an Int, a Float on either side gives a Float. */
const NUMERIC = new Set<Mnemonic>(["ADD", "SUB", "MUL", "DIV", "MOD"]);

const FLOATS = new Set<Mnemonic>(["ADD_F", "SUB_F", "MUL_F", "EQ_F", "NE_F", "GT_F", "LT_F", "GE_F", "LE_F"]);
const INTS = new Set<Mnemonic>(["GT", "LT", "GE", "LE", "BAND", "BOR", "BXOR", "SHL", "SHR", "USHR"]);

/** The kind of what an instruction pushes when it does not fault, for those where it is always the same. */
const RESULTS: Readonly<Partial<Record<Mnemonic, Kind>>> = {
  ...results("int", "EQ NE GT LT GE LE EQ_F NE_F GT_F LT_F GE_F LE_F COMPARE"),
  ...results("int", "BAND BOR BXOR BNOT SHL SHR USHR TO_INT LEN HAS_FIELD OBJECT_HAS"),
  ...results("float", "ADD_F SUB_F MUL_F DIV_F TO_FLOAT"),
  ...results("string", "CONCAT CHAR_AT TO_STR TYPE_OF"),
  ...results("bool", "NOT AND OR TO_BOOL"),
  ...results("list", "MAKE_LIST LIST_APPEND LIST_SET KEYS"),
  ...results("object", "MAKE_OBJECT SET_FIELD OBJECT_SET"),
  ...results("callable", "MAKE_FUNCTION MAKE_LAMBDA"),
};

function results(kind: Kind, words: string): Partial<Record<Mnemonic, Kind>> {
  return Object.fromEntries(words.split(" ").map((word) => [word, kind]));
}

/** What an instruction pushes whatever it takes; undefined when that depends on its values or operands. */
export function fixedResult(op: Mnemonic): AbstractValue | undefined {
  if (NUMERIC.has(op) || op === "NEG" || CONSTANTS.has(op)) return undefined;
  return SOME[RESULTS[op] ?? "any"];
}

const CONSTANTS = new Set<Mnemonic>([
  "PUSH_INT",
  "PUSH_STR",
  "PUSH_BOOL",
  "PUSH_FLOAT",
  "TRUE",
  "FALSE",
  "NULL",
]);

/** What an instruction pushes, given what it takes, when it does not fault. */
export function resultOf(instruction: Instruction, taken: readonly AbstractValue[]): AbstractValue {
  const constant = constantOf(instruction);
  if (constant !== undefined) return known(constant);
  const { op } = instruction;
  if (NUMERIC.has(op)) return numericResult(taken[0], taken[1]);
  if (op === "NEG") return isNumber(taken[0]) ? SOME[taken[0].kind] : SOME.any;
  return SOME[RESULTS[op] ?? "any"];
}

function numericResult(a: AbstractValue, b: AbstractValue): AbstractValue {
  // It has not faulted: both are numbers, and one Float is enough.
  if (a.kind === "float" || b.kind === "float") return SOME.float;
  return a.kind === "int" && b.kind === "int" ? SOME.int : SOME.any;
}

export function isNumber({ kind }: AbstractValue): boolean {
  return kind === "int" || kind === "float";
}

/** True when an instruction that only takes values and pushes one cannot fault on these. */
export function isTotal(instruction: Instruction, taken: readonly AbstractValue[]): boolean {
  const { op } = instruction;
  const all = (kind: Kind) => taken.every((value) => value.kind === kind);
  if (FLOATS.has(op)) return all("float");
  if (INTS.has(op)) return all("int");
  switch (op) {
    case "ADD":
    case "SUB":
    case "MUL":
      return taken.every(isNumber);
    case "DIV":
    case "MOD":
      return taken.every(isNumber) && isNonZero(taken[1]);
    case "EQ":
    case "NE":
      return taken[0].kind === taken[1].kind && COMPARABLE.has(taken[0].kind);
    case "NOT":
      return all("bool") || all("int");
    case "NEG":
      return isNumber(taken[0]);
    case "BNOT":
      return all("int");
    case "AND":
    case "OR":
      return all("bool");
    case "CONCAT":
      return all("string");
    case "LEN":
      return all("list") || all("object");
    case "TO_STR":
    case "TO_BOOL":
    case "TYPE_OF":
    case "MAKE_LIST":
    case "MAKE_OBJECT":
    case "MAKE_FUNCTION":
      return true;
    default:
      return constantOf(instruction) !== undefined;
  }
}

const COMPARABLE = new Set<Kind>(["int", "float", "string", "bool", "null"]);

function isNonZero({ constant }: AbstractValue): boolean {
  if (constant === undefined) return false;
  return constant instanceof Float ? constant.value !== 0 : constant !== 0;
}
