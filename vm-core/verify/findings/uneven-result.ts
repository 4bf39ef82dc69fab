/** Functions that leave more values on some paths than on others. */

import type { Node } from "../../facts/context.ts";
import type { Diagnostic } from "../../text/diagnostic.ts";
import { counted, type Facts, finding } from "./facts.ts";
import { pathTo } from "./path.ts";

interface Exit {
  readonly node: Node;
  readonly address: number;
  readonly height: number;
}

export function findUnevenResults({ program: { code }, flow }: Facts): readonly Diagnostic[] {
  const found = new Map<number, Diagnostic>();
  for (const exits of exitsOf(flow.blocks.values())) {
    const least = exits.reduce((a, b) => (b.height < a.height ? b : a));
    for (const { node, address, height } of exits) {
      if (height === least.height || found.has(address)) continue;
      const more = counted(height - least.height, "value");
      const other = { span: code[least.address].span, message: `here it returns with ${more} less` };
      found.set(
        address,
        finding(
          "warning",
          "uneven-result",
          `this path of the function leaves ${more} more than another`,
          code[address].span,
          [...pathTo(code, node), other],
        ),
      );
    }
  }
  return [...found.values()];
}

/** For each function the ways in which it returns, where their heights are known. */
function exitsOf(blocks: Facts["flow"]["blocks"] extends ReadonlyMap<Node, infer B> ? Iterable<B> : never) {
  const exits = new Map<unknown, Exit[]>();
  for (const { node, height, exits: some } of blocks) {
    // What a process leaves when it ends, nobody sees: some call must be known.
    if (node.context.callers.size === 0) continue;
    for (const { address, rise } of some) {
      if (Number.isNaN(height + rise)) continue;
      const exit = { node, address, height: height + rise };
      const known = exits.get(node.context);
      if (known === undefined) exits.set(node.context, [exit]);
      else known.push(exit);
    }
  }
  return exits.values();
}
