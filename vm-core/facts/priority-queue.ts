/** The blocks that are to be followed, lowest address first: joins then see most paths before they continue. */
import type { ContextNode } from "./context.ts";

export class PriorityQueue {
  private readonly nodes: ContextNode[] = [];

  get isEmpty(): boolean {
    return this.nodes.length === 0;
  }

  /** Adds a block that is not already waiting. */
  add(node: ContextNode): void {
    if (node.queued) return;
    node.queued = true;
    const { nodes } = this;
    let at = nodes.length;
    nodes.push(node);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (nodes[parent].address <= node.address) break;
      nodes[at] = nodes[parent];
      at = parent;
    }
    nodes[at] = node;
  }

  take(): ContextNode {
    const { nodes } = this;
    const first = nodes[0];
    const last = nodes.pop() as ContextNode;
    if (nodes.length > 0) this.sink(last);
    first.queued = false;
    return first;
  }

  private sink(node: ContextNode): void {
    const { nodes } = this;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= nodes.length) break;
      if (child + 1 < nodes.length && nodes[child + 1].address < nodes[child].address) child++;
      if (nodes[child].address >= node.address) break;
      nodes[at] = nodes[child];
      at = child;
    }
    nodes[at] = node;
  }
}
