/**
 * Which instructions the register machine has forms of its own for: read from their rows. All others are steps of the
 * interpreter, with their operands on the stack of the process.
 */
import { effectsOf, flowOf, pictureOf, rowOf } from "../isa/index.ts";
import { canFault, constantOf, onlyRearranges, variableRoleOf } from "../isa/typing.ts";
import { targetOf } from "../program/control-flow.ts";
import type { Instruction, Program } from "../program/program.ts";
import { nativeCall, valueOperation } from "../run/handlers/index.ts";
import type { ValueOperation } from "../run/handlers/operation.ts";
import type { Native } from "../run/native.ts";
import type { Value } from "../value/value.ts";

/** The variables of the frames that code at an address runs in. */
export interface Layouts {
  /** Frames note the order in which their variables appear. */
  isOrdered(address: number): boolean;
  /** The native function with a name; absent where those of a run are not known. */
  native?(name: string): Native | undefined;
}

/** What an instruction is to the register machine. */
export type RegisterForm =
  | { readonly kind: "constant"; readonly value: Value }
  /** Copies, moves and drops: of the values popped, deepest first, those that are pushed. */
  | { readonly kind: "rearrange"; readonly pops: number; readonly sources: readonly number[] }
  | { readonly kind: "load"; readonly name: string }
  | { readonly kind: "store"; readonly name: string }
  | { readonly kind: "compute"; readonly operation: ValueOperation }
  | { readonly kind: "jump"; readonly target: number }
  | { readonly kind: "branch"; readonly target: number; readonly when: boolean }
  | { readonly kind: "step" };

const STEP: RegisterForm = { kind: "step" };

/** Whether an instruction is a step of the interpreter. */
export function isStep(program: Program, address: number, layouts: Layouts): boolean {
  return formOf(program, address, layouts).kind === "step";
}

export function formOf({ code }: Program, address: number, layouts: Layouts): RegisterForm {
  const instruction = code[address];
  const flow = flowOf(instruction.op);
  if (flow === "jump") return { kind: "jump", target: targetOf(instruction) as number };
  if (flow === "branch") return branchForm(instruction, code.length);
  const called = layouts.native === undefined ? undefined : nativeCall(instruction, layouts.native);
  if (called !== undefined) return { kind: "compute", operation: called };
  if (flow !== "next" || effectsOf(instruction.op).size > 0) return STEP;
  return valueForm(instruction) ?? variableForm(instruction, layouts.isOrdered(address));
}

/** A branch to the end stays a step: there is no block. */
function branchForm(instruction: Instruction, end: number): RegisterForm {
  const { jumps } = rowOf(instruction.op);
  const target = targetOf(instruction) as number;
  return jumps === "timeout" || target === end ? STEP : { kind: "branch", target, when: jumps === "truthy" };
}

function valueForm(instruction: Instruction): RegisterForm | undefined {
  const { op } = instruction;
  const value = constantOf(instruction);
  if (value !== undefined) return { kind: "constant", value };
  if (onlyRearranges(op) && !canFault(op)) {
    const { pops, pushes } = pictureOf(op);
    return { kind: "rearrange", pops: pops.length, sources: pushes.map(({ source }) => source as number) };
  }
  const operation = valueOperation(instruction);
  return operation === undefined ? undefined : { kind: "compute", operation };
}

function variableForm({ op, operands }: Instruction, isOrdered: boolean): RegisterForm {
  const role = variableRoleOf(op);
  const { pops, pushes } = pictureOf(op);
  const { name } = operands as { readonly name?: string };
  if (name === undefined) return STEP;
  if (role === "read" && pops.length === 0 && pushes.length === 1) return { kind: "load", name };
  const isStore = role === "write" && pops.length === 1 && pushes.length === 0;
  return isStore && !isOrdered ? { kind: "store", name } : STEP;
}
