/**
 * How many values are on the stack before each instruction, where that is certain.
 *
 * Depths are counted from where the code is entered: from the program's start, or from the start of the
 * function that a label names. Where paths disagree, or behind a call, nothing is said.
 */
import { flowOf, type Mnemonic, operandsOf } from "../../isa/index.ts";
import { calleeOf, successorsInFrame } from "../../program/control-flow.ts";
import type { Instruction, Program } from "../../program/program.ts";
import { stackEffect } from "../../program/stack-effect.ts";

export interface StackDepth {
  readonly depth: number;
  /** The address at which counting began; 0 is the program's start. */
  readonly from: number;
}

const UNKNOWN = "unknown";

export function stackDepths(program: Program): readonly (StackDepth | undefined)[] {
  const found = new Array<StackDepth | typeof UNKNOWN | undefined>(program.code.length + 1).fill(undefined);
  const pending: number[] = [];
  const reach = (address: number, depth: StackDepth | typeof UNKNOWN) => {
    const known = found[address];
    if (known === UNKNOWN || (known !== undefined && sameDepth(known, depth))) return;
    found[address] = known === undefined ? depth : UNKNOWN;
    pending.push(address);
  };
  reach(0, { depth: 0, from: 0 });
  while (pending.length > 0) {
    const address = pending.pop() as number;
    if (address >= program.code.length) continue;
    const instruction = program.code[address];
    const before = found[address] as StackDepth | typeof UNKNOWN;
    const after = depthAfter(instruction, before);
    for (const next of successorsInFrame(program, address)) {
      reach(next, isHandlerEntry(instruction, address, next) ? UNKNOWN : after);
    }
    const callee = calleeOf(instruction);
    if (callee !== undefined) reach(callee, { depth: 0, from: callee });
  }
  return found.map((depth) => (depth === UNKNOWN ? undefined : depth));
}

function sameDepth(a: StackDepth, b: StackDepth | typeof UNKNOWN): boolean {
  return b !== UNKNOWN && a.depth === b.depth && a.from === b.from;
}

function depthAfter(
  instruction: Instruction,
  before: StackDepth | typeof UNKNOWN,
): StackDepth | typeof UNKNOWN {
  // The exception is taken only when the handler was entered.
  if (before === UNKNOWN || flowOf(instruction.op) === "catch") return UNKNOWN;
  const effect = stackEffect(instruction);
  if (effect === undefined || effect.pops > before.depth) return UNKNOWN;
  return { depth: before.depth - effect.pops + effect.pushes, from: before.from };
}

/** A handler's stack depends on where in the body the fault happened. */
function isHandlerEntry(instruction: Instruction, address: number, next: number): boolean {
  return namesHandler(instruction.op) && next !== address + 1;
}

function namesHandler(mnemonic: Mnemonic): boolean {
  return flowOf(mnemonic) === "handler" || operandsOf(mnemonic).some(([, kind]) => kind === "resolved");
}
