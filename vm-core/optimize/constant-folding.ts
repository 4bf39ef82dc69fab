/**
 * Constant folding: operators on constants are evaluated with the run-time arithmetic.
 *
 * Abstract execution of a basic block with a stack of known constants, each with the range of addresses that
 * makes it. An operator whose operands are made right before it, one after the other, joins their ranges.
 * One that would fault stays.
 */
import type { Mnemonic } from "../isa/index.ts";
import { entryPoints } from "../program/control-flow.ts";
import type { Instruction, Program } from "../program/program.ts";
import { Fault } from "../value/callable.ts";
import { debug } from "../value/display.ts";
import { isInt } from "../value/int.ts";
import {
  BINARY_OPERATORS,
  type BinaryOperator,
  UNARY_OPERATORS,
  type UnaryOperator,
} from "../value/operators.ts";
import { Float, type Value } from "../value/value.ts";
import type { Pass, Rewrite } from "./rewrite.ts";

/** A constant on the stack and the addresses that make it. */
interface Known {
  readonly value: Value;
  readonly start: number;
  readonly end: number;
  /** Operators folded into it. */
  readonly folded: number;
}

export const CONSTANT_FOLDING: Pass = {
  name: "constant-folding",
  title: "Constant folding",
  doc: "Evaluates operators whose operands are constants, with the arithmetic of the running machine. An operation that would fault is left to fault.",
  find: findConstants,
};

function findConstants(program: Program): readonly Rewrite[] {
  const entries = entryPoints(program);
  const rewrites: Rewrite[] = [];
  let stack: Known[] = [];
  const flush = () => {
    for (const known of stack) if (known.folded > 0) rewrites.push(rewriteOf(program, known));
    stack = [];
  };
  program.code.forEach((instruction, address) => {
    if (entries[address] === 1) flush();
    const constant = constantOf(instruction);
    if (constant !== undefined) {
      stack.push({ value: constant, start: address, end: address + 1, folded: 0 });
      return;
    }
    const joined = fold(instruction.op, stack, address);
    if (joined === undefined) flush();
    else stack.splice(stack.length - joined.operands, joined.operands, joined.known);
  });
  flush();
  return rewrites;
}

function fold(
  op: Mnemonic,
  stack: readonly Known[],
  address: number,
): { known: Known; operands: number } | undefined {
  const count = Object.hasOwn(BINARY_OPERATORS, op) ? 2 : Object.hasOwn(UNARY_OPERATORS, op) ? 1 : 0;
  if (count === 0 || stack.length < count) return undefined;
  const operands = stack.slice(-count);
  const adjacent = operands.every((known, i) => known.end === (operands[i + 1]?.start ?? address));
  if (!adjacent) return undefined;
  const [a, b] = operands.map((known) => known.value);
  const value =
    count === 2
      ? (BINARY_OPERATORS[op as keyof typeof BINARY_OPERATORS] as BinaryOperator)(a, b)
      : (UNARY_OPERATORS[op as keyof typeof UNARY_OPERATORS] as UnaryOperator)(a);
  if (value instanceof Fault) return undefined;
  const folded = 1 + operands.reduce((sum, known) => sum + known.folded, 0);
  return { known: { value, start: operands[0].start, end: address + 1, folded }, operands: count };
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

/** The instruction that pushes a constant, standing where `from` stood. */
export function pushing(value: Value, from: Instruction): Instruction {
  const place = { span: from.span, file: from.file, origin: from.origin };
  if (value === null) return { op: "NULL", operands: {}, ...place };
  if (typeof value === "boolean") return { op: value ? "TRUE" : "FALSE", operands: {}, ...place };
  if (typeof value === "string") return { op: "PUSH_STR", operands: { value }, ...place };
  if (isInt(value)) return { op: "PUSH_INT", operands: { value }, ...place };
  if (value instanceof Float) return { op: "PUSH_FLOAT", operands: { value: value.value }, ...place };
  throw new Error(`no instruction pushes ${debug(value)}`);
}

function rewriteOf(program: Program, known: Known): Rewrite {
  const last = program.code[known.end - 1];
  const count = known.end - known.start;
  return {
    pass: "constant-folding",
    start: known.start,
    end: known.end,
    replacement: [pushing(known.value, program.code[known.start])],
    reason: `${last.op} on constants is always ${debug(known.value)}: ${count} instructions become one`,
  };
}
