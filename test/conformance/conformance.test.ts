/** Every conformance case, in every mode there is, with a table for each mode; and some through the real command. */
import assert from "node:assert/strict";
import test from "node:test";
import { ttvm } from "../cli/command.ts";
import { plainEnvironment } from "../cli/in-process.ts";
import { type ConformanceCase, loadCases, type Mode, runCase } from "./case.ts";

const MODES: readonly Mode[] = ["plain", "optimize", "ttb", "ir", "jit", "optimize+jit"];

interface Tally {
  passed: number;
  total: number;
}

/** Several at once: some cases sleep, or wait for other programs. */
async function runAll(chosen: readonly ConformanceCase[], mode: Mode) {
  const tallies = new Map<string, Tally>();
  const failures: string[] = [];
  const queue = [...chosen];
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

const cases = loadCases();

for (const mode of MODES) {
  test(`the conformance cases hold, ${mode}`, async () => {
    const { tallies, failures } = await runAll(cases, mode);
    console.log(table(mode, tallies));
    assert.deepEqual(failures, []);
  });
}

test("a case of each group holds through the real command", async () => {
  const firsts = new Map(cases.map((each) => [each.group, each]).reverse() as [string, ConformanceCase][]);
  for (const first of firsts.values()) {
    const differences = await runCase(first, "plain", (words, { cwd, stdin, env }) =>
      ttvm(words, { cwd, stdin: String(stdin ?? ""), env: plainEnvironment(env) }),
    );
    assert.deepEqual(differences, [], first.id);
  }
});
