/**
 * Memory layout: values stay on the stack where a variable is only a detour.
 *
 * A store is forwarded to the load after it. When nobody else sees the variable, the value waits on the
 * stack, below at most two others: what is in between must not fault, look at the variable, or reach
 * below its own values, so that nobody can tell that the stack is higher.
 */

import { frameFacts } from "../facts/frames.ts";
import { isTotal } from "../facts/rules.ts";
import { copyOf, isStored, type State, takenBy } from "../facts/state.ts";
import { deadAfter } from "../program/liveness.ts";
import type { Instruction, Program } from "../program/program.ts";
import { stackEffect } from "../program/stack-effect.ts";
import { lookingPass } from "./facts.ts";
import { lookLocally, type Match, type Window } from "./local.ts";
import { plain } from "./pushing.ts";

export const MEMORY_LAYOUT = lookingPass({
  name: "memory-layout",
  title: "Memory layout",
  doc: "Forwards a store to the load after it, and keeps a value on the stack instead of in a variable that nobody else sees.",
  hint: "a value can stay on the stack",
  example: "CALL f\nPRINT\nHALT\nLABEL f\nREAD_LINE\nSTORE line\nLOAD line\nRET",
  look: (program, within) => {
    const dead = deadAfter(program, within);
    return lookLocally(program, "memory-layout", isReloaded, (window) => match(program, window, dead));
  },
});

function match(program: Program, window: Window, dead: Uint8Array): Match | undefined {
  const store = window.at(0) as Instruction;
  if (store.op !== "STORE" || window.state.values.length === 0) return undefined;
  const { name } = store.operands;
  const offset = nextUse(window, name);
  const load = offset === undefined ? undefined : window.at(offset);
  if (offset === undefined || load?.op !== "LOAD") return undefined;
  if (dead[window.address + offset] === 1) return keptOnStack(program, window, offset, name);
  if (offset > 1) return undefined;
  const replacement = [plain("DUP", load), store];
  return { length: 2, replacement, reason: `\`${name}\` is loaded right after its store` };
}

/** Whether the instruction is a store, and a load of the variable is near. */
function isReloaded(code: Program["code"], address: number): boolean {
  const store = code[address];
  if (store.op !== "STORE") return false;
  for (let at = address + 1; at < Math.min(code.length, address + REACH); at++) {
    const one = code[at];
    if (one.op === "LOAD" && one.operands.name === store.operands.name) return true;
  }
  return false;
}

/** How far ahead a load is looked for. */
const REACH = 24;

/** Where the variable is used next, if that is near. */
function nextUse(window: Window, name: string): number | undefined {
  for (let offset = 1; offset < REACH && offset < window.left; offset++) {
    const instruction = window.at(offset) as Instruction;
    if ("name" in instruction.operands && instruction.operands.name === name) return offset;
  }
  return undefined;
}

const BRINGING_UP = [undefined, "SWAP", "ROT"] as const;

function keptOnStack(program: Program, window: Window, offset: number, name: string): Match | undefined {
  const facts = frameFacts(program);
  const state = copyOf(window.state);
  facts.advance(state, window.address);
  const between: Instruction[] = [];
  let height = 0;
  for (let i = 1; i < offset; i++) {
    const instruction = window.at(i) as Instruction;
    const after = heightAfter(state, instruction, height);
    if (after === undefined) return undefined;
    height = after;
    between.push(instruction);
    facts.advance(state, window.address + i);
  }
  if (height >= BRINGING_UP.length) return undefined;
  const op = BRINGING_UP[height];
  const load = window.at(offset) as Instruction;
  return {
    length: offset + 1,
    replacement: op === undefined ? between : [...between, plain(op, load)],
    reason: `nobody else sees this value of \`${name}\`: it waits on the stack`,
  };
}

/** How many values of its own the code in between has then; undefined when the instruction may do more. */
function heightAfter(state: State, instruction: Instruction, height: number): number | undefined {
  const effect = stackEffect(instruction);
  if (effect === undefined || effect.pops > height) return undefined;
  const after = height - effect.pops + effect.pushes;
  switch (instruction.op) {
    case "STORE":
    case "POP":
    case "PRINT":
    case "WRITE":
    case "WRITE_ERR":
    case "DUP":
    case "SWAP":
    case "OVER":
    case "ROT":
      return after;
    case "LOAD":
      return isStored(state, instruction.operands.name) ? after : undefined;
    default:
      return effect.pushes === 1 && isTotal(instruction, takenBy(state, effect.pops)) ? after : undefined;
  }
}
