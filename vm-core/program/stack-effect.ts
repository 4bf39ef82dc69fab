/** How many values an instruction takes and pushes, read from its stack picture. */
import { type Mnemonic, pictureOf } from "../isa/index.ts";
import { type Instruction, operandsByName } from "./program.ts";

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
