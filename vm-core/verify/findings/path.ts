/** The way that leads to a place, as places to look at: the calls, then the jumps, in the order they happen. */

import type { Context, Node } from "../../facts/context.ts";
import type { Instruction } from "../../program/program.ts";
import type { RelatedPlace } from "../../text/diagnostic.ts";
import type { Block, Way } from "../flow.ts";

const MOST_CALLS = 4;
const MOST_JUMPS = 5;
const MOST_BLOCKS = 50;

export function pathTo(code: readonly Instruction[], node: Node): readonly RelatedPlace[] {
  return [...callsTo(code, node.context), ...jumpsTo(code, node)];
}

/** Whether an instruction stands in the document that is looked at: others are compiled into its program. */
export function isInDocument({ file }: Instruction): boolean {
  return file === 0;
}

function callsTo(code: readonly Instruction[], context: Context): readonly RelatedPlace[] {
  const calls: RelatedPlace[] = [];
  for (let { origin } = context; origin !== undefined && calls.length < MOST_CALLS; ) {
    const instruction = code[origin.address];
    const { span, op } = instruction;
    const message = op.startsWith("MAKE_") ? "the function is made here" : "the function is called here";
    if (isInDocument(instruction)) calls.unshift({ span, message });
    origin = origin.context.origin;
  }
  return calls;
}

const JUMPS = new Set(["JMP", "JZ", "JNZ", "RECEIVE_TIMEOUT", "CATCH"]);

function jumpsTo(code: readonly Instruction[], node: Node): readonly RelatedPlace[] {
  const jumps: RelatedPlace[] = [];
  let at: Node | undefined = node;
  for (let i = 0; at !== undefined && i < MOST_BLOCKS && jumps.length < MOST_JUMPS; i++) {
    const { from, address } = at;
    if (from >= 0 && address !== from + 1 && isInDocument(code[from])) {
      const { op, span } = code[from];
      const message = JUMPS.has(op) ? `this ${op} leads here` : "a fault here leads to the handler";
      jumps.unshift({ span, message });
    }
    at = at.fromNode;
  }
  return jumps;
}

/** Two ways to a block: the path to where the second begins, and where both come from. */
export function meeting(
  code: readonly Instruction[],
  { way }: Block,
  second: Way,
  words: string,
): readonly RelatedPlace[] {
  const places = [...pathTo(code, second.fromBlock.node)];
  if (way !== undefined) places.push({ span: code[way.from].span, message: "one path comes from here" });
  places.push({ span: code[second.from].span, message: words });
  return places;
}
