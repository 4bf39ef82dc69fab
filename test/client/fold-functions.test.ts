/** The control-flow graph with functions folded to a box each. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { foldFunctions, functionsOf } from "../../client/views/page/fold-functions.ts";
import type { FlowChartAnswer } from "../../server/protocol.ts";
import { analyze, flowChart } from "../../vm-core/index.ts";

const RANGE = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

function chartOf(text: string): FlowChartAnswer {
  const chart = flowChart(analyze("a.ttvm", 1, text));
  assert.ok(chart);
  return { ...chart, blocks: chart.blocks.map((block) => ({ ...block, range: RANGE })) };
}

describe("Folding functions", () => {
  const chart = chartOf(readFileSync("examples/factorial.ttvm", "utf8"));
  const entry = chart.blocks.findIndex(({ labels }) => labels[0] === "factorial");

  it("knows which blocks belong to a function", () => {
    const owner = functionsOf(chart);
    const own = chart.blocks.filter((_, index) => owner[index] === entry).map(({ labels }) => labels[0]);
    assert.deepEqual(own, ["factorial", undefined, "smallest"]);
    assert.equal(owner[0], undefined);
  });

  it("leaves the graph as it is where nothing is folded", () => {
    const { blocks, edges } = foldFunctions(chart, new Set());
    assert.deepEqual(edges, chart.edges);
    assert.deepEqual(
      blocks.map(({ index }) => index),
      [...chart.blocks.keys()],
    );
  });

  it("puts one box in the place of a function, with the calls of it", () => {
    const { blocks, edges } = foldFunctions(chart, new Set([entry]));
    const box = blocks.findIndex(({ folded }) => folded > 0);
    assert.deepEqual(blocks[box].lines, ["3 blocks, 13 instructions"]);
    assert.equal(blocks.length, chart.blocks.length - 2);
    const around = edges.filter(({ from, to }) => from === box || to === box);
    assert.deepEqual(
      around.map(({ from, to, kind }) => [from, kind, to]),
      [
        [0, "call", box],
        [box, "call", box],
      ],
    );
  });
});
