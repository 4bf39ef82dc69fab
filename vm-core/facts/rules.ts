/**
 * The transfer function on values: what an instruction asks of its operands, what it makes of them, and whether
 * it can fault on them.
 *
 * Invariant: "total" means that the instruction cannot fault and does nothing but push its result; running out of
 * memory aside, which optimization may change.
 */
import { MNEMONICS, type Mnemonic, rowOf } from "../isa/index.ts";
import type { Instruction } from "../program/program.ts";
import { fixedEffect, stackEffect } from "../program/stack-effect.ts";
import { Fault } from "../value/callable.ts";
import type { BinaryOperator, UnaryOperator } from "../value/operators.ts";
import { ANY_TYPE, TYPE } from "../value/type-set.ts";
import { Float, type Value } from "../value/value.ts";
import {
  ACCEPTED,
  BINARY,
  COMPARABLE,
  DIVIDING,
  EQUALITY,
  NUMBER,
  NUMERIC,
  PURE,
  resultTypes,
  SAFE,
  UNARY,
} from "./instruction-types.ts";
import { constant, type Known, ofTypes } from "./known.ts";

export { CALLABLE_TYPES, NUMBER } from "./instruction-types.ts";

/** What holds for an instruction whatever its operands. */
export interface Rule {
  /** How many values it takes and pushes; −1 when that depends on its operands, or only a run can tell. */
  readonly pops: number;
  readonly pushes: number;
  /** The types that each operand may have, deepest first; undefined where any will do. */
  readonly accepted: readonly number[] | undefined;
  /** What it pushes when it pushes one value, if nothing more is known. */
  readonly result: Known;
  /** Whether the result depends on what is known of the operands. */
  readonly isComputed: boolean;
  readonly isNumeric: boolean;
  readonly isDividing: boolean;
  readonly isEquality: boolean;
  readonly unary: UnaryOperator | undefined;
  readonly binary: BinaryOperator | undefined;
  /** Whether it can fault once it has its operands. */
  readonly canFault: boolean;
  /** Whether the next instruction never follows. */
  readonly isLast: boolean;
  /** Whether it does nothing but push what it makes of its operands. */
  readonly isPure: boolean;
}

function makeRule(op: Mnemonic): Rule {
  const effect = fixedEffect(op);
  const [unary, binary] = [UNARY[op], BINARY[op]];
  const isNumeric = NUMERIC.has(op);
  return {
    pops: effect?.pops ?? -1,
    pushes: effect?.pushes ?? -1,
    accepted: ACCEPTED[op],
    result: ofTypes(resultTypes(op)),
    isComputed: isNumeric || unary !== undefined || binary !== undefined,
    isNumeric,
    isDividing: DIVIDING.has(op),
    isEquality: EQUALITY.has(op),
    unary,
    binary,
    canFault: !SAFE.has(op) || rowOf(op).flow === "throw",
    isLast: rowOf(op).flow === "end" || rowOf(op).flow === "throw",
    isPure: PURE.has(op),
  };
}

// Analyses ask at every instruction: a map answers much faster than an object of this size.
const RULES: ReadonlyMap<Mnemonic, Rule> = new Map(MNEMONICS.map((op) => [op, makeRule(op)]));

export function ruleOf(op: Mnemonic): Rule {
  return RULES.get(op) as Rule;
}

/** The types that each operand of an instruction may have, deepest first; undefined where any will do. */
export function acceptedBy(op: Mnemonic): readonly number[] | undefined {
  return ruleOf(op).accepted;
}

/** Whether an instruction that has its operands can fault. */
export function canFault({ op }: Instruction): boolean {
  return ruleOf(op).canFault;
}

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

const CONSTANTS: ReadonlySet<Mnemonic> = new Set<Mnemonic>([
  "PUSH_INT",
  "PUSH_STR",
  "PUSH_BOOL",
  "PUSH_FLOAT",
  "TRUE",
  "FALSE",
  "NULL",
]);

/** What an operator makes of its operands; "fault" when it certainly faults for a reason other than a type. */
export function compute(op: Mnemonic, operands: readonly Known[]): Known | "fault" {
  const rule = ruleOf(op);
  if (!rule.isComputed) return rule.result;
  if (rule.isDividing && operands.length > 1 && isZero(operands[1])) return "fault";
  return fold(rule, operands) ?? resultOf(op, operands);
}

