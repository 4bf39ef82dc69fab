/** The order and the bounds of messages, whatever a client sends and when. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import fc from "fast-check";
import { ADAPTER, fixture } from "./adapter.ts";
import { frame, Wired } from "./wired.ts";

const initialize = { command: "initialize", arguments: { adapterID: "ttvm" } };
const configured = { command: "configurationDone" };
const launch = (name: string, more: object = {}) => ({
  command: "launch",
  arguments: { program: path.isAbsolute(name) ? name : fixture(name), ...more },
});

/** A program in a file of its own. */
function program(name: string, text: string): string {
  const file = path.join(tmpdir(), `ttvm-${process.pid}-${name}`);
  writeFileSync(file, text);
  return file;
}

describe("A launch", () => {
  for (const noDebug of [false, true]) {
    it(`and the end of the configuration in one write start the program once: noDebug ${noDebug}`, async (t) => {
      const wired = new Wired(t);
      wired.send(initialize, launch("factorial.ttvm", { noDebug }), configured);
      await wired.event("terminated");
      assert.equal(wired.text("stdout"), "24\n");
      assert.equal(wired.events("exited").length, 1);
      const order = wired.messages.filter(({ event }) => event !== undefined).map(({ event }) => event);
      assert.ok(order.indexOf("initialized") < order.indexOf("output"));
    });
  }
});

describe("The end", () => {
  it("is final: nothing steps after it, and nothing is told twice", async (t) => {
    const deadlock = program("deadlock.ttvm", "RECEIVE\nPRINT\n");
    const exit = program("exit.ttvm", "PUSH_INT 3\nEXIT\n");
    for (const [file, code] of [
      [deadlock, 1],
      [exit, 3],
    ] as const) {
      const wired = new Wired(t);
      wired.send(initialize, launch(file, { stopOnEntry: true }), configured);
      await wired.event("stopped");
      await wired.request("continue", { threadId: 1 });
      await wired.event("terminated");
      for (const command of ["next", "stepIn", "stepOut", "continue"]) {
        const { success, message } = await wired.request(command, { threadId: 1 });
        assert.deepEqual([success, message], [false, "the program has ended"]);
      }
      await wired.request("terminate");
      await wired.request("disconnect");
      await wired.until(() => wired.exitCode);
      assert.deepEqual(
        wired.events("exited").map(({ body }) => body.exitCode),
        [code],
      );
      assert.equal(wired.events("terminated").length, 1);
    }
  });

  it("that the client asks for is told: exited, then terminated, after the response", async (t) => {
    const launches: [string, object][] = [
      ["endless.ttvm", {}],
      ["endless.ttvm", { noDebug: true }],
      ["sleep.ttvm", {}],
      ["factorial.ttvm", { stopOnEntry: true }],
      ["waiting.ttvm", { stopOnEntry: true, threads: "one" }],
    ];
    for (const [name, more] of launches) {
      const wired = new Wired(t);
      wired.send(initialize, launch(name, more), configured);
      await ("stopOnEntry" in more ? wired.event("stopped") : wired.event("initialized"));
      await wired.request("terminate");
      await wired.event("terminated");
      const last = wired.messages.slice(-3).map(({ event, command }) => event ?? command);
      assert.deepEqual(last, ["terminate", "exited", "terminated"], name);
      assert.equal(wired.events("exited")[0].body.exitCode, 143);
    }
  });

  it("before the program has started is told, too", async (t) => {
    const wired = new Wired(t);
    wired.send(initialize, launch("factorial.ttvm"), { command: "terminate" }, configured);
    await wired.event("terminated");
    await wired.request("threads");
    assert.equal(wired.text("stdout"), "");
    assert.equal(wired.events("exited").length, 1);
  });

  it("comes once, whatever is asked for and when", { timeout: 120_000 }, async (t) => {
    const command = fc.constantFrom(
      "configurationDone",
      "continue",
      "next",
      "stepIn",
      "stepOut",
      "pause",
      "terminate",
      "threads",
      "launch",
      "wait",
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("factorial.ttvm", "fault.ttvm", "doubling.ttvm", "waiting.ttvm"),
        fc.constantFrom({}, { noDebug: true }, { stopOnEntry: true }, { stopOnEntry: true, threads: "one" }),
        fc.array(command, { maxLength: 12 }),
        async (name, more, commands) => {
          const wired = new Wired(t);
          wired.send(initialize, launch(name, more));
          for (const one of commands) {
            if (one === "wait") await new Promise((resolve) => setTimeout(resolve, 3));
            else wired.send({ command: one, arguments: { threadId: 1, program: fixture(name) } });
          }
          wired.send({ command: "terminate" });
          await wired.event("terminated");
          await wired.request("threads");
          wired.send({ command: "next", arguments: { threadId: 1 } }, { command: "disconnect" });
          await wired.until(() => wired.exitCode);
          assert.deepEqual([wired.events("exited").length, wired.events("terminated").length], [1, 1]);
        },
      ),
      { seed: 3, numRuns: 200 },
    );
  });
});

