/** Instructions that passes make. */
import type { Instruction } from "../program/program.ts";
import { debug } from "../value/display.ts";
import { isInt } from "../value/int.ts";
import { Float, type Value } from "../value/value.ts";

/** Where an instruction stands. */
function placeOf({ span, file, origin }: Instruction) {
  return { span, file, origin };
}

/** The instruction that pushes a constant, standing where `from` stood. */
export function pushing(value: Value, from: Instruction): Instruction {
  const place = placeOf(from);
  if (value === null) return { op: "NULL", operands: {}, ...place };
  if (typeof value === "boolean") return { op: value ? "TRUE" : "FALSE", operands: {}, ...place };
  if (typeof value === "string") return { op: "PUSH_STR", operands: { value }, ...place };
  if (isInt(value)) return { op: "PUSH_INT", operands: { value }, ...place };
  if (value instanceof Float) return { op: "PUSH_FLOAT", operands: { value: value.value }, ...place };
  throw new Error(`no instruction pushes ${debug(value)}`);
}

/** Instructions without operands that passes put in place of others. */
export type Plain = "DUP" | "POP" | "SWAP" | "ROT" | "NOT" | "GT" | "LT" | "GE" | "LE" | "TAIL_CALL_FUNCTION";

export function plain(op: Plain, from: Instruction): Instruction {
  return { op, operands: {}, ...placeOf(from) };
}

export function jumping(op: "JMP" | "JZ" | "JNZ", target: number, from: Instruction): Instruction {
  return { op, operands: { target }, ...placeOf(from) };
}
