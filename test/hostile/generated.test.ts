/** Generated hostile programs: under their rules they touch nothing that is not allowed, and under their limits they end. */
import assert from "node:assert/strict";
import path from "node:path";
import { Readable } from "node:stream";
import test from "node:test";
import fc from "fast-check";
import { createMachine, drive, parsePermissions } from "../../vm-core/index.ts";
import { type Effect, INSTRUCTIONS, type InstructionRow } from "../../vm-core/isa/index.ts";
import { type NodeHost, nodeHost } from "../../vm-core/node/host/index.ts";
import { modulePermission } from "../../vm-core/node/module-permission.ts";
import { diskModules } from "../../vm-core/node/read-module.ts";
import { assembled } from "../machine/run-text.ts";
import { type HostileCase, hostileCase, mayTouch } from "./generator.ts";
import { HOME, INPUT, Playground } from "./touched.ts";

/** `npm run fuzz -- --hostile` makes as many as there is time for. */
const CASES = 2_000;
const SEED = 12;
/** A case that waits for something is given up; it costs no work. */
const WAITS_MS = 150;
/** What was given up ends within that time, also on a busy machine. */
const SETTLES_MS = 20_000;
/** Bytes that a host may hold without asking: what arrives by itself, little at a time. */
const SMALL = 2 ** 20;

/** Runs a case in this process; resolves with what it has printed, and how many instructions it took. */
async function run(
  hostile: HostileCase,
  playground: Playground,
  patience = WAITS_MS,
): Promise<{ stdout: string; executed: number; held: number }> {
  let stdout = "";
  const { maxMemory, maxInstructions, rules } = hostile;
  const permissions = parsePermissions(rules);
  const ending = new AbortController();
  const machine = createMachine(assembled(playground.sourceOf(hostile)), {
    readModule: diskModules(
      playground.folder,
      modulePermission(permissions, path.join(playground.folder, "programs"), playground.folder),
      ending.signal,
    ),
    limits: { maxMemory, maxInstructions, maxProcesses: 50, maxFrames: 1_000 },
  });
  const host = nodeHost({
    cwd: playground.folder,
    permissions,
    env: { ...process.env, HOME },
    input: Readable.from([Buffer.from(INPUT)]),
    write: (chunks) => {
      for (const { text } of chunks) if (stdout.length < 100_000) stdout += text;
    },
  });
  const peak = watchPeak(host);
  const timer = setTimeout(() => ending.abort(), patience);
  try {
    await drive(machine, host, ending.signal);
  } finally {
    clearTimeout(timer);
    host.close();
    await quiet(host);
  }
  return { stdout, executed: machine.system.instructions, held: peak() };
}

/** The most bytes that a host has held so far. */
function watchPeak({ memory }: NodeHost): () => number {
  let held = 0;
  let most = 0;
  Object.defineProperty(memory, "held", {
    get: () => held,
    set: (bytes: number) => {
      held = bytes;
      most = Math.max(most, bytes);
    },
  });
  return () => most;
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

/** Whoever adds an instruction with an effect adds a part that has it. */
test("every instruction with an effect is in a part", () => {
  const INSIDE: ReadonlySet<Effect> = new Set([
    "reads-frame",
    "captured-set",
    "binds-names",
    "exports",
    "debugger",
  ]);
  const cases = fc.sample(hostileCase, { seed: SEED, numRuns: 5_000 });
  const used = new Set(cases.flatMap(({ source }) => source.split("\n").map((line) => line.split(" ")[0])));
  const missing = Object.entries<InstructionRow>(INSTRUCTIONS)
    .filter(([, { effects }]) => effects.some((one) => !INSIDE.has(one)))
    .map(([mnemonic]) => mnemonic)
    .filter((mnemonic) => !used.has(mnemonic));
  assert.deepEqual(missing, []);
});

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
    ["READ_LINE", "PRINT", 'PUSH_STR "HOME"', "GET_ENV", "PRINT"],
  ].flat();
  const rules = { allow: [], deny: ["env=PATH"], sandbox: false };
  const limits = { maxMemory: 2 ** 22, maxInstructions: 5_000 };
  const { stdout } = await run({ source: source.join("\n"), rules, ...limits }, playground, 20_000);
  assert.deepEqual(await playground.touched(stdout), [
    "read out",
    "read input",
    "env HOME",
    "write in",
    "write out",
    "run",
    "connect",
  ]);
});

test(`${CASES} generated cases`, { skip: process.platform !== "linux" }, async (t) => {
  const playground = new Playground();
  await playground.open();
  t.after(() => playground.close());
  await fc.assert(
    fc.asyncProperty(hostileCase, async (hostile) => {
      const { stdout, executed, held } = await run(hostile, playground);
      const touched = await playground.touched(stdout);
      assert.deepEqual(
        touched.filter((resource) => !mayTouch(hostile.rules, resource)),
        [],
      );
      assert.ok(held <= hostile.maxMemory + SMALL, `${held} bytes are held`);
      assert.ok(executed <= hostile.maxInstructions, `${executed} instructions`);
    }),
    { seed: SEED, numRuns: CASES, endOnFailure: true },
  );
});
