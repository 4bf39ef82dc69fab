/**
 * Peephole: small rewrites that hold for any values of the kinds that are known to be there.
 *
 * What is not known to be there is left alone: an instruction that would fault must still fault.
 */
import type { Known } from "../facts/known.ts";
import { isWithin, NUMBER } from "../facts/rules.ts";
import { peek } from "../facts/state.ts";
import type { Mnemonic } from "../isa/index.ts";
import { constantOf, pushesConstant } from "../isa/typing.ts";
import type { Instruction, Program } from "../program/program.ts";
import { TYPE } from "../value/type-set.ts";
import { Float, type Value } from "../value/value.ts";
import { lookingPass } from "./facts.ts";
import { lookLocally, type Match, type Window } from "./local.ts";
import { jumping, type PlainMnemonic, plain } from "./pushing.ts";

export const PEEPHOLE = lookingPass({
  name: "peephole",
  title: "Peephole",
  doc: "Removes small detours: `NOT NOT` on a Bool, `SWAP SWAP`, `JMP` to the next instruction, adding 0 to an Int, converting a value to its own type. Each only where the values are known to have the type, so that what would fault still does.",
  hint: "a detour leads to the same",
  example: "READ_LINE\nTO_INT\nPUSH_INT 0\nADD\nPRINT",
  look: (program) => lookLocally(program, "peephole", isWanted, match),
});

function isWanted(code: Program["code"], address: number): boolean {
  const [first, second] = [code[address], code[address + 1]];
  switch (first.op) {
    case "JMP":
      return first.operands.target === address + 1;
    case "NOT":
    case "NEG":
    case "BNOT":
      return second?.op === first.op || second?.op === "JZ" || second?.op === "JNZ";
    case "TO_STR":
    case "TO_BOOL":
    case "TO_INT":
    case "TO_FLOAT":
    case "SWAP":
    case "ROT":
      return true;
    case "DUP":
      return second?.op === "SWAP";
    default:
      return pushesConstant(first.op) && (WITH_NEUTRAL.has(second?.op) || code[address + 2]?.op === "SWAP");
  }
}

function match(window: Window): Match | undefined {
  const first = window.at(0) as Instruction;
  switch (first.op) {
    case "JMP":
      return first.operands.target === window.address + 1
        ? { length: 1, replacement: [], reason: "it jumps to the next instruction", countsItself: true }
        : undefined;
    case "NOT":
    case "NEG":
    case "BNOT":
      return twice(window) ?? negatedBranch(window);
    case "TO_STR":
    case "TO_BOOL":
    case "TO_INT":
    case "TO_FLOAT":
      return topIs(window, TYPE[CONVERSIONS[first.op]])
        ? removal(1, `the value is a ${CONVERSIONS[first.op]} already`)
        : undefined;
    case "SWAP":
    case "ROT":
    case "DUP":
      return shuffled(window);
    default:
      return constantOf(first) === undefined ? undefined : neutral(window);
  }
}

const CONVERSIONS = { TO_STR: "string", TO_BOOL: "bool", TO_INT: "int", TO_FLOAT: "float" } as const;

function removal(length: number, reason: string): Match {
  return { length, replacement: [], reason };
}

function top({ state }: Window): Known {
  return peek(state, 0);
}

function topIs(window: Window, types: number): boolean {
  return isWithin(top(window), types);
}

/** Two that undo each other. */
function twice(window: Window): Match | undefined {
  const op = window.at(0)?.op;
  if (window.at(1)?.op !== op) return undefined;
  const undone =
    op === "NOT" ? topIs(window, TYPE.bool) : op === "BNOT" ? topIs(window, TYPE.int) : topIs(window, NUMBER);
  if (undone) return removal(2, `${op} twice gives the value back`);
  const branch = window.at(2);
  const truthTested = branch?.op === "JZ" || branch?.op === "JNZ";
  return op === "NOT" && topIs(window, TYPE.int | TYPE.bool) && truthTested
    ? removal(2, `${branch.op} tells 0 from other Ints itself`)
    : undefined;
}

