/** Instructions that passes make. */
import type { Mnemonic } from "../isa/index.ts";
import type { Instruction } from "../program/program.ts";
import { debug } from "../value/display.ts";
import { isInt } from "../value/int.ts";
import { Float, type Value } from "../value/value.ts";

/** An instruction in the place of `from`. All have the same shape, which makes reading them fast. */
export function standing(op: Mnemonic, operands: object, { span, file, origin }: Instruction): Instruction {
  return { op, operands, span, file, origin } as Instruction;
}

/** The instruction that pushes a constant, standing where `from` stood. */
export function pushing(value: Value, from: Instruction): Instruction {
  if (value === null) return standing("NULL", {}, from);
  if (typeof value === "boolean") return standing(value ? "TRUE" : "FALSE", {}, from);
  if (typeof value === "string") return standing("PUSH_STR", { value }, from);
  if (isInt(value)) return standing("PUSH_INT", { value }, from);
  if (value instanceof Float) return standing("PUSH_FLOAT", { value: value.value }, from);
  throw new Error(`no instruction pushes ${debug(value)}`);
}

/** Instructions without operands that passes put in place of others. */
export type PlainMnemonic =
  | "DUP"
  | "POP"
  | "SWAP"
  | "ROT"
  | "NOT"
  | "GT"
  | "LT"
  | "GE"
  | "LE"
  | "TAIL_CALL_FUNCTION";

export function plain(op: PlainMnemonic, from: Instruction): Instruction {
  return standing(op, {}, from);
}

export function jumping(op: "JMP" | "JZ" | "JNZ", target: number, from: Instruction): Instruction {
  return standing(op, { target }, from);
}
