/** The call tree of a run has a bound: what comes beyond it is added up. */
import assert from "node:assert/strict";
import test from "node:test";
import { type CallNode, OTHERS, Timeline } from "../../vm-core/run/timeline.ts";

const CHAINS = 30_000;

function nodesOf(root: CallNode): CallNode[] {
  const nodes = [root];
  for (const node of nodes) nodes.push(...node.children);
  return nodes;
}

test("chains of callers beyond the bound share a node, which says how many calls it stands for", () => {
  const timeline = new Timeline(0);
  let now = 0;
  for (let chain = 0; chain < CHAINS; chain++) {
    timeline.enter(chain, ++now);
    timeline.enter(CHAINS, ++now);
    timeline.leave(++now);
    timeline.leave(++now);
  }
  const nodes = nodesOf(timeline.root);
  assert.ok(nodes.length <= 20_001, `${nodes.length} nodes`);
  const others = nodes.filter(({ start }) => start === OTHERS);
  assert.equal(others.length, 1);
  // Each node but the root and that of the others is one call.
  assert.equal(timeline.otherCalls, 2 * CHAINS - (nodes.length - 2));

  // A chain that is known has its own node again, also of time; the others have theirs.
  timeline.enter(0, ++now);
  timeline.enter(CHAINS, ++now);
  timeline.leave(++now);
  assert.equal(timeline.samples.at(-1)?.node, timeline.root.children[0].children[0].id);
  timeline.leave(++now);
  assert.equal(timeline.samples.at(-1)?.node, timeline.root.children[0].id);
  timeline.enter(2 * CHAINS, ++now);
  timeline.leave(++now);
  assert.equal(timeline.samples.at(-1)?.node, others[0].id);
});