/** What an instruction that pushes one value pushes when it does not fault, by the types of its operands. */
export function resultOf(op: Mnemonic, operands: readonly Known[]): Known {
  const { isNumeric, result } = ruleOf(op);
  return isNumeric ? ofTypes(numeric(operands[0], operands[1])) : result;
}

function isZero({ constant: value }: Known): boolean {
  return value === 0 || (value instanceof Float && value.value === 0);
}

/** Two Ints make an Int, and a Float with any number makes a Float. */
function numeric(a: Known, b: Known | undefined): number {
  if (b === undefined) return a.types & NUMBER || NUMBER;
  const ints = a.types & b.types & TYPE.int;
  const floats = ((a.types | b.types) & TYPE.float) !== 0 ? TYPE.float : 0;
  return ints | floats || NUMBER;
}

/** The constant that an operator makes of constants. */
function fold({ unary, binary }: Rule, operands: readonly Known[]): Known | "fault" | undefined {
  const [a, b] = operands;
  if (a?.constant === undefined) return undefined;
  let result: Value | Fault | undefined;
  if (operands.length === 1) result = unary?.(a.constant);
  else if (operands.length === 2 && b.constant !== undefined) result = binary?.(a.constant, b.constant);
  if (result === undefined) return undefined;
  return result instanceof Fault ? "fault" : constant(result);
}

/** Whether operands of these types certainly fault. */
export function mustMismatch(op: Mnemonic, operands: readonly Known[]): boolean {
  const { accepted, isEquality } = ruleOf(op);
  if (accepted === undefined || accepted.length !== operands.length) return false;
  for (let i = 0; i < accepted.length; i++) if ((accepted[i] & operands[i].types) === 0) return true;
  const [a, b] = operands;
  if (isEquality) return (a.types & b.types & COMPARABLE) === 0;
  if (op !== "COMPARE") return false;
  const bothText = (a.types & b.types & TYPE.string) !== 0;
  return !bothText && !((a.types & NUMBER) !== 0 && (b.types & NUMBER) !== 0);
}

/** Whether an instruction that only takes values and pushes one cannot fault on these. */
export function isTotal(instruction: Instruction, taken: readonly Known[]): boolean {
  const rule = ruleOf(instruction.op);
  if (!rule.isPure) return false;
  const { accepted } = rule;
  if (accepted === undefined) return true;
  if (!accepted.every((types, i) => isWithin(taken[i], types))) return false;
  if (rule.isEquality) return isOneType(taken[0].types) && taken[0].types === taken[1].types;
  return !rule.isDividing || isNonZero(taken[1]);
}

/** Whether a value certainly has one of these types. */
export function isWithin({ types }: Known, wanted: number): boolean {
  return wanted === ANY_TYPE || (types & ~wanted) === 0;
}

function isOneType(types: number): boolean {
  return (types & (types - 1)) === 0;
}

function isNonZero({ constant: value }: Known): boolean {
  if (value === undefined) return false;
  return value instanceof Float ? value.value !== 0 : value !== 0;
}

/** How many values an instruction takes; −1 when only a run can tell. */
export function popsOf(instruction: Instruction): number {
  const { pops } = ruleOf(instruction.op);
  return pops >= 0 ? pops : (stackEffect(instruction)?.pops ?? takenByCall(instruction));
}

/** How many values an instruction pushes; −1 when only a run can tell. */
export function pushesOf(instruction: Instruction): number {
  const { pushes } = ruleOf(instruction.op);
  return pushes >= 0 ? pushes : (stackEffect(instruction)?.pushes ?? -1);
}

/** How many values a call takes at least, as far as the instruction itself says it; −1 when it does not. */
function takenByCall({ op, operands }: Instruction): number {
  switch (op) {
    case "CALL":
    case "TAIL_CALL":
      return operands.parameters.length;
    case "CALL_WITH":
    case "TAIL_CALL_WITH":
      return 1 + operands.count;
    case "APPLY":
      return 2;
    default:
      return -1;
  }
}
