/**
 * What the register machine has instructions of its own for: operators that programs spend their time in, by what computes
 * them. Such an instruction has a fast path for small integers and calls the operator for everything else.
 */
import { nothing, type ValueOperation } from "../run/handlers/operation.ts";
import { DYNAMIC_OPERATORS } from "../value/dynamic-operators.ts";
import { BINARY_OPERATORS } from "../value/operators.ts";
import { Opcode } from "./opcode.ts";

const { ADD, SUB, MUL, LT, GT, LE, GE, EQ, NE } = BINARY_OPERATORS;
const { LESS, GREATER, AT_MOST, AT_LEAST, EQUALS } = DYNAMIC_OPERATORS;

const ARITHMETIC: ReadonlyMap<unknown, Opcode> = new Map([
  [ADD, Opcode.add],
  [SUB, Opcode.subtract],
  [MUL, Opcode.multiply],
]);

/** Comparisons of two values: the instruction that makes a value, and the one that branches. */
const COMPARISONS: ReadonlyMap<unknown, readonly [value: Opcode, branch: Opcode]> = new Map([
  [LT, [Opcode.less, Opcode.ifLess]],
  [LESS, [Opcode.less, Opcode.ifLess]],
  [GT, [Opcode.greater, Opcode.ifGreater]],
  [GREATER, [Opcode.greater, Opcode.ifGreater]],
  [LE, [Opcode.atMost, Opcode.ifAtMost]],
  [AT_MOST, [Opcode.atMost, Opcode.ifAtMost]],
  [GE, [Opcode.atLeast, Opcode.ifAtLeast]],
  [AT_LEAST, [Opcode.atLeast, Opcode.ifAtLeast]],
  [EQ, [Opcode.equal, Opcode.ifEqual]],
  [EQUALS, [Opcode.equal, Opcode.ifEqual]],
  [NE, [Opcode.unequal, Opcode.ifUnequal]],
]);

/** The instruction that computes an operation. */
export function opcodeOf({ compute }: ValueOperation): Opcode {
  return ARITHMETIC.get(compute) ?? COMPARISONS.get(compute)?.[0] ?? Opcode.compute;
}

/** The instruction that branches on a comparison. */
export function branchOpcodeOf({ compute }: ValueOperation): Opcode | undefined {
  return COMPARISONS.get(compute)?.[1];
}

export function isComparison({ compute }: ValueOperation): boolean {
  return COMPARISONS.has(compute);
}

/** Whether nobody notices when an operation is done again, because the heap does not grow by what it makes. */
export function isRepeatable({ grown }: ValueOperation): boolean {
  return grown === undefined || grown === nothing;
}
