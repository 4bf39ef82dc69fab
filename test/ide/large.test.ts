/** What the editor asks for again and again of a large document is answered from what is already known about it. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { analyzeAssembly } from "../../vm-core/analyze/index.ts";
import { tally } from "../../vm-core/facts/tally.ts";
import { hover } from "../../vm-core/ide/asm/hover.ts";
import { longProgram } from "../generate/long-program.ts";

it("hovers in 100,000 lines take the analysis that the diagnostics have made, and a few milliseconds each", () => {
  const snapshot = analyzeAssembly("file:///long.ttvm", 1, longProgram(100_000));
  assert.ok(snapshot.diagnostics.length > 0);
  const verified = tally.programs;
  const times: number[] = [];
  let answers = 0;
  for (let i = 0; i < 100; i++) {
    const line = snapshot.syntax.lines[(i * 7919) % snapshot.syntax.lines.length];
    const start = process.cpuUsage();
    if (hover(snapshot, line.span.start)?.markdown.includes("On the stack")) answers++;
    const { user, system } = process.cpuUsage(start);
    times.push((user + system) / 1000);
  }
  assert.equal(tally.programs, verified);
  assert.ok(answers > 50, `${answers} hovers know the stack`);
  const median = times.sort((a, b) => a - b)[50];
  assert.ok(median < 10, `${median} ms`);
});
