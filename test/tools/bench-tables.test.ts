/** What the benchmarks write: a page has a place for the tables of each group, and gets them there. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import { pathToFileURL } from "node:url";

interface Table {
  readonly title: string;
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly note?: string;
}

interface Tools {
  writeTables(page: string, group: string, tables: readonly Table[], conditions: string): void;
  once(
    scratch: string,
    args: readonly string[],
    command?: string,
  ): {
    readonly milliseconds: number;
    readonly cpu: number;
    readonly memory?: number;
    readonly output: string;
  };
}

const load = async (name: string): Promise<Tools> => import(pathToFileURL(path.resolve("tools", name)).href);

function folder(): string {
  return mkdtempSync(path.join(tmpdir(), "ttvm-bench-"));
}

describe("Tables of measurements", () => {
  it("take the place of those that a page has", async () => {
    const { writeTables } = await load("bench-table.mjs");
    const scratch = folder();
    const page = path.join(scratch, "page.md");
    writeFileSync(page, "before\n<!-- begin a -->\nold\n<!-- end a -->\nafter\n");
    const table = { title: "Title", heads: ["", "one"], rows: [["row", "1"]], note: "A note." };
    writeTables(page, "a", [table], "Measured today.");
    const expected =
      "before\n<!-- begin a -->\n\nMeasured today.\n\n**Title**\n\n|  | one |\n| --- | ---: |\n| row | 1 |\n\nA note.\n\n<!-- end a -->\nafter\n";
    assert.equal(readFileSync(page, "utf8"), expected);
    writeTables(page, "a", [table], "Measured today.");
    assert.equal(readFileSync(page, "utf8"), expected);
    assert.throws(() => writeTables(page, "b", [table], ""), /has no place for b/);
    rmSync(scratch, { recursive: true });
  });

  it("have their places in docs/performance.md", () => {
    const page = readFileSync("docs/performance.md", "utf8");
    for (const group of ["programs", "lisp", "processes"])
      assert.match(page, new RegExp(`<!-- begin ${group} -->[^]*<!-- end ${group} -->`));
  });
});

describe("A command that is measured", () => {
  it("tells its output, times and, of Node, its memory", async () => {
    const { once } = await load("bench-run.mjs");
    const scratch = folder();
    const work = "let sum = 0; for (let i = 0; i < 5e7; i++) sum += i; console.log(sum)";
    const node = once(scratch, ["-e", work]);
    assert.equal(node.output, "1249999975000000\n");
    assert.ok(node.cpu > 10 && node.milliseconds > 10 && (node.memory ?? 0) > 10 * 2 ** 20);
    const other = once(scratch, ["-c", `"${process.execPath}" -e "${work}"`], "bash");
    assert.equal(other.output, node.output);
    assert.ok(other.cpu > 10 && other.memory === undefined);
    assert.throws(() => once(scratch, ["-c", "exit 3"], "bash"), /failed/);
    rmSync(scratch, { recursive: true });
  });
});
