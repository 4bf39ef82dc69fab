/** Functions that leave more values on some paths than on others. */
import { type Placed, placed } from "../finding.ts";
import type { FunctionFacts } from "./facts.ts";

interface Exit {
  readonly block: number;
  readonly address: number;
  readonly height: number;
}

export function unevenResultsOf(facts: FunctionFacts): readonly Placed[] {
  const found = new Map<number, Placed>();
  const exits = exitsOf(facts);
  if (exits.length === 0) return [];
  const least = exits.reduce((a, b) => (b.height < a.height ? b : a));
  for (const { block, address, height } of exits) {
    if (height === least.height || found.has(address)) continue;
    const values = height - least.height;
    const other = { address: least.address, step: { is: "lower-return", values } as const };
    const cause = { kind: "uneven-result", at: "return", values } as const;
    found.set(address, placed("warning", cause, address, block, [other]));
  }
  return [...found.values()];
}

/** The ways in which the function returns, where their heights are known. */
function exitsOf({ context, flow }: FunctionFacts): readonly Exit[] {
  const exits: Exit[] = [];
  // What a process leaves when it ends, nobody sees: some call must be known.
  if (context.callers.size === 0) return exits;
  for (const { node, height, exits: some } of flow.blocks.values()) {
    for (const { address, rise } of some) {
      if (Number.isNaN(height + rise)) continue;
      exits.push({ block: node.address, address, height: height + rise });
    }
  }
  return exits;
}
