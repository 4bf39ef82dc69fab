/** Constant propagation: a LOAD becomes the constant that every path to it has stored in this frame. */
import type { Visit } from "../facts/frames.ts";
import type { Program } from "../program/program.ts";
import { debug } from "../value/display.ts";
import { type Look, lookingPass } from "./facts.ts";
import { pushing } from "./pushing.ts";
import type { Rewrite } from "./rewrite.ts";

export const CONSTANT_PROPAGATION = lookingPass({
  name: "constant-propagation",
  title: "Constant propagation",
  doc: "Replaces `LOAD x` by a constant where every path to it has stored that constant in the running frame. Handlers may start anywhere in their `TRY`, and an `IMPORT` may bind any name: after these nothing is known.",
  hint: "a variable has the same value whenever it is read",
  example: "PUSH_INT 2\nSTORE n\nLOAD n\nPRINT",
  look: lookForConstants,
});

function isLoad(code: Program["code"], address: number): boolean {
  return code[address].op === "LOAD";
}

function lookForConstants(): Look {
  const rewrites: Rewrite[] = [];
  const visit: Visit = (address, instruction, { variables }) => {
    if (instruction.op !== "LOAD") return;
    const { name } = instruction.operands;
    const own = variables.get(name);
    const constant = own?.certain === true ? own.value.constant : undefined;
    if (constant === undefined) return;
    rewrites.push({
      pass: "constant-propagation",
      start: address,
      end: address + 1,
      replacement: [pushing(constant, instruction)],
      reason: `\`${name}\` is always ${debug(constant)} here: every path stores it`,
    });
  };
  return { isWanted: isLoad, sees: "wanted", visit, found: () => rewrites };
}
