/** Generated hostile programs: under their rules they touch nothing that is not allowed, and under their limits they end. */
import assert from "node:assert/strict";
import { Readable } from "node:stream";
import test from "node:test";
import fc from "fast-check";
import { createMachine, drive, parsePermissions } from "../../vm-core/index.ts";
import { type NodeHost, nodeHost } from "../../vm-core/node/host/index.ts";
import { diskModules } from "../../vm-core/node/read-module.ts";
import { assembled } from "../machine/run-text.ts";
import { type HostileCase, hostileCase, mayTouch } from "./generator.ts";
import { Playground } from "./touched.ts";

const CASES = 2_000;
const SEED = 12;
/** A case that waits for something is given up; it costs no work. */
const WAITS_MS = 200;
/** What was given up ends within that time, also on a busy machine. */
const SETTLES_MS = 20_000;

/** Runs a case in this process; resolves with what it has printed, and how many instructions it took. */
async function run(
  hostile: HostileCase,
  playground: Playground,
  patience = WAITS_MS,
): Promise<{ stdout: string; executed: number }> {
  let stdout = "";
  const { maxMemory, maxInstructions, rules } = hostile;
  const machine = createMachine(assembled(playground.sourceOf(hostile)), {
    readModule: diskModules(playground.folder),
    limits: { maxMemory, maxInstructions, maxProcesses: 50, maxFrames: 1_000 },
  });
  const host = nodeHost({
    cwd: playground.folder,
    permissions: parsePermissions(rules),
    input: Readable.from([]),
    write: (chunks) => {
      for (const { text } of chunks) if (stdout.length < 100_000) stdout += text;
    },
  });
  const ending = new AbortController();
  const timer = setTimeout(() => ending.abort(), patience);
  try {
    await drive(machine, host, ending.signal);
  } finally {
    clearTimeout(timer);
    host.close();
    await quiet(host);
  }
  return { stdout, executed: machine.system.instructions };
}

/** Waits until what a case has asked for has no effect any more, so that the next one does not answer for it. */
async function quiet(host: NodeHost): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<"late">((resolve) => {
    timer = setTimeout(resolve, SETTLES_MS, "late");
  });
  const end = await Promise.race([host.settled(), late]);
  clearTimeout(timer);
  assert.notEqual(end, "late", "what was given up does not end");
}

test("what a generated case may touch", () => {
  const none = { allow: [], deny: [], sandbox: false };
  assert.ok(mayTouch(none, "write out"));
  assert.ok(!mayTouch({ ...none, sandbox: true }, "read out"));
  assert.ok(!mayTouch({ ...none, allow: ["write=in"] }, "write out"));
  assert.ok(!mayTouch({ ...none, allow: ["run"], deny: ["run=touch"] }, "run"));
  assert.ok(mayTouch({ ...none, sandbox: true, allow: ["net=127.0.0.0/8"] }, "connect"));
});

test("what a case touches is seen", { skip: process.platform !== "linux" }, async (t) => {
  const playground = new Playground();
  await playground.open();
  t.after(() => playground.close());
  const source = [
    ['PUSH_STR "out/secret"', "READ_FILE", "PRINT", 'PUSH_STR "x"', 'PUSH_STR "in/escape/new"', "WRITE_FILE"],
    ['PUSH_STR "in/a"', "DELETE_FILE", 'PUSH_STR "localhost"', "PUSH_INT PORT", "TCP_CONNECT", "CLOSE"],
    ['PUSH_STR "touch"', 'PUSH_STR "marks/by-name"', "MAKE_LIST 1", "EXEC", "POP"],
  ].flat();
  const rules = { allow: [], deny: ["env"], sandbox: false };
  const limits = { maxMemory: 2 ** 22, maxInstructions: 5_000 };
  const { stdout } = await run({ source: source.join("\n"), rules, ...limits }, playground, 20_000);
  assert.deepEqual(await playground.touched(stdout), ["read out", "write in", "write out", "run", "connect"]);
});

test(`${CASES} generated cases`, { skip: process.platform !== "linux" }, async (t) => {
  const playground = new Playground();
  await playground.open();
  t.after(() => playground.close());
  await fc.assert(
    fc.asyncProperty(hostileCase, async (hostile) => {
      const { stdout, executed } = await run(hostile, playground);
      const touched = await playground.touched(stdout);
      assert.deepEqual(
        touched.filter((resource) => !mayTouch(hostile.rules, resource)),
        [],
      );
      assert.ok(executed <= hostile.maxInstructions, `${executed} instructions`);
    }),
    { seed: SEED, numRuns: CASES, endOnFailure: true },
  );
});
