/** The control-flow graph as it is drawn. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { analyze, flowChart } from "../../vm-core/index.ts";
import { assemblableText } from "./programs.ts";

function chartOf(text: string) {
  const chart = flowChart(analyze("a.ttvm", 1, text));
  assert.ok(chart);
  return chart;
}

/** `from-kind-to`, with a star where a loop closes. */
function edgesOf(text: string): string[] {
  return chartOf(text).edges.map(({ from, to, kind, isBack }) => `${from} ${kind}${isBack ? "*" : ""} ${to}`);
}

describe("The control-flow graph", () => {
  it("has both ways of a branch, and the way back of a loop", () => {
    const text = "LABEL a\nPUSH_INT 1\nJNZ b\nJMP a\nLABEL b\nHALT\n";
    assert.deepEqual(edgesOf(text), ["0 not taken 1", "0 taken 2", "1 jump* 0"]);
    assert.deepEqual(
      chartOf(text).blocks.map(({ labels, lines, isLoop }) => [labels, lines, isLoop]),
      [
        [["a"], ["PUSH_INT 1", "JNZ b"], true],
        [[], ["JMP a"], false],
        [["b"], ["HALT"], false],
      ],
    );
  });

  it("has calls and handlers", () => {
    const text = "TRY h\nCALL f\nEND_TRY\nHALT\nLABEL h\nHALT\nLABEL f\nRET\n";
    const edges = edgesOf(text);
    assert.ok(
      edges.some((edge) => / handler /.test(edge)),
      edges.join(),
    );
    assert.ok(
      edges.some((edge) => / call /.test(edge)),
      edges.join(),
    );
  });

  it("cuts what is never reached into blocks, too", () => {
    const { blocks } = chartOf("HALT\nPRINT\nJMP 0\nPRINT\nLABEL a\nPRINT\n");
    assert.deepEqual(
      blocks.map(({ lines, isReachable }) => [lines.length, isReachable]),
      [
        [1, true],
        [2, false],
        [1, false],
        [1, false],
      ],
    );
  });

  it("says how many blocks are left out", () => {
    const chart = chartOf("PUSH_INT 1\nJNZ 0\n".repeat(21_000));
    assert.equal(chart.blocks.length + chart.left, 21_000);
    assert.ok(chart.left > 0 && chart.edges.every(({ to }) => to < chart.blocks.length));
  });

  it("holds every instruction once", () => {
    fc.assert(
      fc.property(assemblableText({ addresses: true, structured: true }), (text) => {
        const snapshot = analyze("a.ttvm", 1, text);
        const chart = flowChart(snapshot);
        if (chart === undefined || chart.left > 0) return;
        const lines = chart.blocks.reduce((sum, block) => sum + block.lines.length, 0);
        assert.equal(lines, snapshot.program?.code.length);
      }),
      { numRuns: 300, seed: 20_260_701 },
    );
  });
});
