/** The Testing view of the extension as it is shipped: its package does not have all that a build makes. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { it } from "node:test";

/** The files of dist/ that `.vscodeignore` names. */
function shippedFiles(): readonly string[] {
  const patterns = readFileSync(".vscodeignore", "utf8")
    .split("\n")
    .filter((line) => /^!dist\/[^/]+$/.test(line))
    .map((line) => line.slice("!dist/".length));
  return readdirSync("dist").filter((name) =>
    patterns.some((pattern) =>
      pattern.startsWith("*") ? name.endsWith(pattern.slice(1)) : name === pattern,
    ),
  );
}

it("a test runs with the files of dist/ that are shipped", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "ttvm-shipped-"));
  try {
    mkdirSync(path.join(folder, "dist"));
    for (const name of shippedFiles()) cpSync(path.join("dist", name), path.join(folder, "dist", name));
    const program = path.join(folder, "five.ttvm");
    writeFileSync(program, "    PUSH_INT 5\n    PRINT ; expect: 5\n    HALT\n");
    const words = [path.join(folder, "dist", "debug-adapter.js"), "test", program];
    const { stdout } = spawnSync(process.execPath, words, { encoding: "utf8" });
    assert.deepEqual(JSON.parse(stdout).findings, []);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
