/** The order of test files: it changes when a run ends, not what it says. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { pathToFileURL } from "node:url";

interface TestUnit {
  longestFirst(
    sources: readonly string[],
    times: Readonly<Record<string, number>>,
    slow: readonly string[],
  ): string[];
  readonly SLOW: readonly string[];
  readonly ALONE: readonly string[];
}

const tool = pathToFileURL(path.join(process.cwd(), "tools", "test-unit.mjs")).href;

describe("Test files", () => {
  const small = "test/cli/modules.test.ts";
  const large = "test/cli/run.test.ts";

  it("run in the order of their last times, then of the table, then of their sizes", async () => {
    const { longestFirst }: TestUnit = await import(tool);
    assert.deepEqual(longestFirst([small, large], {}, []), [large, small]);
    assert.deepEqual(longestFirst([large, small], {}, [small]), [small, large]);
    assert.deepEqual(longestFirst([large, small], { [small]: 10, [large]: 20 }, [small]), [large, small]);
  });

  it("of the tables exist", async () => {
    const { SLOW, ALONE }: TestUnit = await import(tool);
    assert.deepEqual(
      [...SLOW, ...ALONE].filter((file) => !existsSync(file)),
      [],
    );
  });
});
