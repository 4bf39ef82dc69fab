/**
 * Jump threading: a jump to a jump goes to its end, a jump to RET or HALT becomes that, and a conditional jump
 * over a jump is inverted.
 *
 * TRY, CALL and function values keep their targets: where a handler or a function starts can be seen.
 */
import { flowGraph } from "../program/flow-graph.ts";
import type { Instruction, Program } from "../program/program.ts";
import { walk } from "../text/allowance.ts";
import { type BlockSet, blocksIn } from "./changes.ts";
import { jumping, standing } from "./pushing.ts";
import type { Pass, Rewrite } from "./rewrite.ts";

export const JUMP_THREADING: Pass = {
  name: "jump-threading",
  title: "Jump threading",
  doc: "A jump to a jump goes to its end, a jump to `RET` or `HALT` becomes that instruction, and a conditional jump over a jump is inverted.",
  hint: "a jump leads to another one",
  example: "READ_LINE\nTO_INT\nJZ first\nPRINT\nLABEL first\nJMP second\nLABEL second\nHALT",
  executesLess: true,
  find: findThreads,
};

type ConditionalJump = Instruction<"JZ"> | Instruction<"JNZ">;

function findThreads(program: Program, within?: BlockSet): readonly Rewrite[] {
  const rewrites: Rewrite[] = [];
  let next = 0;
  for (const { start, end } of blocksIn(program, within)) {
    for (let address = Math.max(start, next); address < end; address++) {
      walk();
      const rewrite = inverted(program, address) ?? threaded(program, address);
      if (rewrite === undefined) continue;
      rewrites.push(rewrite);
      next = rewrite.end;
      address = next - 1;
    }
  }
  return rewrites;
}

/** `JZ a`, `JMP b`, `a:` becomes `JNZ b`. */
function inverted(program: Program, address: number): Rewrite | undefined {
  const { isTarget } = flowGraph(program);
  const branch = program.code[address];
  const jump = program.code[address + 1];
  if ((branch.op !== "JZ" && branch.op !== "JNZ") || jump?.op !== "JMP") return undefined;
  if (branch.operands.target !== address + 2 || isTarget[address + 1] === 1) return undefined;
  const op = branch.op === "JZ" ? "JNZ" : "JZ";
  return {
    pass: "jump-threading",
    start: address,
    end: address + 2,
    replacement: [jumping(op, jump.operands.target, branch)],
    reason: `${branch.op} only jumps over the JMP: ${op} does the same`,
  };
}

function threaded(program: Program, address: number): Rewrite | undefined {
  const jump = program.code[address];
  if (jump.op !== "JMP" && jump.op !== "JZ" && jump.op !== "JNZ" && jump.op !== "RECEIVE_TIMEOUT") {
    return undefined;
  }
  const { target } = jump.operands;
  const end = endOf(program, target);
  const last = program.code[end];
  if (jump.op === "JMP" && (last?.op === "RET" || last?.op === "HALT")) {
    return replaced(address, { ...last }, `it only leads to ${last.op}`);
  }
  return end === target ? undefined : replaced(address, withTarget(jump, end), "its target only jumps on");
}

/** Where jumps that start at `target` end; `target` itself when they never do. */
function endOf({ code }: Program, target: number): number {
  let at = target;
  for (let steps = 0; steps < MOST_STEPS; steps++) {
    const instruction = code[at];
    if (instruction?.op !== "JMP") return at;
    at = instruction.operands.target;
  }
  return target;
}

/** Longer chains take more rounds. */
const MOST_STEPS = 16;

function withTarget(
  jump: ConditionalJump | Instruction<"JMP"> | Instruction<"RECEIVE_TIMEOUT">,
  target: number,
): Instruction {
  return standing(jump.op, { ...jump.operands, target }, jump);
}

function replaced(address: number, by: Instruction, reason: string): Rewrite {
  return { pass: "jump-threading", start: address, end: address + 1, replacement: [by], reason };
}
