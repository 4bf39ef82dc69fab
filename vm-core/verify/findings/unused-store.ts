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
  for (let address = dead.indexOf(1); address >= 0; address = dead.indexOf(1, address + 1)) {
    const instruction = program.code[address];
    if (reached[address] === 0 || !storesValue(instruction.op)) continue;
    const name = variableOf(instruction) as string;
    if (name.startsWith("_") || isCatch(program.code[address - 1])) continue;
    found.push(unnecessary({ kind: "unused-store", name }, instruction.span));
  }
  return found;
}

function isCatch(instruction: Instruction | undefined): boolean {
  return instruction !== undefined && flowOf(instruction.op) === "catch";
}
