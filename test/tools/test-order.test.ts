/** The order of test files: it changes when a run ends, not what it says. */
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import { pathToFileURL } from "node:url";

interface TestUnit {
  longestFirst(
    sources: readonly string[],
    times: Readonly<Record<string, number>>,
    slow: readonly string[],
  ): string[];
  jobsOf(sources: readonly string[]): string[][];
  withSourcePlaces(text: string, out: string): string;
  readonly SLOW: readonly string[];
  readonly TOGETHER: readonly string[];
  readonly STARTING: readonly string[];
  readonly APART: readonly string[];
  readonly LATENESS: readonly string[];
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
    const { SLOW, LATENESS, TOGETHER, STARTING, APART }: TestUnit = await import(tool);
    const folders = TOGETHER.map((folder) => `test/${folder}`);
    assert.deepEqual(
      [...SLOW, ...LATENESS, ...STARTING, ...APART, ...folders].filter((file) => !existsSync(file)),
      [],
    );
  });

  it("of a folder share a process, unless they are slow, start programs or measure something", async () => {
    const { jobsOf }: TestUnit = await import(tool);
    const [slow, measures] = ["test/lisp/programs.test.ts", "test/asm/lean.test.ts"];
    const starts = "test/debug-adapter/launch.test.ts";
    const ide = ["test/ide/hover.test.ts", "test/ide/rename.test.ts"];
    const cli = ["test/cli/a.test.ts", "test/cli/b.test.ts"];
    assert.deepEqual(jobsOf([slow, starts, ide[0], measures, cli[0], ide[1], cli[1]]), [
      [slow],
      [starts],
      ide,
      [measures],
      [cli[0]],
      [cli[1]],
    ]);
  });

  it("declare their tests at once: who is in which `describe` is not known later", () => {
    const files = readdirSync("test", { recursive: true, encoding: "utf8" }).filter((name) =>
      name.endsWith(".test.ts"),
    );
    const late = files.filter((name) =>
      /\bdescribe\([^\n]*\basync\b/.test(readFileSync(path.join("test", name), "utf8")),
    );
    assert.deepEqual(late, []);
  });

  it("are named in the places of errors, and not their bundles", async () => {
    const { withSourcePlaces }: TestUnit = await import(tool);
    const folder = mkdtempSync(path.join(tmpdir(), "ttvm-places-"));
    const bundle = path.join(folder, "a.test.mjs");
    const source = path.relative(folder, path.resolve("test/cli/modules.test.ts"));
    const map = { version: 3, sources: [source], names: [], mappings: ";AAEE" };
    writeFileSync(`${bundle}.map`, JSON.stringify(map));
    assert.equal(
      withSourcePlaces(`at f (file://${bundle}:2:1)\nat g (/elsewhere/b.mjs:1:1)`, folder),
      "at f (test/cli/modules.test.ts:3:3)\nat g (/elsewhere/b.mjs:1:1)",
    );
    rmSync(folder, { recursive: true });
  });
});
