/** The way that leads to a place, as places to look at: the calls, then the jumps, in the order they happen. */

import type { Context, ContextNode } from "../../facts/context.ts";
import { CALLABLE_TYPES } from "../../facts/rules.ts";
import type { Interpretation } from "../../facts/solve.ts";
import { flowOf, type Mnemonic } from "../../isa/index.ts";
import { operandWithRole, pushedTypes } from "../../isa/typing.ts";
import type { Instruction } from "../../program/program.ts";
import type { PathStep, Placed, PlacedStep, StepPlace } from "../finding.ts";
import type { FlowBlock, Way } from "../flow.ts";

const MOST_CALLS = 4;
const MOST_JUMPS = 5;
const MOST_BLOCKS = 50;

export function pathTo({ code, contexts }: Interpreted, node: ContextNode): readonly PathStep[] {
  return [...callsTo({ code, contexts }, node.context), ...jumpsTo(code, node)];
}

interface Interpreted {
  readonly code: readonly Instruction[];
  readonly contexts: Interpretation["contexts"];
}

/** Whether an instruction is in the document that is looked at: others are compiled into its program. */
export function isInDocument({ file }: Instruction): boolean {
  return file === 0;
}

function callsTo({ code, contexts }: Interpreted, context: Context): readonly PathStep[] {
  const calls: PathStep[] = [];
  for (let { origin } = context; origin !== undefined && calls.length < MOST_CALLS; ) {
    const instruction = code[origin.address];
    const { span, op } = instruction;
    const is = makesFunction(op) ? "function-made" : "function-called";
    if (isInDocument(instruction)) calls.unshift({ span, step: { is } });
    origin = contexts.get(origin.context)?.origin;
  }
  return calls;
}

/** Whether an instruction pushes a function or a closure. */
function makesFunction(op: Mnemonic): boolean {
  const [pushed] = pushedTypes(op);
  return pushed !== undefined && (pushed & ~CALLABLE_TYPES) === 0;
}

/** Whether an instruction itself leads to another one than the next, without a fault. */
function jumps(op: Mnemonic): boolean {
  const flow = flowOf(op);
  return flow === "jump" || flow === "branch" || operandWithRole(op, "end") !== undefined;
}

function jumpsTo(code: readonly Instruction[], node: ContextNode): readonly PathStep[] {
  const found: PathStep[] = [];
  let at: ContextNode | undefined = node;
  for (let i = 0; at !== undefined && i < MOST_BLOCKS && found.length < MOST_JUMPS; i++) {
    const { from, address } = at;
    if (from >= 0 && address !== from + 1 && isInDocument(code[from])) {
      const { op, span } = code[from];
      const step: StepPlace = jumps(op) ? { is: "jump", operation: op } : { is: "fault" };
      found.unshift({ span, step });
    }
    at = at.fromNode;
  }
  return found;
}

/** Two ways to a block: the path to where the second begins, and where both come from. */
export function meeting({ way }: FlowBlock, second: Way, step: StepPlace): Pick<Placed, "block" | "steps"> {
  const steps: PlacedStep[] = [];
  if (way !== undefined) steps.push({ address: way.from, step: { is: "first-path" } });
  steps.push({ address: second.from, step });
  return { block: second.fromBlock.node.address, steps };
}
