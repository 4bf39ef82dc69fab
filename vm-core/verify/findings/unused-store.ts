/** Stores of which nobody reads the value. */
import { deadAfter } from "../../program/liveness.ts";
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
    if (dead[address] === 0 || reached[address] === 0 || instruction.op !== "STORE") return;
    const { name } = instruction.operands;
    if (name.startsWith("_") || program.code[address - 1]?.op === "CATCH") return;
    found.push(unnecessary({ kind: "unused-store", name }, instruction.span));
  });
  return found;
}
