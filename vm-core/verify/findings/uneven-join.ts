/** Places where paths meet that bring different numbers of values, and loops that leave some each turn. */

import { TOP } from "../../facts/context.ts";
import type { Diagnostic } from "../../text/diagnostic.ts";
import type { Disagreement } from "../flow.ts";
import { counted, type Facts, finding } from "./facts.ts";
import { meeting, pathTo } from "./path.ts";

export function findUnevenJoins(facts: Facts): readonly Diagnostic[] {
  const { code } = facts.program;
  const found = new Map<number, Diagnostic>();
  const mayDrain = takesInLoops(facts);
  for (const one of facts.flow.heights) {
    const { address } = one.block.node;
    if (found.has(address) || code[address] === undefined || isNoMatter(facts, one)) continue;
    const diagnostic = isLoop(one) ? loopFinding(facts, one, mayDrain) : joinFinding(facts, one);
    if (diagnostic !== undefined) found.set(address, diagnostic);
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
): Diagnostic | undefined {
  if (more < 0 || mayDrain) return undefined;
  const { span } = code[second.from];
  const start = { span: code[block.node.address].span, message: "the loop starts here" };
  return finding(
    "warning",
    "uneven-join",
    `each turn of this loop leaves ${counted(more, "more value")} on the stack, and nothing takes them`,
    span,
    [...pathTo(code, block.node), start],
  );
}

function joinFinding({ program: { code } }: Facts, { block, second, more }: Disagreement): Diagnostic {
  const count = Math.abs(more);
  const isResult = code[block.node.address].op === "RET";
  const words = `another comes from here, with ${count} ${more < 0 ? "fewer" : "more"}`;
  const related = meeting(code, block, second, words);
  const values = counted(count, "more value");
  const { span } = code[block.node.address];
  return isResult
    ? finding(
        "warning",
        "uneven-result",
        `one of the paths that return here leaves ${values} than another`,
        span,
        related,
      )
    : finding(
        "warning",
        "uneven-join",
        `one of the paths that meet here comes with ${values} on the stack than another`,
        span,
        related,
      );
}
