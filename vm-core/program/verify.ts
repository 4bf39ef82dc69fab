/**
 * Finds what must go wrong when a Program runs.
 *
 * Invariant: no false error: what it calls an error happens in every run that gets to that instruction.
 * Absent by design: withholding the Program; one with findings runs, and faults where it faults.
 */
import { flowOf, type Mnemonic, pictureOf } from "../isa/index.ts";
import type { Diagnostic } from "../text/diagnostic.ts";
import { entryPoints } from "./control-flow.ts";
import { type Instruction, operandsByName, type Program } from "./program.ts";

export function verify(program: Program): readonly Diagnostic[] {
  return entryUnderflow(program);
}

/** Follows the code from the entry to the first place where another path joins or the effect is unknown. */
function entryUnderflow(program: Program): readonly Diagnostic[] {
  const entries = entryPoints(program);
  let depth = 0;
  for (let address = 0; address < program.code.length; address++) {
    const instruction = program.code[address];
    if (address > 0 && entries[address] === 1) return [];
    const effect = stackEffect(instruction);
    if (effect === undefined) return [];
    if (effect.pops > depth) return [underflow(instruction, effect.pops, depth)];
    depth += effect.pushes - effect.pops;
    const flow = flowOf(instruction.op);
    if (flow !== "next" && flow !== "branch") return [];
  }
  return [];
}

function underflow(instruction: Instruction, needed: number, depth: number): Diagnostic {
  const found = depth === 0 ? "the stack is empty here" : `only ${depth} on the stack here`;
  return {
    severity: "error",
    code: "stack-underflow",
    message: `${instruction.op} needs ${needed === 1 ? "a value" : `${needed} values`}, but ${found}`,
    span: instruction.span,
  };
}

/** How many values an instruction pops and pushes; undefined when only a run can tell. */
export function stackEffect(instruction: Instruction): { pops: number; pushes: number } | undefined {
  const pops = countItems(instruction, "pops");
  const pushes = countItems(instruction, "pushes");
  return pops === undefined || pushes === undefined ? undefined : { pops, pushes };
}

function countItems(instruction: Instruction, side: "pops" | "pushes"): number | undefined {
  let count = 0;
  for (const item of pictureOf(instruction.op as Mnemonic)[side]) {
    if (item.open === true) return undefined;
    count += item.times === undefined ? 1 : howMany(operandsByName(instruction), item.times);
  }
  return count;
}

/** How many items an `item*times` stands for; `!operand` is one item when the operand is left out. */
function howMany(operands: Readonly<Record<string, unknown>>, times: string): number {
  if (times.startsWith("!")) return operands[times.slice(1)] === null ? 1 : 0;
  const operand = operands[times];
  if (typeof operand === "number") return operand;
  return Array.isArray(operand) ? operand.length : operand === null ? 0 : 1;
}
