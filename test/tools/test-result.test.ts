/** What a test run says last: who has only the end of its output learns which tests failed, and why. */
import assert from "node:assert/strict";
import path from "node:path";
import { describe, it } from "node:test";
import { pathToFileURL } from "node:url";

interface Failure {
  readonly name: string;
  readonly lines: readonly string[];
}

interface Step {
  readonly title: string;
  readonly passed: number;
  readonly failed: number;
  readonly seconds?: number;
  readonly failures?: readonly Failure[];
}

interface TestResult {
  failuresIn(output: string): Failure[];
  resultLines(steps: readonly Step[]): string[];
}

const load = async (): Promise<TestResult> =>
  import(pathToFileURL(path.resolve("tools", "test-result.mjs")).href);

describe("The result of a test run", () => {
  it("names the failures of a step with the first lines of their causes", async () => {
    const { resultLines } = await load();
    const long = Array.from({ length: 15 }, (_, line) => `at ${line}`);
    const lines = resultLines([
      { title: "Lint", passed: 1, failed: 0, seconds: 2.34 },
      {
        title: "Unit tests",
        passed: 5,
        failed: 2,
        failures: [
          { name: "adds", lines: ["Error: 1 is not 2", "    at f"] },
          { name: "sorts", lines: long },
        ],
      },
    ]);
    assert.deepEqual(lines, [
      "ok   Lint: 1 passed, 0 failed (2.3 s)",
      "FAIL Unit tests: 5 passed, 2 failed",
      "     FAIL adds",
      "          Error: 1 is not 2",
      "              at f",
      "     FAIL sorts",
      ...long.slice(0, 12).map((line) => `          ${line}`),
      "          (3 more lines above)",
    ]);
  });

  it("knows the failures of a process by what it has printed", async () => {
    const { failuresIn } = await load();
    const output = [
      "== Tests in an editor",
      "ok   opens (3 ms)",
      "FAIL closes",
      "     Error: it is open",
      "         at close",
      "   a path",
      "     no cause",
      "FAIL ends",
      "FAIL test/a.test.ts: 1 passed, 2 failed (0.1 s)",
    ];
    assert.deepEqual(failuresIn(output.join("\n")), [
      { name: "closes", lines: ["Error: it is open", "    at close"] },
      { name: "ends", lines: [] },
    ]);
    assert.deepEqual(failuresIn("ok   opens\n"), []);
  });
});
