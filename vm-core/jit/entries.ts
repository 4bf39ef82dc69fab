/** Where units of a program may be entered. */
import { mayLeave } from "../ir/blocks.ts";
import { flowOf } from "../isa/index.ts";
import { calleeOf, straightCode, targetOf } from "../program/control-flow.ts";
import { flowGraph } from "../program/flow-graph.ts";
import type { Program } from "../program/program.ts";

/** Addresses that a program spends its time behind: starts of loops and functions, and where calls return to. */
export function hotEntries(program: Program): ReadonlySet<number> {
  const entries = new Set<number>();
  const straight = straightCode(program);
  const { code } = program;
  for (let address = 0; address < code.length; address++) {
    if (straight[address] === 1) continue;
    const instruction = code[address];
    const flow = flowOf(instruction.op);
    const target = targetOf(instruction);
    const isJump = flow === "jump" || flow === "branch";
    if (isJump && target !== undefined && target <= address) entries.add(target);
    const callee = calleeOf(instruction);
    if (callee !== undefined) entries.add(callee);
    if (flow === "call") entries.add(address + 1);
  }
  entries.delete(code.length);
  return entries;
}

/** Every address at which a block starts, and those in front of which a unit may have been left. */
export function allEntries(program: Program): ReadonlySet<number> {
  const entries = new Set<number>();
  for (const { start, end } of flowGraph(program).blocks) {
    entries.add(start);
    for (let address = start; address + 1 < end; address++) {
      if (mayLeave(program, address)) entries.add(address + 1);
    }
  }
  return entries;
}

/** The addresses of calls of function values. */
export function valueCalls({ code }: Program): readonly number[] {
  const addresses: number[] = [];
  code.forEach((instruction, address) => {
    if (flowOf(instruction.op) === "call" && calleeOf(instruction) === undefined) addresses.push(address);
  });
  return addresses;
}
