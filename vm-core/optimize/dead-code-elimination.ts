/** Dead code elimination: instructions that no run can reach are removed. */
import { reachable } from "../program/control-flow.ts";
import type { Program } from "../program/program.ts";
import type { Pass, Rewrite } from "./rewrite.ts";

export const DEAD_CODE_ELIMINATION: Pass = {
  name: "dead-code-elimination",
  title: "Dead code elimination",
  doc: "Removes instructions that no run of the program can reach.",
  find: findUnreachable,
};

function findUnreachable(program: Program): readonly Rewrite[] {
  const seen = reachable(program);
  const rewrites: Rewrite[] = [];
  for (let address = 0; address < program.code.length; address++) {
    if (seen[address] === 1) continue;
    const start = address;
    while (address + 1 < program.code.length && seen[address + 1] === 0) address++;
    const count = address + 1 - start;
    rewrites.push({
      pass: "dead-code-elimination",
      start,
      end: address + 1,
      replacement: [],
      reason:
        count === 1 ? "this instruction is never reached" : `these ${count} instructions are never reached`,
    });
  }
  return rewrites;
}
