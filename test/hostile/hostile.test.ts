/**
 * Programs that try to fill the machine or to run for ever, through the real command: memory ends in a fault that the
 * program catches, and time when it is over, whatever runs.
 */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
import { describe, it } from "node:test";
import { REPORT } from "./measured.ts";

const FOLDER = "test/hostile";
const TTVM = "dist/ttvm.js";
const LIMIT = 32;
/** Mebibytes of the command besides what the program holds: Node, and room that its collector has not given back. */
const BESIDE = 128;
const TIMEOUT = 1_000;
/** Milliseconds by which a run may be late. */
const LATE = 250;
const TRIES = 3;
/** As long as that it may take on a machine where others work, too. */
const BUSY = 5_000;

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly milliseconds: number;
}

/** Milliseconds of work of the processors. */
function cpuOf({ stderr }: Ended): number {
  return Number(/cpu ([\d.]+)/.exec(stderr)?.[1]);
}

interface Streams {
  /** What comes on standard input: nothing and no end, an end, or something without an end. */
  readonly input: "silent" | "empty" | "endless";
  /** Nobody reads what the program writes. */
  readonly unread?: boolean;
}

async function run(
  file: string,
  flags: readonly string[],
  { input, unread = false }: Streams,
): Promise<Ended> {
  const started = performance.now();
  const child = spawn(process.execPath, ["--import", REPORT, TTVM, "run", ...flags, file], {
    stdio: "pipe",
    timeout: 60_000,
    killSignal: "SIGKILL",
  });
  // The command ends before it has read everything.
  child.stdin.on("error", () => undefined);
  if (input === "empty") child.stdin.end();
  if (input === "endless") Readable.from(endless()).pipe(child.stdin);
  let stdout = "";
  let stderr = "";
  if (!unread) child.stdout.on("data", (data: Buffer) => (stdout += data));
  child.stderr.on("data", (data: Buffer) => (stderr += data));
  const [code] = await once(child, "exit");
  const milliseconds = performance.now() - started;
  child.stdin.destroy();
  child.stdout.destroy();
  return { code, stdout, stderr, milliseconds };
}

function* endless(): Generator<Buffer> {
  for (;;) yield Buffer.alloc(65_536, "x");
}

const READERS = ["standard-input.ttvm", "one-line.ttvm"];

const isUnix = process.platform !== "win32";

describe("Memory", { skip: !isUnix }, () => {
  for (const name of readdirSync(path.join(FOLDER, "memory"))) {
    it(`ends in a fault: ${name}`, async () => {
      const file = path.join(FOLDER, "memory", name);
      const input = READERS.includes(name) ? "endless" : "empty";
      const { code, stdout, stderr } = await run(file, ["--max-memory", `${LIMIT}MB`], { input });
      assert.equal(stdout, "Resource limit reached: memory\nand goes on\n", stderr);
      assert.equal(code, 0, stderr);
      const rss = Number(/rss (\d+)/.exec(stderr)?.[1]) / 1_024;
      assert.ok(rss > 10 && rss < LIMIT + BESIDE, `${rss.toFixed(0)} MB`);
    });
  }
});

describe("Time", { skip: !isUnix }, () => {
  for (const name of readdirSync(path.join(FOLDER, "time"))) {
    it(`is over when it is over: ${name}`, async () => {
      const file = path.join(FOLDER, "time", name);
      const unread = name === "output.ttvm";
      const seen: string[] = [];
      // What else the machine does can only add to it: the least of a few runs is the program's own.
      for (let tries = 0; tries < TRIES; tries++) {
        const start = await run("examples/hello.ttvm", [], { input: "empty" });
        const ended = await run(file, ["--timeout", `${TIMEOUT}ms`], { input: "silent", unread });
        assert.match(ended.stderr, /^Error: Resource limit reached: timeout of 1s$/m);
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
