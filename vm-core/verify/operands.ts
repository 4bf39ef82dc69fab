/** What instructions make of operands of which something is known. */
import type { Mnemonic } from "../isa/index.ts";
import { divisorOf, mustMismatch as mustMismatchTypes, pushedTypes, resultTypes } from "../isa/typing.ts";
import { Fault } from "../value/callable.ts";
import { BINARY_OPERATORS, UNARY_OPERATORS } from "../value/operators.ts";
import { ANY_TYPE, TYPE } from "../value/type-set.ts";
import { Float, type Value } from "../value/value.ts";
import { constant, type Known, ofTypes } from "./known.ts";

/** What a CALL_FUNCTION takes. */
export const CALLABLE_TYPES = TYPE.function | TYPE.closure;

/** What an instruction that pushes one value pushes, whatever it takes. */
export function resultOf(op: Mnemonic): Known {
  return ofTypes(pushedTypes(op)[0] ?? ANY_TYPE);
}

/** What an operator makes of its operands; "fault" when it certainly faults for a reason other than a type. */
export function compute(op: Mnemonic, operands: readonly Known[]): Known | "fault" {
  const divisor = operands[divisorOf(op) ?? -1];
  if (divisor !== undefined && isZero(divisor)) return "fault";
  const folded = fold(op, operands);
  if (folded !== undefined) return folded;
  const [result] = resultTypes(op, typesOf(operands));
  return ofTypes(result === undefined || result === 0 ? (pushedTypes(op)[0] ?? ANY_TYPE) : result);
}

function typesOf(operands: readonly Known[]): readonly number[] {
  return operands.map(({ types }) => types);
}

function isZero({ constant: value }: Known): boolean {
  return value === 0 || (value instanceof Float && value.value === 0);
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
  return mustMismatchTypes(op, typesOf(operands));
}
