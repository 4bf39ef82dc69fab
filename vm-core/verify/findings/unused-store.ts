/** Stores of which nobody reads the value. */
import { flowOf } from "../../isa/index.ts";
import { storesValue, variableOf } from "../../isa/typing.ts";
import { deadAfter } from "../../program/liveness.ts";
import type { Instruction } from "../../program/program.ts";
import { type Finding, unnecessary } from "../finding.ts";
import type { Facts } from "./facts.ts";

/**
 * A variable whose name begins with `_` is meant to be read by nobody; and a handler that does not care for its
 * exception stores it away, as `CATCH e` does.
 */
export function findUnusedStores({ program, reached }: Facts): readonly Finding[] {
  const dead = deadAfter(program);
  const found: Finding[] = [];
  program.code.forEach((instruction, address) => {
    if (dead[address] === 0 || reached[address] === 0 || !storesValue(instruction.op)) return;
    const name = variableOf(instruction) as string;
    if (name.startsWith("_") || isCatch(program.code[address - 1])) return;
    found.push(unnecessary({ kind: "unused-store", name }, instruction.span));
  });
  return found;
}

function isCatch(instruction: Instruction | undefined): boolean {
  return instruction !== undefined && flowOf(instruction.op) === "catch";
}
