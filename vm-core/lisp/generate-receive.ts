/** Code of `receive`. */
import type { Generator, Use } from "./generate.ts";
import type { Node } from "./nodes.ts";

export function generateReceive(
  generator: Generator,
  node: Extract<Node, { kind: "receive" }>,
  use: Use,
): void {
  generator.settle(false, use, node.span);
}
