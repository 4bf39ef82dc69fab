/**
 * What computes the results of operators from constants: the functions that the machine itself calls, so that an
 * analysis cannot differ from a run.
 */
import type { Mnemonic } from "../isa/index.ts";
import { toBool, toFloat, toInt, toStr, typeOf } from "../value/convert.ts";
import {
  BINARY_OPERATORS,
  type BinaryOperator,
  UNARY_OPERATORS,
  type UnaryOperator,
} from "../value/operators.ts";
import { charAt } from "../value/sequence.ts";

const UNARY = {
  ...UNARY_OPERATORS,
  TO_STR: toStr,
  TO_INT: toInt,
  TO_FLOAT: toFloat,
  TO_BOOL: toBool,
  TYPE_OF: typeOf,
} as const satisfies Partial<Record<Mnemonic, UnaryOperator>>;

const BINARY = { ...BINARY_OPERATORS, CHAR_AT: charAt } as const satisfies Partial<
  Record<Mnemonic, BinaryOperator>
>;

/** The operator of an instruction that has one operand, and is computed without a run. */
export function unaryOperator(op: Mnemonic): UnaryOperator | undefined {
  return Object.hasOwn(UNARY, op) ? UNARY[op as keyof typeof UNARY] : undefined;
}

/** The operator of an instruction that has two operands, and is computed without a run. */
export function binaryOperator(op: Mnemonic): BinaryOperator | undefined {
  return Object.hasOwn(BINARY, op) ? BINARY[op as keyof typeof BINARY] : undefined;
}
