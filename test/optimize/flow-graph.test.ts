/** Blocks, dominators and loops, on small programs and against their definition on generated ones. */
import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { dominates, dominators, loopsOf, ROOT } from "../../vm-core/program/dominators.ts";
import { type FlowGraph, flowGraph } from "../../vm-core/program/flow-graph.ts";
import { programs } from "../generate/programs.ts";
import { assembled } from "../machine/run-text.ts";

test("blocks end at jumps and begin at targets", () => {
  const graph = flowGraph(
    assembled("SELF\nJZ a\nNULL\nPRINT\nLABEL a\nTRY h\nEND_TRY\nHALT\nPRINT\nLABEL h\nPRINT\n"),
  );
  assert.deepEqual(
    graph.blocks.map(({ start, end, successors }) => ({ start, end, successors })),
    [
      { start: 0, end: 2, successors: [1, 2] },
      { start: 2, end: 4, successors: [2] },
      { start: 4, end: 5, successors: [3, 4] },
      { start: 5, end: 7, successors: [] },
      { start: 8, end: 9, successors: [] },
    ],
  );
});

test("loops have a header and a body", () => {
  const graph = flowGraph(
    assembled("SELF\nLABEL a\nDUP\nJZ end\nLABEL b\nDUP\nJNZ b\nJMP a\nLABEL end\nHALT\n"),
  );
  assert.deepEqual(loopsOf(graph), [
    { header: 1, blocks: [1, 2, 3] },
    { header: 2, blocks: [2] },
  ]);
});

test("a block dominates what cannot be reached without it", () => {
  fc.assert(
    fc.property(programs(), (source) => {
      const graph = flowGraph(assembled(source));
      const dominator = dominators(graph);
      for (const { index } of graph.blocks) {
        const reached = reachedWithout(graph, index);
        for (const { index: other } of graph.blocks) {
          assert.equal(dominates(dominator, index, other), !reached.has(other), `${index} and ${other}`);
        }
        assert.ok(dominator[index] === ROOT || dominator[index] !== index);
      }
    }),
    { numRuns: 100, seed: 5 },
  );
});

function reachedWithout({ blocks, blockAt, entries }: FlowGraph, avoided: number): Set<number> {
  const reached = new Set<number>();
  const pending = entries.filter((entry) => entry < blockAt.length).map((entry) => blockAt[entry]);
  while (pending.length > 0) {
    const at = pending.pop() as number;
    if (at === avoided || reached.has(at)) continue;
    reached.add(at);
    pending.push(...blocks[at].successors);
  }
  return reached;
}
