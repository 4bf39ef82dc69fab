/**
 * Tail calls: a call whose result is returned takes the place of its caller's frame.
 *
 * Only where a frame certainly has a caller, and has no handler open: one would still catch what the callee
 * raises. A value that may be no function keeps its CALL_FUNCTION, whose name is in the fault.
 */
import type { Visit } from "../facts/frames.ts";
import { CALLABLE_TYPES, isWithin } from "../facts/rules.ts";
import { peek, type State } from "../facts/state.ts";
import { type FlowGraph, flowGraph, reachedInFrame } from "../program/flow-graph.ts";
import type { Instruction, Program } from "../program/program.ts";
import { type Look, lookingPass } from "./facts.ts";
import { plain, standing } from "./pushing.ts";
import type { Rewrite } from "./rewrite.ts";

export const TAIL_CALL = lookingPass({
  name: "tail-call",
  title: "Tail calls",
  doc: "`CALL` and `RET` become `TAIL_CALL`, `CALL_FUNCTION` and `RET` become `TAIL_CALL_FUNCTION`: the frame is replaced. Not while the frame has an open handler, and not at the top level.",
  hint: "a call is the last thing that a function does",
  example: "CALL f\nPRINT\nHALT\nLABEL f\nCALL g\nRET\nLABEL g\nPUSH_INT 1\nRET",
  executesLess: true,
  look: lookForTailCalls,
});

function isBeforeReturn(code: Program["code"], address: number): boolean {
  const { op } = code[address];
  return (op === "CALL" || op === "CALL_FUNCTION") && code[address + 1]?.op === "RET";
}

function lookForTailCalls(program: Program): Look {
  const graph = flowGraph(program);
  const topLevel = reachedInFrame(graph, [0]);
  const rewrites: Rewrite[] = [];
  const visit: Visit = (address, instruction, state) => {
    if (state.handlers !== null) return;
    // A function of the Lisp library stays on the call stack: faults below it have its name.
    if (instruction.op === "CALL" && program.procedures?.has(instruction.origin) === true) return;
    const call = tailCall(instruction, state);
    if (call === undefined || topLevel[graph.blockAt[address]] === 1) return;
    rewrites.push({
      pass: "tail-call",
      start: address,
      end: endOf(graph, address),
      replacement: [call],
      reason: `${instruction.op} is the last thing that the function does: its frame is not needed any more`,
    });
  };
  return { isWanted: isBeforeReturn, sees: "wanted", visit, found: () => rewrites };
}

/** The RET goes too, unless something else jumps to it. */
function endOf({ isTarget }: FlowGraph, address: number): number {
  return isTarget[address + 1] === 1 ? address + 1 : address + 2;
}

function tailCall(instruction: Instruction, state: State): Instruction | undefined {
  if (instruction.op === "CALL") return standing("TAIL_CALL", instruction.operands, instruction);
  return instruction.op === "CALL_FUNCTION" && isWithin(peek(state, 0), CALLABLE_TYPES)
    ? plain("TAIL_CALL_FUNCTION", instruction)
    : undefined;
}