/** `NOT` before a branch turns the branch around. */
function negatedBranch(window: Window): Match | undefined {
  const [not, branch] = [window.at(0), window.at(1)];
  if (not?.op !== "NOT" || (branch?.op !== "JZ" && branch?.op !== "JNZ")) return undefined;
  if (!topIs(window, TYPE.bool | TYPE.int)) return undefined;
  const op = branch.op === "JZ" ? "JNZ" : "JZ";
  const replacement = [jumping(op, branch.operands.target, branch)];
  return { length: 2, replacement, reason: `NOT and ${branch.op} are ${op}` };
}

/** Comparisons with their operands the other way round. */
const MIRRORED: Readonly<Partial<Record<Mnemonic, PlainMnemonic>>> = {
  GT: "LT",
  LT: "GT",
  GE: "LE",
  LE: "GE",
};
const COMMUTATIVE = new Set<Mnemonic>(["ADD", "MUL", "EQ", "NE"]);

function shuffled(window: Window): Match | undefined {
  const { values } = window.state;
  const [first, second] = [window.at(0) as Instruction, window.at(1)];
  if (second === undefined) return undefined;
  if (first.op === "DUP") {
    return second.op === "SWAP"
      ? { length: 2, replacement: [first], reason: "the two values are the same" }
      : undefined;
  }
  if (first.op === "ROT") {
    return second.op === "ROT" && window.at(2)?.op === "ROT" && values.length >= 3
      ? removal(3, "ROT three times puts everything back")
      : undefined;
  }
  if (values.length < 2) return undefined;
  if (second.op === "SWAP") return removal(2, "SWAP twice puts everything back");
  const areInts = isWithin(peek(window.state, 0), TYPE.int) && isWithin(peek(window.state, 1), TYPE.int);
  const mirrored = MIRRORED[second.op];
  if (mirrored !== undefined && areInts) {
    const replacement = [plain(mirrored, second)];
    return { length: 2, replacement, reason: `SWAP and ${second.op} are ${mirrored} on two Ints` };
  }
  return COMMUTATIVE.has(second.op) && areInts
    ? { length: 2, replacement: [second], reason: `the order of two Ints does not matter to ${second.op}` }
    : undefined;
}

/** A constant and an operator that give the other operand back. */
function neutral(window: Window): Match | undefined {
  const [first, second] = [window.at(0) as Instruction, window.at(1)];
  if (second === undefined) return undefined;
  const constant = constantOf(first) as Value;
  if (isNeutral(second.op, top(window), constant)) {
    return removal(2, `${second.op} with this constant gives the value back`);
  }
  const next = window.at(2);
  // Two constants and a SWAP: pushed the other way round.
  return next?.op === "SWAP" && constantOf(second) !== undefined
    ? { length: 3, replacement: [second, first], reason: "the constants can be pushed the other way round" }
    : undefined;
}

/** Operators that give a value back when the other operand is the right constant. */
const WITH_NEUTRAL = new Set<Mnemonic | undefined>([
  "ADD",
  "SUB",
  "MUL",
  "DIV",
  "BAND",
  "BOR",
  "BXOR",
  "SHL",
  "SHR",
  "USHR",
  "CONCAT",
  "AND",
  "OR",
]);

function isNeutral(op: Mnemonic, value: Known, constant: Value): boolean {
  // −0.0 + 0 is 0.0: adding is left alone for Floats. A Float constant would turn an Int into a Float.
  const number = constant instanceof Float ? undefined : constant;
  switch (op) {
    case "ADD":
    case "BOR":
    case "BXOR":
    case "SHL":
    case "SHR":
    case "USHR":
      return isWithin(value, TYPE.int) && number === 0;
    case "SUB":
      return isWithin(value, NUMBER) && number === 0;
    case "MUL":
    case "DIV":
      return isWithin(value, NUMBER) && number === 1;
    case "BAND":
      return isWithin(value, TYPE.int) && number === -1;
    case "CONCAT":
      return isWithin(value, TYPE.string) && constant === "";
    case "AND":
      return isWithin(value, TYPE.bool) && constant === true;
    case "OR":
      return isWithin(value, TYPE.bool) && constant === false;
    default:
      return false;
  }
}
