/**
 * The transfer function on values, made from the rows: what an instruction makes of its operands, and whether it
 * must or cannot fault on them.
 *
 * Invariant: "total" means that the instruction cannot fault and does nothing but push its result; running out of
 * memory aside, which optimization may change. Absent by design: what single instructions are, which rows say.
 */
import { flowOf, MNEMONICS, type Mnemonic, pictureOf, rowOf } from "../isa/index.ts";
import {
  acceptedTypes,
  constantOf,
  divisorOf,
  isPicky,
  isPure,
  mayFault,
  mustMismatch as mustMismatchTypes,
  pushedTypes,
  resultTypes,
  canFault as rowCanFault,
} from "../isa/typing.ts";
import type { Instruction } from "../program/program.ts";
import { fixedEffect, popCount, poppedTypes, stackEffect } from "../program/stack-effect.ts";
import { Fault } from "../value/callable.ts";
import type { BinaryOperator, UnaryOperator } from "../value/operators.ts";
import { ANY_TYPE, TYPE } from "../value/type-set.ts";
import { Float, type Value } from "../value/value.ts";
import { binaryOperator, unaryOperator } from "./folding.ts";
import { constant, type Known, ofTypes } from "./known.ts";

export const NUMBER = TYPE.int | TYPE.float;
/** What a call takes. */
export const CALLABLE_TYPES = TYPE.function | TYPE.closure;

/** What holds for an instruction whatever its operands. */
export interface TransferRule {
  /** How many values it takes and pushes; −1 when that depends on its operands, or only a run can tell. */
  readonly pops: number;
  readonly pushes: number;
  /** What it pushes, if nothing is known of its operands. */
  readonly pushed: readonly Known[];
  /** For each value that it pushes, which of its operands that is; −1 for none. */
  readonly sources: readonly number[];
  /** Whether it looks at its operands: what it pushes depends on them, or it does not accept all. */
  readonly isComputed: boolean;
  readonly isPicky: boolean;
  /** Whether its result's types depend on those of its operands. */
  readonly isTyped: boolean;
  /** The index of the operand that must not be zero; −1 for none. */
  readonly divisor: number;
  readonly unary: UnaryOperator | undefined;
  readonly binary: BinaryOperator | undefined;
  /** Whether it can fault once it has its operands. */
  readonly canFault: boolean;
  /** Whether the next instruction never follows. */
  readonly isLast: boolean;
}

function makeRule(op: Mnemonic): TransferRule {
  const effect = fixedEffect(op);
  const [unary, binary] = [unaryOperator(op), binaryOperator(op)];
  const sources = pictureOf(op).pushes.map(({ source }) => source ?? -1);
  const isTyped = rowOf(op).rule === "numeric" || rowOf(op).rule === "keeps-type";
  const isMoving = sources.some((source) => source >= 0);
  return {
    pops: effect?.pops ?? -1,
    pushes: effect?.pushes ?? -1,
    pushed: pushedTypes(op).map(ofTypes),
    sources,
    isComputed: isTyped || isMoving || unary !== undefined || binary !== undefined,
    isPicky: isPicky(op),
    isTyped,
    divisor: divisorOf(op) ?? -1,
    unary,
    binary,
    // A return faults at the top level alone.
    canFault: (rowCanFault(op) && flowOf(op) !== "return") || flowOf(op) === "throw",
    isLast: flowOf(op) === "end" || flowOf(op) === "throw",
  };
}

// Analyses ask at every instruction: a map answers much faster than an object of this size.
const RULES: ReadonlyMap<Mnemonic, TransferRule> = new Map(MNEMONICS.map((op) => [op, makeRule(op)]));

export function ruleOf(op: Mnemonic): TransferRule {
  return RULES.get(op) as TransferRule;
}

/** Whether an instruction that has its operands can fault. */
export function canFault({ op }: Instruction): boolean {
  return ruleOf(op).canFault;
}

