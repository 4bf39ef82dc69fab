/** Every conformance case, through the real command, from source and from bytecode, with a table per group. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import test from "node:test";
import { type ConformanceCase, loadCases, type Mode, runCase } from "./case.ts";

/** Groups of features that the product does not have yet. */
const LATER = new Set(["ir"]);

/**
 * Groups that go through a `.ttb` file and the command: those where addresses, handlers and files matter. That
 * every case gives the same Program from bytecode is tested in `test/bytecode`.
 */
const THROUGH_FILES = new Set(["ttb", "module", "exception", "function", "closure", "program", "language"]);

interface Tally {
  passed: number;
  total: number;
}

async function runAll(cases: readonly ConformanceCase[], mode: Mode) {
  const tallies = new Map<string, Tally>();
  const failures: string[] = [];
  const queue = [...cases];
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const differences = await runCase(next, mode);
      const tally = tallies.get(next.group) ?? { passed: 0, total: 0 };
      tallies.set(next.group, tally);
      tally.total++;
      if (differences.length === 0) tally.passed++;
      else failures.push(`${next.id}: ${differences.join("; ")}`);
    }
  };
  await Promise.all([worker(), worker(), worker()]);
  return { tallies, failures };
}

function table(mode: Mode, tallies: ReadonlyMap<string, Tally>): string {
  const rows = [...tallies].map(
    ([group, { passed, total }]) => `  ${group.padEnd(14)} ${String(passed).padStart(4)} of ${total}`,
  );
  return [`conformance, ${mode}`, ...rows].join("\n");
}

const cases = loadCases().filter((wanted) => !LATER.has(wanted.group));

for (const mode of ["plain", "ttb"] as const) {
  test(`the conformance cases hold, ${mode}`, async () => {
    assert.ok(existsSync("dist/ttvm.js"), "dist/ttvm.js is missing: run `npm run build` first");
    const chosen =
      mode === "plain" ? cases : cases.filter((wanted) => !wanted.hex && THROUGH_FILES.has(wanted.group));
    const { tallies, failures } = await runAll(chosen, mode);
    console.log(table(mode, tallies));
    assert.deepEqual(failures, []);
  });
}
