/** Places where paths meet that bring different numbers of values, and loops that leave some each turn. */
import { TOP } from "../../facts/context.ts";
import { type Finding, finding } from "../finding.ts";
import type { Disagreement } from "../flow.ts";
import type { Facts } from "./facts.ts";
import { meeting, pathTo } from "./path.ts";

export function findUnevenJoins(facts: Facts): readonly Finding[] {
  const { code } = facts.program;
  const found = new Map<number, Finding>();
  const mayDrain = takesInLoops(facts);
  for (const one of facts.flow.heights) {
    const { address } = one.block.node;
    if (found.has(address) || code[address] === undefined || isNoMatter(facts, one)) continue;
    const diagnosed = isLoop(one) ? loopFinding(facts, one, mayDrain) : joinFinding(facts, one);
    if (diagnosed !== undefined) found.set(address, diagnosed);
  }
  return [...found.values()];
}

/** Whether the path comes back to where it has been before. */
function isLoop({ block, second }: Disagreement): boolean {
  return second.from >= block.node.address && !second.isHandler;
}

/** Nobody looks at the stack of a process that ends; a function that no call is known of may be one. */
function isNoMatter({ program }: Facts, { block }: Disagreement): boolean {
  const { op } = program.code[block.node.address];
  const { id, callers } = block.node.context;
  return (op === "HALT" && id === TOP) || (op === "RET" && callers.size === 0);
}

/** Values that one loop leaves, another may take; so may a function that takes any number. */
function takesInLoops({ flow, interpretation }: Facts): boolean {
  const contexts = [...interpretation.contexts.values()];
  return (
    contexts.some(({ depth }) => depth === Number.NEGATIVE_INFINITY) ||
    flow.heights.some((one) => isLoop(one) && one.more < 0)
  );
}

function loopFinding(
  { program: { code } }: Facts,
  { block, second, more }: Disagreement,
  mayDrain: boolean,
): Finding | undefined {
  if (more < 0 || mayDrain) return undefined;
  const { span } = code[second.from];
  const start = { span: code[block.node.address].span, step: { is: "loop-start" } as const };
  return finding("warning", { kind: "uneven-join", at: "loop", values: more }, span, [
    ...pathTo(code, block.node),
    start,
  ]);
}

function joinFinding({ program: { code } }: Facts, { block, second, more }: Disagreement): Finding {
  const { op, span } = code[block.node.address];
  const kind = op === "RET" ? "uneven-result" : "uneven-join";
  const path = meeting(code, block, second, { is: "uneven-path", more });
  return finding("warning", { kind, at: "join", values: Math.abs(more) }, span, path);
}
