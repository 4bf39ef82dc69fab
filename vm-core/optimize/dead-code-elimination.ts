/**
 * Dead code elimination: what no run reaches, and what nobody uses.
 *
 * A value that is dropped or stored for nobody goes together with the instructions that make it, when these
 * cannot fault and do nothing else. As in constant folding, each value on the stack has the range of addresses
 * that makes it.
 */
import type { Visit } from "../facts/frames.ts";
import { isTotal } from "../facts/rules.ts";
import { isStored, type State, takenBy } from "../facts/state.ts";
import { oncePerControl } from "../program/control.ts";
import { reachable, straightCode } from "../program/control-flow.ts";
import { flowGraph } from "../program/flow-graph.ts";
import { deadAfter } from "../program/liveness.ts";
import type { Instruction, Program } from "../program/program.ts";
import type { Shift } from "../program/shift.ts";
import { stackEffect } from "../program/stack-effect.ts";
import { walk } from "../text/allowance.ts";
import type { BlockSet } from "./changes.ts";
import { type IsWanted, type Look, lookingPass } from "./facts.ts";
import type { Rewrite } from "./rewrite.ts";

export const DEAD_CODE_ELIMINATION = lookingPass({
  name: "dead-code-elimination",
  title: "Dead code elimination",
  doc: "Removes instructions that no run of the program can reach, stores that nobody reads, and values that are dropped. What makes such a value goes with it where it cannot fault.",
  hint: "nothing needs what is computed",
  example: "JMP end\nPUSH_INT 1\nLABEL end\nHALT",
  look: (program, within) => {
    const look = lookForUnused(program, within);
    return {
      ...look,
      found: () => [...findUnreachable(program), ...look.found()].sort((a, b) => a.start - b.start),
    };
  },
});

/** The instructions that no run can reach. */
export const findUnreachable = oncePerControl((program): readonly Rewrite[] => {
  const kept = keptCode(program);
  const rewrites: Rewrite[] = [];
  for (let address = 0; address < program.code.length; address++) {
    walk();
    if (kept[address] === 1) continue;
    const start = address;
    while (address + 1 < program.code.length && kept[address + 1] === 0) address++;
    const count = address + 1 - start;
    rewrites.push({
      pass: "dead-code-elimination",
      start,
      end: address + 1,
      replacement: [],
      reason:
        count === 1 ? "this instruction is never reached" : `these ${count} instructions are never reached`,
      removes: "unreachable",
      countsItself: true,
    });
  }
  return rewrites;
}, shiftedRewrites);

/** The same, moved on in place; unless it is unreachable what has changed. */
function shiftedRewrites(before: readonly Rewrite[], shift: Shift): readonly Rewrite[] | undefined {
  if (before.some(({ start, end }) => start <= shift.at && end > shift.at)) return undefined;
  for (const rewrite of before as readonly { start: number; end: number }[]) {
    rewrite.start = shift.address(rewrite.start);
    rewrite.end = shift.address(rewrite.end);
  }
  return before;
}

/** Reachable code; of a structured TRY, CATCH and END_TRY all when one is: each is nothing without the others. */
function keptCode(program: Program): Uint8Array {
  const kept = reachable(program).slice();
  const { code } = program;
  const straight = straightCode(program);
  const openers = new Map<number, number[]>();
  for (let address = 0; address < code.length; address++) {
    walk();
    const instruction = code[address];
    if (straight[address] === 1 || instruction.op !== "TRY" || instruction.operands.target === null) continue;
    const tries = openers.get(instruction.operands.target);
    if (tries === undefined) openers.set(instruction.operands.target, [address]);
    else tries.push(address);
  }
  for (let address = 0; address < code.length; address++) {
    walk();
    const instruction = code[address];
    if (straight[address] === 1 || instruction.op !== "CATCH" || instruction.operands.end === null) continue;
    const unit = [...(openers.get(address) ?? []), address, instruction.operands.end - 1];
    if (unit.some((at) => kept[at] === 1)) for (const at of unit) kept[at] = 1;
  }
  return kept;
}

/** A value on the stack and the addresses that make it, and do nothing else. */
interface Made {
  readonly start: number;
  readonly end: number;
}

/** Values that are made for nobody. */
export function lookForUnused(program: Program, within: BlockSet | undefined): Look {
  const { blocks, blockAt } = flowGraph(program);
  const dead = deadAfter(program, within);
  const rewrites: Rewrite[] = [];
  const stack: Made[] = [];
  const isDropping: IsWanted = (code, address) =>
    code[address].op === "POP" || (dead[address] === 1 && code[address].op === "STORE");
  let last = -1;
  const visit: Visit = (address, instruction, state) => {
    if (blocks[blockAt[address]].start === address || address !== last + 1) stack.length = 0;
    last = address;
    const top = stack.at(-1);
    if (isDropping(program.code, address) && top?.end === address) {
      while (rewrites.length > 0 && rewrites[rewrites.length - 1].start >= top.start) rewrites.pop();
      rewrites.push(unused(top.start, address, instruction));
      stack.pop();
      const below = stack.pop();
      if (below?.end === top.start) stack.push({ start: below.start, end: address + 1 });
      return;
    }
    if (!make(stack, address, instruction, state)) stack.length = 0;
  };
  return { isWanted: isDropping, sees: "all", visit, found: () => rewrites };
}

/** Adds the value that an instruction makes; false when it does more than making one. */
function make(stack: Made[], address: number, instruction: Instruction, state: State): boolean {
  if (instruction.op === "DUP" || instruction.op === "LOAD") {
    const isSafe =
      instruction.op === "DUP" ? state.values.length > 0 : isStored(state, instruction.operands.name);
    if (isSafe) stack.push({ start: address, end: address + 1 });
    return isSafe;
  }
  const effect = stackEffect(instruction);
  if (effect === undefined || effect.pushes !== 1 || effect.pops > stack.length) return false;
  if (!isTotal(instruction, takenBy(state, effect.pops))) return false;
  const operands = stack.splice(stack.length - effect.pops, effect.pops);
  if (!operands.every(({ end }, i) => end === (operands[i + 1]?.start ?? address))) return false;
  stack.push({ start: operands[0]?.start ?? address, end: address + 1 });
  return true;
}

function unused(start: number, address: number, instruction: Instruction): Rewrite {
  return {
    pass: "dead-code-elimination",
    start,
    end: address + 1,
    replacement: [],
    reason:
      instruction.op === "STORE"
        ? `nobody reads this value of \`${instruction.operands.name}\``
        : "the value is dropped, and making it does nothing else",
    removes: "unread",
  };
}
