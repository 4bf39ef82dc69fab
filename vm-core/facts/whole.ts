/**
 * What is known in a whole program, kept with it: the verifier and hovers ask about the same one.
 *
 * Invariant: made when somebody asks first, once for each Program, since Programs are immutable.
 */
import type { Program } from "../program/program.ts";
import { stackEffect } from "../program/stack-effect.ts";
import type { Context } from "./context.ts";
import { type Interpretation, interpret } from "./solve.ts";
import { assign, type State } from "./state.ts";
import { step } from "./step.ts";

const FOUND = new WeakMap<Program, { readonly facts: Interpretation | undefined }>();

/** The interpretation of a Program; undefined when it is too much work. */
export function wholeFacts(program: Program): Interpretation | undefined {
  let found = FOUND.get(program);
  if (found === undefined) FOUND.set(program, (found = { facts: interpret(program) }));
  return found.facts;
}

/** How high the stack is around an instruction, counted from the start of the code that it is in. */
export interface Heights {
  readonly context: Context;
  readonly before: number;
  /** Undefined where control does not continue, or only a run can tell. */
  readonly after: number | undefined;
}

/**
 * The heights around the instruction at an address, where they are certain. Undefined where they are not, where no run
 * gets, and in code that several functions share.
 */
export function heightsAt({ machine, code, contexts }: Interpretation, address: number): Heights | undefined {
  let start = address;
  while (start > 0 && code.leaders[start] === 0) start--;
  const found = [...contexts.values()].flatMap(({ nodes }) => nodes.get(start) ?? []);
  if (found.length !== 1) return undefined;
  const { point } = machine;
  const { state } = point;
  [point.node] = found;
  assign(state, point.node.state);
  for (point.address = start; point.address < address; point.address++) {
    if (!step(point, code.instructions[point.address])) return undefined;
  }
  const before = exactHeight(state);
  if (before === undefined) return undefined;
  const effect = stackEffect(code.instructions[address]);
  if (effect !== undefined)
    return { context: point.node.context, before, after: before + effect.pushes - effect.pops };
  const after = step(point, code.instructions[address]) ? exactHeight(state) : undefined;
  return { context: point.node.context, before, after };
}

function exactHeight({ low, high }: State): number | undefined {
  return low === high ? low : undefined;
}
