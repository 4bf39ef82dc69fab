/** Where units of a program may be entered. */
import { mayLeave } from "../ir/blocks.ts";
import { derived } from "../isa/derived.ts";
import { effectsOf, flowOf, INSTRUCTIONS, type Mnemonic } from "../isa/index.ts";
import { calleeOf, straightCode, targetOf } from "../program/control-flow.ts";
import { flowGraph } from "../program/flow-graph.ts";
import type { Instruction, Program } from "../program/program.ts";

/**
 * Addresses that a program spends its time behind: starts of loops, functions and handlers, where calls return to, and where
 * processes continue that have waited or let others run.
 */
export function hotEntries(program: Program): ReadonlySet<number> {
  const entries = new Set<number>();
  const straight = straightCode(program);
  const { code } = program;
  for (let address = 0; address < code.length; address++) {
    const instruction = code[address];
    if (givesWay(instruction.op)) entries.add(address + 1);
    if (straight[address] === 1) continue;
    const loop = loopOf(instruction, address);
    if (loop !== undefined) entries.add(loop);
    const callee = calleeOf(instruction);
    if (callee !== undefined) entries.add(callee);
    if (flowOf(instruction.op) === "call") entries.add(address + 1);
    const handler = handlerOf(program, instruction);
    if (handler !== undefined) entries.add(handler);
  }
  entries.delete(code.length);
  return entries;
}

/** Whether other processes often run before the one that has executed an instruction continues. */
const givesWay = derived(
  (op: Mnemonic) => INSTRUCTIONS[op].group === "processes" && effectsOf(op).has("waits"),
);

/** Where the code of the handler begins that an instruction opens: after the CATCH, which takes the exception. */
function handlerOf({ code }: Program, instruction: Instruction): number | undefined {
  const target = targetOf(instruction);
  if (flowOf(instruction.op) !== "handler" || target === undefined) return undefined;
  const isCatch = target < code.length && flowOf(code[target].op) === "catch";
  return isCatch ? target + 1 : target;
}

/** The addresses at which handlers begin. */
export function handlersOf(program: Program): ReadonlySet<number> {
  const found = program.code.map((instruction) => handlerOf(program, instruction));
  return new Set(found.filter((address) => address !== undefined));
}

/** The addresses at which loops start. */
export function loopsOf({ code }: Program): ReadonlySet<number> {
  const loops = new Set<number>();
  code.forEach((instruction, address) => {
    const loop = loopOf(instruction, address);
    if (loop !== undefined && loop < code.length) loops.add(loop);
  });
  return loops;
}

/** Where the loop starts that an instruction jumps back to, if it does. */
function loopOf(instruction: Instruction, address: number): number | undefined {
  const flow = flowOf(instruction.op);
  const target = targetOf(instruction);
  const isJump = flow === "jump" || flow === "branch";
  return isJump && target !== undefined && target <= address ? target : undefined;
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

/** The addresses of calls of function values, and of starts of processes that run one. */
export function valueCalls({ code }: Program): readonly number[] {
  const addresses: number[] = [];
  code.forEach((instruction, address) => {
    const isCall = flowOf(instruction.op) === "call" && calleeOf(instruction) === undefined;
    if (isCall || effectsOf(instruction.op).has("spawns")) addresses.push(address);
  });
  return addresses;
}
