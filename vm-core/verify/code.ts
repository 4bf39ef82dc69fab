/** A Program prepared for being followed: where blocks begin, and what each instruction does to the stack. */
import { flowOf, rowOf } from "../isa/index.ts";
import { entryPoints } from "../program/control-flow.ts";
import type { Instruction, Program } from "../program/program.ts";
import { stackEffect } from "../program/stack-effect.ts";

export interface Code {
  readonly program: Program;
  readonly instructions: readonly Instruction[];
  /** 1 where a block begins. */
  readonly leaders: Uint8Array;
  /** How many values an instruction takes and pushes; −1 when only a run can tell. */
  readonly pops: Float64Array;
  readonly pushes: Int32Array;
  /** Whether any closure may have captured something. */
  readonly captures: boolean;
  /** Variables of the top level that any code may store at any time. */
  readonly sharedNames: ReadonlySet<string>;
}

export function prepare(program: Program): Code {
  const { code } = program;
  const leaders = entryPoints(program);
  const pops = new Float64Array(code.length);
  const pushes = new Int32Array(code.length);
  const sharedNames = new Set<string>();
  let captures = false;
  code.forEach((instruction, address) => {
    const effect = stackEffect(instruction);
    pops[address] = effect?.pops ?? takenBy(instruction);
    pushes[address] = effect?.pushes ?? -1;
    if (endsBlock(instruction)) leaders[address + 1] = 1;
    if (instruction.op === "CAPTURE") captures = true;
    if (instruction.op === "STORE_GLOBAL") sharedNames.add(instruction.operands.name);
  });
  return { program, instructions: code, leaders, pops, pushes, captures, sharedNames };
}

/** How many values a call takes at least, as far as the instruction itself says it; −1 when it does not. */
function takenBy({ op, operands }: Instruction): number {
  switch (op) {
    case "CALL":
    case "TAIL_CALL":
      return operands.parameters.length;
    case "CALL_WITH":
    case "TAIL_CALL_WITH":
      return 1 + operands.count;
    case "APPLY":
      return 2;
    default:
      return -1;
  }
}

function endsBlock(instruction: Instruction): boolean {
  return flowOf(instruction.op) !== "next";
}

/** Instructions that do not fault once they have their operands. */
const SAFE = new Set(
  [
    "STORE PRINT WRITE WRITE_ERR JMP JZ JNZ POP DUP SWAP OVER ROT TO_STR TO_BOOL TYPE_OF DELETE DUMP_SCOPE",
    "PUSH_INT PUSH_FLOAT PUSH_BOOL PUSH_STR TRUE FALSE NULL MAKE_FUNCTION MAKE_OBJECT TRY CATCH END_TRY",
    "HALT SELF YIELD RECEIVE RECEIVE_MATCH RECEIVE_TIMEOUT REGISTER UNREGISTER WHEREIS BREAKPOINT RET",
    "GET_TIME GET_TIME_MS MONOTONIC_NS GET_ARGS SENDNAMED",
  ].flatMap((line) => line.split(" ")),
);

/** Whether an instruction that has its operands can fault. */
export function canFault({ op }: Instruction): boolean {
  return !SAFE.has(op) || rowOf(op).flow === "throw";
}
