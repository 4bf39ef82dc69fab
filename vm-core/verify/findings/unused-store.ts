/** Stores of which nobody reads the value. */
import { deadAfter } from "../../program/liveness.ts";
import type { Diagnostic } from "../../text/diagnostic.ts";
import { type Facts, faded } from "./facts.ts";

/**
 * A variable whose name begins with `_` is meant to be read by nobody; and a handler that does not care for its
 * exception stores it away, as `CATCH e` does.
 */
export function findUnusedStores({ program, reached }: Facts): readonly Diagnostic[] {
  const dead = deadAfter(program);
  const found: Diagnostic[] = [];
  program.code.forEach((instruction, address) => {
    if (dead[address] === 0 || reached[address] === 0 || instruction.op !== "STORE") return;
    const { name } = instruction.operands;
    if (name.startsWith("_") || program.code[address - 1]?.op === "CATCH") return;
    found.push(faded("unused-store", `nobody reads this value of \`${name}\``, instruction.span));
  });
  return found;
}
