/** Launching, running and ending a program over the real adapter. */
import assert from "node:assert/strict";
import path from "node:path";
import { describe, it } from "node:test";
import { Adapter, fixture } from "./adapter.ts";

describe("A launch", () => {
  it("runs a program to its end, and shows what it prints", async (t) => {
    const adapter = await Adapter.startProcess(t);
    await adapter.launch("factorial.ttvm");
    assert.equal(await adapter.ended(), 0);
    assert.equal(adapter.output("stdout"), "24\n");
    assert.ok(!adapter.events.some(({ event }) => event === "stopped"));
  });

  it("stops on entry when asked to", async (t) => {
    const adapter = await Adapter.startProcess(t);
    await adapter.launch("factorial.ttvm", { stopOnEntry: true, lines: [2] });
    assert.equal(await adapter.stopped(), "entry 2");
    await adapter.request("continue", { threadId: 1 });
    assert.equal(await adapter.ended(), 0);
  });

  it("gives the program its arguments and its environment", async (t) => {
    const adapter = await Adapter.startProcess(t);
    await adapter.launch("arguments.ttvm", { args: ["one", "two words"], env: { GREETING: "hello" } });
    assert.equal(await adapter.ended(), 0);
    assert.equal(adapter.output("stdout"), `[${fixture("arguments.ttvm")}, one, two words]\nhello\n`);
  });

  it("finds a relative program in the working directory", async (t) => {
    const adapter = await Adapter.startProcess(t);
    const program = "factorial.ttvm";
    await adapter.launch(program, { program, cwd: path.dirname(fixture(program)) });
    assert.equal(await adapter.ended(), 0);
  });

  it("runs a program that has nothing but findings of the verifier", async (t) => {
    const adapter = await Adapter.startProcess(t);
    await adapter.launch("verifier-only.ttvm");
    assert.equal(await adapter.ended(), 0);
    assert.equal(adapter.output("stdout"), "it runs\n");
  });

  it("refuses a program with errors, and names them with their lines", async (t) => {
    const adapter = await Adapter.startProcess(t);
    const message = await adapter.refusal("launch", { program: fixture("mistakes.ttvm") });
    assert.match(
      message,
      /^mistakes\.ttvm has 4 errors: line 3: .*PRNT.*; line 4: .*nowhere.*; line 5: .*; and 1 more$/,
    );
    const lines = adapter.output("stderr").trimEnd().split("\n");
    assert.equal(lines.length, 4);
    assert.match(lines[1], /mistakes\.ttvm:4: error: there is no label `nowhere`/);
    // The session is none the worse for it.
    await adapter.launch("factorial.ttvm");
    assert.equal(await adapter.ended(), 0);
  });

  it("says which file is missing", async (t) => {
    const adapter = await Adapter.startProcess(t);
    const message = await adapter.refusal("launch", { program: fixture("missing.ttvm") });
    assert.match(message, /^cannot open .*missing\.ttvm: No such file or directory/);
  });

  it("says what else is wrong with its configuration", async (t) => {
    const adapter = await Adapter.startProcess(t);
    const refusal = (args: object): Promise<string> =>
      adapter.refusal("launch", { program: fixture("factorial.ttvm"), ...args });
    assert.match(await refusal({ program: undefined }), /names no program/);
    assert.match(await refusal({ program: fixture("") }), /cannot open .*: Is a directory/);
    assert.match(await refusal({ program: 12 }), /`program` must be a string/);
    assert.match(await refusal({ args: "one" }), /`args` must be a list/);
    assert.match(await refusal({ env: { A: 1 } }), /`env` must be an object of strings/);
    assert.match(await refusal({ stopOnEntry: "yes" }), /`stopOnEntry` must be true or false/);
    assert.match(
      await refusal({ cwd: fixture("nowhere") }),
      /the working directory .* cannot be used: No such file or directory/,
    );
    assert.match(await refusal({ cwd: fixture("fault.ttvm") }), /the working directory .* is no folder$/);
    assert.match(await refusal({ cwd: "/a\0b" }), /^the working directory .*a\\u0000b is no path$/);
    assert.match(await refusal({ cwd: `/${"x".repeat(5_000)}` }), /x… cannot be used: File name too long/);
    assert.match(await refusal({ program: "/a\0b" }), /^`program` is no path$/);
  });

  it("without debugging runs at full speed past breakpoints and faults", async (t) => {
    const adapter = await Adapter.startProcess(t);
    const breakpoints = await adapter.launch("fault.ttvm", {
      noDebug: true,
      lines: [8],
      filters: ["all"],
      stopOnEntry: true,
    });
    assert.equal(breakpoints[0].verified, false);
    assert.equal(await adapter.ended(), 1);
    assert.equal(adapter.output("stdout"), "before the fault\n");
    assert.ok(!adapter.events.some(({ event }) => event === "stopped"));
  });

  it("without debugging can be traced", async (t) => {
    const adapter = await Adapter.startProcess(t);
    await adapter.launch("factorial.ttvm", { noDebug: true, trace: true });
    assert.equal(await adapter.ended(), 0);
    assert.match(adapter.output("console"), /line 3 +CALL factorial n +4\n/);
  });

  it("without debugging ends when asked to", async (t) => {
    const adapter = await Adapter.startProcess(t);
    await adapter.launch("endless.ttvm", { noDebug: true });
    assert.match(await adapter.refusal("pause", { threadId: 1 }), /without debugging/);
    await adapter.request("terminate");
    await adapter.event("terminated");
  });
});

describe("The end", () => {
  it("of a failed program shows the fault and where it arose", async (t) => {
    const adapter = await Adapter.startProcess(t);
    await adapter.launch("fault.ttvm");
    assert.equal(await adapter.ended(), 1);
    const [error, innermost, outermost] = adapter.output("stderr").split("\n");
    assert.match(error, /^Error: ADD expects two numbers \(int or float\) but got Str\("text"\), Int\(1\)$/);
    assert.match(innermost, /^ {2}at fail \(.*fault\.ttvm:17, instruction/);
    assert.match(outermost, /^ {2}at main \(.*fault\.ttvm:10, instruction/);
  });

  for (const name of ["endless.ttvm", "sleep.ttvm", "endless-print.ttvm"]) {
    it(`comes when asked for: ${name}`, async (t) => {
      const adapter = await Adapter.startProcess(t);
      await adapter.launch(name);
      await new Promise((resolve) => setTimeout(resolve, 50));
      await adapter.request("terminate");
      await adapter.event("terminated");
    });
  }

  it("comes also while the program is stopped", async (t) => {
    const adapter = await Adapter.startProcess(t);
    await adapter.launch("factorial.ttvm", { stopOnEntry: true });
    await adapter.stopped();
    await adapter.request("terminate");
    await adapter.event("terminated");
  });

  it("lets the next session begin: a restart", async (t) => {
    for (let session = 0; session < 2; session++) {
      const adapter = await Adapter.startProcess(t);
      await adapter.launch("factorial.ttvm", { lines: [4] });
      assert.equal(await adapter.stopped(), "breakpoint 4");
      await adapter.stop({ restart: session === 0 });
    }
  });
});