/** What an operator makes of its operands: the fault that it certainly raises for a reason other than a type. */
export function compute(op: Mnemonic, operands: readonly Known[]): Known | Fault {
  const rule = ruleOf(op);
  if (rule.divisor >= 0 && isZero(operands[rule.divisor])) return DIVISION_BY_ZERO;
  return fold(rule, operands) ?? resultOf(op, operands);
}

const DIVISION_BY_ZERO = new Fault("DivisionByZero", "Division by zero");

function isZero(operand: Known | undefined): boolean {
  const value = operand?.constant;
  return value === 0 || (value instanceof Float && value.value === 0);
}

/** What an instruction that pushes one value pushes when it does not fault, by the types of its operands. */
export function resultOf(op: Mnemonic, operands: readonly Known[]): Known {
  const { isTyped, pushed } = ruleOf(op);
  const [types] = isTyped ? resultTypes(op, typesOf(operands)) : [];
  return types === undefined || types === 0 ? (pushed[0] ?? ofTypes(ANY_TYPE)) : ofTypes(types);
}

function typesOf(operands: readonly Known[]): readonly number[] {
  return operands.map(({ types }) => types);
}

/** The constant that an operator makes of constants. */
function fold({ unary, binary }: TransferRule, operands: readonly Known[]): Known | Fault | undefined {
  const [a, b] = operands;
  if (a?.constant === undefined) return undefined;
  let result: Value | Fault | undefined;
  if (operands.length === 1) result = unary?.(a.constant);
  else if (operands.length === 2 && b.constant !== undefined) result = binary?.(a.constant, b.constant);
  if (result === undefined) return undefined;
  return result instanceof Fault ? result : constant(result);
}

/** Operands that are looked at one by one. */
const MOST_OPERANDS = 4;

/** The types that each operand may have, deepest first; none when any will do, or there are too many. */
export function acceptedBy(instruction: Instruction): readonly number[] {
  const { op } = instruction;
  if (!ruleOf(op).isPicky) return [];
  const count = popsOf(instruction);
  if (count === acceptedTypes(op).length) return acceptedTypes(op);
  return count < 0 || count > MOST_OPERANDS ? [] : poppedTypes(instruction);
}

/** Whether operands of these types certainly fault. */
export function mustMismatch(instruction: Instruction, operands: readonly Known[]): boolean {
  const { op } = instruction;
  if (!ruleOf(op).isPicky) return false;
  if (operands.length === acceptedTypes(op).length) return mustMismatchTypes(op, typesOf(operands));
  const accepted = acceptedBy(instruction);
  return (
    accepted.length === operands.length && accepted.some((types, i) => (types & operands[i].types) === 0)
  );
}

/** Whether an instruction that only takes values and pushes one cannot fault on these. */
export function isTotal({ op }: Instruction, taken: readonly Known[]): boolean {
  if (!isPure(op)) return false;
  return !ruleOf(op).canFault || !mayFault(op, typesOf(taken), (index) => !isNonZero(taken[index]));
}

/** Whether a value certainly has one of these types. */
export function isWithin({ types }: Known, wanted: number): boolean {
  return (types & ~wanted) === 0;
}

function isNonZero({ constant: value }: Known): boolean {
  if (value === undefined) return false;
  return value instanceof Float ? value.value !== 0 : value !== 0;
}

/** What is known of the constant that an instruction pushes, if it pushes one. */
export function pushedConstant(instruction: Instruction): Known | undefined {
  const value = constantOf(instruction);
  return value === undefined ? undefined : constant(value);
}

/** How many values an instruction takes at least; −1 when only a run can tell. */
export function popsOf(instruction: Instruction): number {
  const { pops } = ruleOf(instruction.op);
  return pops >= 0 ? pops : (popCount(instruction) ?? -1);
}

/** How many values an instruction pushes; −1 when only a run can tell. */
export function pushesOf(instruction: Instruction): number {
  const { pushes } = ruleOf(instruction.op);
  return pushes >= 0 ? pushes : (stackEffect(instruction)?.pushes ?? -1);
}
