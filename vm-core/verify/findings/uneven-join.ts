/** Places where paths meet that bring different numbers of values, and loops that leave some each turn. */
import { TOP } from "../../facts/context.ts";
import { type Finding, type Placed, placed } from "../finding.ts";
import type { Disagreement } from "../flow.ts";
import { type Facts, type FunctionFacts, findingAt, type UnevenJoin } from "./facts.ts";
import { meeting } from "./path.ts";

/** In the order in which they are noted. */
export function unevenJoinsOf(facts: FunctionFacts): readonly UnevenJoin[] {
  const { code } = facts.program;
  return facts.flow.heights.flatMap((one): readonly UnevenJoin[] => {
    const { address } = one.block.node;
    if (code[address] === undefined || isNoMatter(facts, one)) return [];
    const found = isLoop(one) ? loopFinding(one) : joinFinding(facts, one);
    return [{ address, isLoop: isLoop(one), found }];
  });
}

/** Whether some loop takes values each turn. */
export function drainsOf({ flow }: FunctionFacts): boolean {
  return flow.heights.some((one) => isLoop(one) && one.more < 0);
}

/** Whether the path comes back to where it has been before. */
function isLoop({ block, second }: Disagreement): boolean {
  return second.from >= block.node.address && !second.isHandler;
}

/** Nobody looks at the stack of a process that ends; a function that no call is known of may be one. */
function isNoMatter({ program }: FunctionFacts, { block }: Disagreement): boolean {
  const { op } = program.code[block.node.address];
  const { id, callers } = block.node.context;
  return (op === "HALT" && id === TOP) || (op === "RET" && callers.size === 0);
}

function loopFinding({ block, second, more }: Disagreement): Placed | undefined {
  if (more < 0) return undefined;
  const { address } = block.node;
  const cause = { kind: "uneven-join", at: "loop", values: more } as const;
  return placed("warning", cause, second.from, address, [{ address, step: { is: "loop-start" } }]);
}

function joinFinding({ program: { code } }: FunctionFacts, { block, second, more }: Disagreement): Placed {
  const { address } = block.node;
  const kind = code[address].op === "RET" ? "uneven-result" : "uneven-join";
  const path = meeting(block, second, { is: "uneven-path", more });
  return placed("warning", { kind, at: "join", values: Math.abs(more) }, address, path.block, path.steps);
}

export function findUnevenJoins(facts: Facts): readonly Finding[] {
  const found = new Map<number, Finding>();
  const mayDrain = takesInLoops(facts);
  for (const one of facts.functions) {
    for (const { address, isLoop, found: known } of one.found.joins) {
      const at = one.now(address);
      if (known === undefined || (isLoop && mayDrain) || found.has(at)) continue;
      found.set(at, findingAt(facts, one, known));
    }
  }
  return [...found.values()];
}

/** Values that one loop leaves, another may take; so may a function that takes any number. */
function takesInLoops({ functions }: Facts): boolean {
  return functions.some(({ context, found }) => context.depth === Number.NEGATIVE_INFINITY || found.drains);
}
