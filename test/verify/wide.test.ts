/** Handlers that are open by the thousand: what the verifier compares grows with the program, not with its square. */
import assert from "node:assert/strict";
import test from "node:test";
import { tally } from "../../vm-core/facts/tally.ts";
import { analyzeAssembly } from "../../vm-core/index.ts";

function compared(text: string): number {
  const before = tally.handlers;
  assert.ok(analyzeAssembly("a.ttvm", 1, text).diagnostics.length > 0);
  return tally.handlers - before;
}

test("as many ways meet at a handler as are open there", () => {
  const count = 5_000;
  assert.ok(compared(`${"TRY h\n".repeat(count)}LABEL h\nHALT\n`) <= count);
});

test("of the handlers that are open where two ways meet a thousand are compared", () => {
  const [count, meetings] = [2_000, 100];
  const asked = "READ_LINE\nTO_INT\n";
  const way = `${"TRY h\n".repeat(count)}${Array.from({ length: meetings }, (_, i) => `${asked}JNZ m${i}\n`).join("")}HALT\n`;
  const places = Array.from({ length: meetings }, (_, i) => `LABEL m${i}\nHALT\n`).join("");
  const pairs = compared(`${asked}JZ other\n${way}LABEL other\n${way}${places}LABEL h\nHALT\n`);
  const most = 1_000 * (meetings + 1) + 4 * count;
  assert.ok(pairs >= 1_000 * meetings && pairs <= most, `${pairs}`);
});
