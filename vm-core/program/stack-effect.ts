/** How many values an instruction takes and pushes, read from its stack picture. */
import { derived } from "../isa/derived.ts";
import { type Mnemonic, pictureOf } from "../isa/index.ts";
import { type Instruction, operandsByName } from "./program.ts";

export interface StackEffect {
  readonly pops: number;
  readonly pushes: number;
}

/** Of the instructions whose operands do not matter to it. */
const fixed = derived((op: Mnemonic): { readonly effect: StackEffect | undefined } | undefined => {
  if (items(op).some(({ times }) => times !== undefined)) return undefined;
  const { pops, pushes } = pictureOf(op);
  const isOpen = items(op).some(({ open }) => open === true);
  return { effect: isOpen ? undefined : { pops: pops.length, pushes: pushes.length } };
});

function items(op: Mnemonic) {
  return [...pictureOf(op).pops, ...pictureOf(op).pushes];
}

/** The effect that an instruction has whatever its operands; undefined when there is none. */
export function fixedEffect(op: Mnemonic): StackEffect | undefined {
  return fixed(op)?.effect;
}

/** How many values an instruction pops and pushes; undefined when only a run can tell. */
export function stackEffect(instruction: Instruction): StackEffect | undefined {
  const found = fixed(instruction.op);
  return found === undefined ? countedEffect(instruction) : found.effect;
}

function countedEffect(instruction: Instruction): StackEffect | undefined {
  const pops = countItems(instruction, "pops");
  const pushes = countItems(instruction, "pushes");
  return pops === undefined || pushes === undefined ? undefined : { pops, pushes };
}

/** How many values an instruction pops; undefined when only a run can tell. */
export function popCount(instruction: Instruction): number | undefined {
  return countItems(instruction, "pops");
}

/** The types that each value may have that an instruction pops, deepest first; all of it must be counted. */
export function poppedTypes(instruction: Instruction): readonly number[] {
  return pictureOf(instruction.op as Mnemonic).pops.flatMap(({ types, times }) =>
    times === undefined
      ? [types]
      : new Array<number>(howMany(operandsByName(instruction), times)).fill(types),
  );
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
