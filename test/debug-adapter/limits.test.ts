/** What a launch configuration lets a program do and take. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, it } from "node:test";
import { Adapter, fixture } from "./adapter.ts";

const refusedEvents = (adapter: Adapter): object[] =>
  adapter.events.filter(({ event }) => event === "ttvm.refused").map(({ body }) => body);

it("A program of a folder that is not trusted runs in the sandbox of `dist/debug-adapter.js`", () => {
  const words = ["dist/debug-adapter.js", "sandbox", fixture("refused.ttvm")];
  const { stdout, stderr, status } = spawnSync(process.execPath, words, { encoding: "utf8" });
  assert.deepEqual([stdout, status], ["before\n", 1]);
  assert.match(stderr, /^Error: Permission denied: read \/etc\/passwd\n/);
});

describe("Permissions of a launch", () => {
  for (const noDebug of [true, false]) {
    it(`end a program with the rule that would allow it${noDebug ? ", without debugging" : ""}`, async (t) => {
      const adapter = await Adapter.start(t);
      await adapter.launch("refused.ttvm", { noDebug, sandbox: true });
      assert.equal(await adapter.ended(), 1);
      assert.equal(adapter.output("stdout"), "before\n");
      const [error, rule] = adapter.output("stderr").split("\n");
      assert.equal(error, "Error: Permission denied: read /etc/passwd");
      assert.equal(rule, "  --allow read=/etc/passwd would allow it");
      assert.deepEqual(refusedEvents(adapter), [
        { message: "Permission denied: read /etc/passwd", allow: "read=/etc/passwd" },
      ]);
    });
  }

  it("are shown where the program stops at its refusal", async (t) => {
    const adapter = await Adapter.start(t);
    await adapter.launch("refused.ttvm", { deny: ["read=/etc"], filters: ["uncaught"] });
    assert.equal(await adapter.stopped(), "exception 4");
    const { description } = await adapter.request("exceptionInfo", { threadId: 1 });
    assert.equal(description, "Permission denied: read /etc/passwd\n--deny read=/etc refuses it");
    await adapter.request("continue", { threadId: 1 });
    assert.equal(await adapter.ended(), 1);
    // No rule would help.
    assert.deepEqual(refusedEvents(adapter), []);
  });

  it("allow what they name", async (t) => {
    const adapter = await Adapter.start(t);
    await adapter.launch("refused.ttvm", { sandbox: true, allow: ["read=/etc/passwd"] });
    assert.equal(await adapter.ended(), 0);
  });

  it("leave the modules of the program's folder open", async (t) => {
    const adapter = await Adapter.start(t);
    await adapter.launch("importer.ttvm", { sandbox: true });
    assert.equal(await adapter.ended(), 0);
  });

  it("say what is wrong with them", async (t) => {
    const adapter = await Adapter.start(t);
    const refusal = (args: object): Promise<string> =>
      adapter.refusal("launch", { program: fixture("factorial.ttvm"), ...args });
    assert.equal(
      await refusal({ allow: ["raed=x"] }),
      '`allow`: raed=x: "raed" is none of read, write, net, env, run',
    );
    assert.match(await refusal({ deny: "read" }), /`deny` must be a list/);
    assert.match(await refusal({ sandbox: "yes" }), /`sandbox` must be true or false/);
  });
});

describe("Limits of a launch", () => {
  it("end a program when its time is over", async (t) => {
    for (const noDebug of [true, false]) {
      const adapter = await Adapter.start(t);
      await adapter.launch("endless.ttvm", { noDebug, timeout: "200ms" });
      assert.equal(await adapter.ended(), 1);
      assert.equal(adapter.output("stderr"), "Error: Resource limit reached: timeout of 200ms\n");
    }
  });

  it("leave nothing untold of the processes that have failed before", async (t) => {
    for (const noDebug of [true, false]) {
      const adapter = await Adapter.start(t);
      await adapter.launch("../../hostile/storm.ttvm", { noDebug, timeout: "500ms" });
      assert.equal(await adapter.ended(), 1);
      const lines = adapter.output("stderr").trimEnd().split("\n");
      assert.deepEqual(lines.slice(-2), [
        "Error in 20 more processes: Parse error on line 13: Unhandled exception: no",
        "Error: Resource limit reached: timeout of 500ms",
      ]);
    }
  });

  it("do not count the time in which a program is stopped", async (t) => {
    const adapter = await Adapter.start(t);
    await adapter.launch("factorial.ttvm", { timeout: "300ms", stopOnEntry: true });
    assert.equal(await adapter.stopped(), "entry 2");
    await new Promise((resolve) => setTimeout(resolve, 500));
    await adapter.request("continue", { threadId: 1 });
    assert.equal(await adapter.ended(), 0);
  });

  it("hold for instructions, frames and memory", async (t) => {
    const failure = async (name: string, limits: Record<string, unknown>): Promise<string> => {
      const adapter = await Adapter.start(t);
      await adapter.launch(name, limits);
      assert.equal(await adapter.ended(), 1);
      return adapter.output("stderr").split("\n")[0];
    };
    assert.match(
      await failure("endless.ttvm", { maxInstructions: 1000 }),
      /Resource limit reached: instructions/,
    );
    assert.match(await failure("deep.ttvm", { maxFrames: 10 }), /Resource limit reached: frames/);
    assert.match(await failure("deep.ttvm", { maxMemory: "2k" }), /Resource limit reached: memory/);
  });

  it("say what is wrong with them", async (t) => {
    const adapter = await Adapter.start(t);
    const refusal = (args: object): Promise<string> =>
      adapter.refusal("launch", { program: fixture("factorial.ttvm"), ...args });
    assert.equal(await refusal({ timeout: "soon" }), "`timeout` must be a duration such as 500ms, 2s or 1m.");
    assert.equal(
      await refusal({ maxMemory: "much" }),
      "`maxMemory` must be a size such as 64MB, 512k or 1GiB.",
    );
    assert.equal(await refusal({ maxFrames: -1 }), "`maxFrames` must be a whole number from 1 on.");
    assert.equal(await refusal({ maxProcesses: [] }), "`maxProcesses` must be a number or a string");
  });
});
