/** Code that runs on into the body of a function, where a RET, HALT or JMP is missing. */

import { type ContextNode, TOP } from "../../facts/context.ts";
import { observeBlock } from "../../facts/solve.ts";
import type { State } from "../../facts/state.ts";
import { type Flow, flowOf } from "../../isa/index.ts";
import { targetOf } from "../../program/control-flow.ts";
import { type Finding, placed } from "../finding.ts";
import { codeAt, type ExaminedFunction, type Facts, findingAt } from "./facts.ts";
import type { Use } from "./uses.ts";

const JUMPS: ReadonlySet<Flow> = new Set(["jump", "branch"] as const);

/** `uses` by the addresses where functions start. */
export function findFalls(facts: Facts, uses: ReadonlyMap<number, readonly Use[]>): readonly Finding[] {
  const isUsed = new Uint8Array(facts.program.code.length + 1);
  for (const target of uses.keys()) isUsed[target] = 1;
  const found = new Map<number, Finding>();
  for (const one of facts.functions) {
    const { runsOn } = one.found;
    for (let i = 0; i < runsOn.length; i += 3) {
      const to = one.now(runsOn[i + 1]);
      if (isUsed[to] === 0) continue;
      const from = one.now(runsOn[i]);
      const fall = found.has(from) ? undefined : fallOf(facts, one, from, to, runsOn[i + 2], uses.get(to));
      if (fall !== undefined) found.set(from, fall);
    }
  }
  return [...found.values()];
}

function fallOf(
  facts: Facts,
  one: ExaminedFunction,
  from: number,
  to: number,
  block: number,
  uses: readonly Use[] = [],
): Finding | undefined {
  const { program, interpretation } = facts;
  const { context } = one;
  const instruction = program.code[from];
  if (JUMPS.has(flowOf(instruction.op)) && targetOf(instruction) === to) return undefined;
  const node = context.nodes.get(one.now(block));
  const state = node && stateOn(facts, node, from, to);
  if (state === undefined) return undefined;
  const { variables, high } = state;
  // Nothing is known of the stack once a hole may have come before, which may end the run. It may name a variable, too.
  const mayHoldHoles = interpretation.code.holes !== undefined;
  if (mayHoldHoles && (!one.isCertain || !Number.isFinite(high) || variables.size > 0)) return undefined;
  // With all its parameters in variables the code is meant to be entered like this, too.
  const isMeant = uses.some(
    ({ parameters }) => parameters.length > 0 && parameters.every((name) => variables.get(name)?.certain),
  );
  if (isMeant) return undefined;
  const cause = {
    kind: "falls-into-function",
    code: codeAt(program, to),
    isTopLevel: context.id === TOP,
  } as const;
  const told = findingAt(
    facts,
    { ...one, now: (address) => address },
    placed("warning", cause, from, node?.address ?? from),
  );
  const path = [...told.path];
  const start = program.code[to];
  if (start !== undefined) path.push({ span: start.span, step: { is: "function-start" } });
  if (uses.length > 0) path.push({ span: program.code[uses[0].address].span, step: { is: "function-use" } });
  return { ...told, path };
}

/** What is known where control continues from one address at the next one. */
function stateOn({ interpretation }: Facts, node: ContextNode, from: number, to: number): State | undefined {
  let found: State | undefined;
  observeBlock(interpretation, node, {
    instruction: () => undefined,
    edge: (_, start, end, state) => {
      if (start === from && end === to) found ??= state;
    },
    exit: () => undefined,
  });
  return found;
}
