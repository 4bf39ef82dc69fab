/** Programs that try to fill the machine, through the real command: memory ends in a fault that the program catches. */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { FOLDER, runHostile } from "./command.ts";

const LIMIT = 32;
/** Mebibytes of the command besides what the program holds: 58 are those of Node with an empty program, and 64 what is promised. */
const BESIDE = 122;
const READERS = ["standard-input.ttvm", "one-line.ttvm"];

describe("Memory", { skip: process.platform === "win32" }, () => {
  for (const name of readdirSync(path.join(FOLDER, "memory"))) {
    it(`ends in a fault: ${name}`, async () => {
      const file = path.join(FOLDER, "memory", name);
      const input = READERS.includes(name) ? "endless" : "empty";
      const { code, stdout, stderr } = await runHostile(file, ["--max-memory", `${LIMIT}MB`], { input });
      assert.equal(stdout, "Resource limit reached: memory\nand goes on\n", stderr);
      assert.equal(code, 0, stderr);
      const rss = Number(/rss (\d+)/.exec(stderr)?.[1]) / 1_024;
      assert.ok(rss > 10 && rss < LIMIT + BESIDE, `${rss.toFixed(0)} MB`);
    });
  }
});
