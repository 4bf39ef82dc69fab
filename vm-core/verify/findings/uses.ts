/** What calls or starts code, and makes values of it, with which arguments. */
import { variableOf, variableRoleOf } from "../../isa/typing.ts";
import { oncePerControl } from "../../program/control.ts";
import { calleeOf, straightCode } from "../../program/control-flow.ts";
import type { Instruction, Program } from "../../program/program.ts";
import type { Shift } from "../../program/shift.ts";

export interface Use {
  readonly address: number;
  readonly target: number;
  readonly parameters: readonly string[];
}

/** By the address where the code starts. */
export const usesOf = oncePerControl((program): ReadonlyMap<number, readonly Use[]> => {
  const { code, labels } = program;
  const straight = straightCode(program);
  const uses = new Map<number, Use[]>();
  code.forEach((instruction, address) => {
    if (straight[address] === 1) return;
    const target = targetOfUse(instruction, labels);
    if (target === undefined) return;
    const use = { address, target, parameters: parametersOf(instruction) };
    const known = uses.get(target);
    if (known === undefined) uses.set(target, [use]);
    else known.push(use);
  });
  return uses;
}, shiftedUses);

/** The same, moved on in place. */
function shiftedUses(
  before: ReadonlyMap<number, readonly Use[]>,
  shift: Shift,
): ReadonlyMap<number, readonly Use[]> {
  const uses = new Map<number, readonly Use[]>();
  for (const [target, all] of before) {
    const there = shift.address(target);
    for (const use of all as readonly { address: number; target: number }[]) {
      use.address = shift.address(use.address);
      use.target = there;
    }
    uses.set(there, all);
  }
  return uses;
}

function targetOfUse(instruction: Instruction, labels: Program["labels"]): number | undefined {
  if (variableRoleOf(instruction.op) === "child") return labels.get(variableOf(instruction) as string);
  return calleeOf(instruction);
}

function parametersOf({ operands }: Instruction): readonly string[] {
  return "parameters" in operands ? operands.parameters : [];
}
