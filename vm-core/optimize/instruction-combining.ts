/** Instruction combining: two or three instructions whose work fewer or cheaper ones do. */
import { constantOf, pushesConstant } from "../isa/typing.ts";
import type { Instruction, Program } from "../program/program.ts";
import { isFalsy } from "../value/operators.ts";
import type { Value } from "../value/value.ts";
import { lookingPass } from "./facts.ts";
import { lookLocally, type Match, type Window } from "./local.ts";
import { jumping, plain } from "./pushing.ts";

export const INSTRUCTION_COMBINING = lookingPass({
  name: "instruction-combining",
  title: "Instruction combining",
  doc: "A branch on a constant becomes a jump or nothing, `LOAD x LOAD x` becomes `LOAD x DUP`, `DUP POP` and `DUP STORE x POP` lose what they do not need.",
  hint: "fewer instructions do the same",
  example: "READ_LINE\nTO_INT\nDUP\nPOP\nPRINT",
  look: (program) => lookLocally(program, "instruction-combining", isWanted, match),
});

function isWanted(code: Program["code"], address: number): boolean {
  const first = code[address];
  const next = code[address + 1]?.op;
  if (first.op === "LOAD") return next === "LOAD";
  if (first.op === "DUP") return next === "POP" || next === "STORE";
  return (next === "JZ" || next === "JNZ" || next === "SWAP") && pushesConstant(first.op);
}

function match(window: Window): Match | undefined {
  const first = window.at(0) as Instruction;
  const second = window.at(1);
  if (second === undefined) return undefined;
  const constant = constantOf(first);
  if (constant !== undefined) return constantBranch(constant, second) ?? swappedAway(window, first);
  if (first.op === "LOAD") return loadedTwice(first, second);
  return first.op === "DUP" && window.state.values.length > 0 ? duplicated(window) : undefined;
}

function constantBranch(constant: Value, branch: Instruction): Match | undefined {
  if (branch.op !== "JZ" && branch.op !== "JNZ") return undefined;
  if (isFalsy(constant) !== (branch.op === "JZ")) {
    return { length: 2, replacement: [], reason: `${branch.op} never jumps on this constant` };
  }
  const replacement = [jumping("JMP", branch.operands.target, branch)];
  return { length: 2, replacement, reason: `${branch.op} always jumps on this constant` };
}

/** `PUSH SWAP POP`: the value below the constant is dropped. */
function swappedAway(window: Window, push: Instruction): Match | undefined {
  const [swap, pop] = [window.at(1), window.at(2)];
  if (swap?.op !== "SWAP" || pop?.op !== "POP" || window.state.values.length === 0) return undefined;
  return { length: 3, replacement: [pop, push], reason: "the value below can be dropped before the push" };
}

function loadedTwice(first: Instruction<"LOAD">, second: Instruction): Match | undefined {
  if (second.op !== "LOAD" || second.operands.name !== first.operands.name) return undefined;
  const replacement = [first, plain("DUP", second)];
  return { length: 2, replacement, reason: `\`${first.operands.name}\` is on the stack already` };
}

function duplicated(window: Window): Match | undefined {
  const [, second, third] = [window.at(0), window.at(1), window.at(2)];
  if (second?.op === "POP") return { length: 2, replacement: [], reason: "the copy is dropped" };
  return second?.op === "STORE" && third?.op === "POP"
    ? { length: 3, replacement: [second], reason: "the value is stored without a copy of it" }
    : undefined;
}
