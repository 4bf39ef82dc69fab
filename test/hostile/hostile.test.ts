/** Programs that try to run for ever, through the real command: time is over when it is over, whatever runs. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { cpuOf, type Ended, FOLDER, runHostile } from "./command.ts";

const TIMEOUT = 500;
/** Milliseconds by which a run may be late. */
const LATE = 250;
const TRIES = 3;
/** As long as that it may take on a machine where others work, too. */
const BUSY = 5_000;

describe("Time", { skip: process.platform === "win32" }, () => {
  const runHello = () => runHostile("examples/hello.ttvm", [], { input: "empty" });
  /** What starting the command takes; measured anew where a run seems to be late. */
  let start: Ended | undefined;

  for (const name of readdirSync(path.join(FOLDER, "time"))) {
    it(`is over when it is over: ${name}`, async () => {
      const file = path.join(FOLDER, "time", name);
      const unread = name.startsWith("output");
      const seen: string[] = [];
      // What else the machine does can only add to it: the least of a few runs is the program's own.
      for (let tries = 0; tries < TRIES; tries++) {
        if (start === undefined || tries > 0) start = await runHello();
        const ended = await runHostile(file, ["--timeout", `${TIMEOUT}ms`], { input: "silent", unread });
        assert.match(ended.stderr, /^Error: Resource limit reached: timeout of 500ms$/m);
        assert.equal(ended.code, 1);
        const late = ended.milliseconds - TIMEOUT - start.milliseconds;
        const worked = cpuOf(ended) - TIMEOUT - cpuOf(start);
        seen.push(`${late.toFixed(0)} ms late, ${worked.toFixed(0)} of work`);
        // Where others keep the processors busy, it is the work that tells.
        if (late < LATE || (worked < LATE && late < BUSY)) return;
      }
      assert.fail(seen.join("; "));
    });
  }

  it("leaves no program that a program has started", async () => {
    const { stdout } = spawnSync("ps", ["-eo", "args"], { encoding: "utf8" });
    assert.ok(!stdout.includes("sleep 97531"), "a child of the program that ignores TERM");
  });
});