describe("A header", () => {
  it("that cannot be read ends the adapter with a line on standard error", async () => {
    for (const header of ["Content-Length: many", "Content-Length: -1", "Content-Length: 1e9", "X: y"]) {
      const child = spawn(process.execPath, [ADAPTER], { stdio: ["pipe", "ignore", "pipe"] });
      let complaint = "";
      child.stderr.on("data", (data) => {
        complaint += data;
      });
      child.stdin.write(`${header}\r\n\r\n${frame(initialize)}`);
      const code = await new Promise((resolve) => child.on("close", resolve));
      assert.equal(code, 1);
      assert.match(complaint, /^a message has no readable Content-Length: ".*"\n$/);
    }
  });

  it("that never ends is no header", async (t) => {
    const wired = new Wired(t);
    wired.write("Content-Type: ".padEnd(10_000, "x"));
    assert.equal(await wired.until(() => wired.exitCode), 1);
  });
});

describe("A request", () => {
  it("of 50 MB is read in time, however it is cut", async (t) => {
    const wired = new Wired(t);
    wired.send(initialize);
    const started = process.cpuUsage();
    const text = frame({
      seq: 2,
      type: "request",
      command: "threads",
      arguments: { text: "x".repeat(50e6) },
    });
    for (let at = 0; at < text.length; at += 65_536) wired.write(text.slice(at, at + 65_536));
    await wired.until(() => wired.messages.find(({ command }) => command === "threads"));
    // Of the processor: others may use the machine, too.
    const took = process.cpuUsage(started).user / 1000;
    t.diagnostic(`${took.toFixed(0)} ms`);
    assert.ok(took < 12_000, `${took} ms`);
  });
});

describe("Output", () => {
  it("comes in order, in events of a bounded size", async (t) => {
    const lines = 200_000;
    const text = `PUSH_INT 0\nSTORE i\nLABEL loop\nPUSH_STR "a line of output that a program prints again"\nPRINT\nLOAD i\nPUSH_INT 1\nADD\nDUP\nSTORE i\nPUSH_INT ${lines}\nLT\nJNZ loop\n`;
    const wired = new Wired(t);
    const started = performance.now();
    wired.send(initialize, launch(program("lines.ttvm", text)), configured);
    await wired.event("terminated");
    const took = performance.now() - started;
    const bytes = wired.text("stdout").length;
    t.diagnostic(`${(bytes / took / 1000).toFixed(1)} MB/s`);
    assert.equal(bytes, lines * "a line of output that a program prints again\n".length);
    assert.ok(wired.events("output").every(({ body }) => body.output.length <= 32_769));
  });

  it("of a string of 51 MB comes whole", { timeout: 60_000 }, async (t) => {
    // 49 characters, doubled 20 times.
    const text = `PUSH_STR "${"é".repeat(24)}🙂"\n${"DUP\nCONCAT\n".repeat(20)}PRINT\n`;
    const wired = new Wired(t);
    const started = performance.now();
    wired.send(initialize, launch(program("string.ttvm", text)), configured);
    await wired.until(() => wired.events("terminated")[0], 50_000);
    t.diagnostic(`${(performance.now() - started).toFixed(0)} ms`);
    assert.equal(wired.text("stdout"), `${`${"é".repeat(24)}🙂`.repeat(2 ** 20)}\n`);
  });

  it("waits for a client that does not read, and the adapter ends with it", async () => {
    const child = spawn(process.execPath, [ADAPTER], { stdio: ["pipe", "pipe", "ignore"] });
    const send = (message: object): boolean => child.stdin.write(frame({ type: "request", ...message }));
    send(initialize);
    send(launch("endless-print.ttvm"));
    send(configured);
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    const before = residentBytes(child.pid);
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    const grown = residentBytes(child.pid) - before;
    child.stdin.end();
    child.stdout.destroy();
    const code = await new Promise((resolve) => child.on("exit", resolve));
    assert.ok(grown < 20 * 2 ** 20, `${grown} bytes more`);
    assert.equal(code, 0);
  });
});

/** What a process holds in memory; 0 where that cannot be read. */
function residentBytes(pid: number | undefined): number {
  if (process.platform !== "linux") return 0;
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) * 1024;
}
