/** What is drawn of a control-flow graph that is too large, and where. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { blocksNear } from "../../client/views/page/blocks-near.ts";
import { foldFunctions, functionsOf } from "../../client/views/page/fold-functions.ts";
import { layOut } from "../../client/views/page/layout-blocks.ts";
import type { FlowChartAnswer } from "../../server/protocol.ts";
import { analyze, flowChart } from "../../vm-core/index.ts";

const RANGE = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

/** A program that calls `count` functions of three blocks each. */
function chartOf(count: number): FlowChartAnswer {
  const names = Array.from({ length: count }, (_, index) => `f${index}`);
  const text = `${names.map((name) => `CALL ${name}\nPOP\n`).join("")}HALT\n${names
    .map(
      (name) =>
        `LABEL ${name}\nPUSH_INT 1\nJZ ${name}_end\nPUSH_INT 2\nPRINT\nLABEL ${name}_end\nPUSH_INT 3\nRET\n`,
    )
    .join("")}`;
  const chart = flowChart(analyze("a.ttvm", 1, text));
  assert.ok(chart);
  return { ...chart, blocks: chart.blocks.map((block) => ({ ...block, range: RANGE })) };
}

describe("A graph that is too large", () => {
  const chart = chartOf(200);

  it("is drawn around a block, with edges between what is drawn", () => {
    const center = chart.blocks.findIndex(({ labels }) => labels[0] === "f150");
    const { blocks, edges, left } = blocksNear(foldFunctions(chart, new Set()), center, 100);
    assert.equal(blocks.length, 100);
    assert.equal(left, chart.blocks.length - 100);
    const names = blocks.flatMap(({ labels }) => labels);
    assert.ok(names.includes("f150") && names.includes("f150_end"), names.join());
    assert.ok(edges.length >= 3 && edges.every(({ from, to }) => from < 100 && to < 100));
    assert.deepEqual(
      blocks.map(({ index }) => index),
      blocks.map(({ index }) => index).toSorted((a, b) => a - b),
    );
  });

  it("is whole where it fits", () => {
    const drawn = foldFunctions(chart, new Set());
    assert.deepEqual(blocksNear(drawn, 0, 1_000), { ...drawn, left: 0 });
  });

  it("has the functions that a block calls in rows, not in one line", () => {
    const entries = new Set(functionsOf(chart).filter((entry) => entry !== undefined));
    const { blocks, edges } = foldFunctions(chart, entries);
    const sizes = blocks.map(() => ({ width: 150, height: 40 }));
    const { size, boxes } = layOut(
      sizes,
      edges,
      edges.map(() => ({ width: 30, height: 18 })),
    );
    assert.equal(boxes.length, blocks.length);
    assert.ok(size.width < 10 * size.height, JSON.stringify(size));
  });
});
