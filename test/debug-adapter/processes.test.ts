/** Processes as threads, over the real adapter. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { Adapter, shown } from "./adapter.ts";

const soon = (milliseconds = 100): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

const started = (adapter: Adapter): string[] =>
  adapter.events
    .filter(({ event }) => event === "thread")
    .map(({ body }) => `${body.reason} ${body.threadId}`);

describe("Threads", () => {
  it("are the processes, with frames, scopes and values of their own", async (t) => {
    const adapter = await Adapter.start(t);
    await adapter.launch("doubling.ttvm", { lines: [17] });
    const { body } = await adapter.event("stopped");
    assert.deepEqual([body.threadId, body.allThreadsStopped, body.reason], [2, true, "breakpoint"]);
    assert.deepEqual(started(adapter), ["started 2"]);
    assert.deepEqual(await adapter.threads(), ["main (1) · receiving", "worker (2) · ready in double"]);
    assert.deepEqual(await adapter.frames(2), ["double 17", "worker 13"]);
    assert.deepEqual(await adapter.frames(1), ["main 8"]);
    assert.deepEqual(shown(await adapter.variables("Locals", 0, 2)), ["n = 21"]);
    assert.deepEqual(shown(await adapter.variables("Globals")), ["pid = 2"]);
    // Without a frame, the process that has stopped gives the names.
    assert.equal((await adapter.request("evaluate", { expression: "n" })).result, "21");
    assert.match(await adapter.refusal("stackTrace", { threadId: 3 }), /there is no thread 3/);
    const { allThreadsContinued } = await adapter.request("continue", { threadId: 2 });
    assert.equal(allThreadsContinued, true);
    assert.equal(await adapter.ended(), 0);
    assert.equal(adapter.output("stdout"), "42\n");
  });

  it("of a program that has one process are one", async (t) => {
    const adapter = await Adapter.start(t);
    assert.deepEqual(await adapter.threads(), ["main"]);
    await adapter.launch("factorial.ttvm", { stopOnEntry: true });
    await adapter.stopped();
    assert.deepEqual(await adapter.threads(), ["main (1) · ready"]);
  });

  it("show the process: its state, messages, ties and children", async (t) => {
    const adapter = await Adapter.start(t);
    await adapter.launch("supervised.ttvm", { lines: [18, 12] });
    assert.equal(await adapter.stopped(), "breakpoint 18 of 2");
    assert.deepEqual(await adapter.threads(), ["main (1) · ready", "worker (2) · ready"]);
    const children = (await adapter.variables("Process")).find(({ name }) => name === "children");
    const listed = await adapter.request("variables", {
      variablesReference: children?.variablesReference,
    });
    assert.deepEqual(shown(listed.variables), ["worker = process 2, ready, permanent, 0 restarts"]);
    assert.equal(listed.variables[0].namedVariables, 4);
    assert.match(
      await adapter.refusal("setVariable", {
        variablesReference: children?.variablesReference,
        name: "worker",
        value: "1",
      }),
      /only variables/,
    );
    assert.equal(await adapter.go("continue"), "breakpoint 18 of 3");
    await adapter.request("continue", { threadId: 3 });
    assert.equal(await adapter.stopped(), "breakpoint 12");
    assert.match(adapter.output("stderr"), /^Error in process 2: Division by zero\n$/);
    await adapter.request("continue", { threadId: 1 });
    assert.equal(await adapter.ended(), 0);
    assert.deepEqual(
      new Set(started(adapter)),
      new Set(["started 2", "started 3", "exited 2", "exited 3", "exited 1"]),
    );
  });
});

describe("A thread that is terminated", () => {
  it("ends, stopped or not, and who supervises it is told", async (t) => {
    const adapter = await Adapter.start(t);
    await adapter.launch("supervised.ttvm", { lines: [18] });
    assert.equal(await adapter.stopped(), "breakpoint 18 of 2");
    await adapter.request("terminateThreads", { threadIds: [2] });
    await adapter.request("continue", { threadId: 1 });
    assert.equal(await adapter.stopped(), "breakpoint 18 of 3");
    assert.deepEqual(new Set(started(adapter)), new Set(["started 2", "exited 2", "started 3"]));
    assert.match(await adapter.refusal("terminateThreads", { threadIds: [2] }), /there is no thread 2/);
    assert.match(await adapter.refusal("terminateThreads", { threadIds: "3" }), /must be a list of integers/);
    await adapter.request("terminateThreads", { threadIds: [1, 3] });
    await adapter.ended();
  });
});

describe("Steps of threads", () => {
  it("go over a RECEIVE that waits, while the others run", async (t) => {
    const adapter = await Adapter.start(t);
    await adapter.launch("doubling.ttvm", { lines: [8] });
    assert.equal(await adapter.stopped(), "breakpoint 8");
    assert.equal(await adapter.go("next"), "step 9");
    assert.deepEqual(shown(await adapter.variables("Operand Stack")), ["[0] top = 42"]);
  });

  it("that take long say that all go on, and can be paused", async (t) => {
    const adapter = await Adapter.start(t);
    await adapter.launch("waiting.ttvm", { lines: [8] });
    assert.equal(await adapter.stopped(), "breakpoint 8");
    await adapter.request("next", { threadId: 1 });
    const { body } = await adapter.event("continued");
    assert.deepEqual([body.threadId, body.allThreadsContinued], [1, true]);
    assert.match(await adapter.refusal("stackTrace", { threadId: 3 }), /pause it first/);
    await adapter.request("pause", { threadId: 3 });
    assert.equal(await adapter.stopped(), "pause 22 of 3");
    assert.deepEqual(await adapter.threads(), [
      "main (1) · receiving",
      "counter (2) · ready",
      "sleeper (3) · receiving in idle",
    ]);
  });

  it("alone leave the others as they are", async (t) => {
    const adapter = await Adapter.start(t);
    await adapter.launch("waiting.ttvm", { lines: [14] });
    assert.equal(await adapter.stopped(), "breakpoint 14 of 2");
    await adapter.breakAt("waiting.ttvm", []);
    const single = { singleThread: true };
    assert.equal(await adapter.go("next", 2, single), "step 15 of 2");
    const { allThreadsContinued } = await adapter.request("continue", { threadId: 2, ...single });
    assert.equal(allThreadsContinued, false);
    await soon();
    // The others are still stopped, and can be looked at.
    assert.deepEqual(await adapter.frames(1), ["main 8"]);
    // What is asked late is answered as the last stop was.
    assert.deepEqual(await adapter.frames(2), ["counter 15"]);
    await adapter.request("pause", { threadId: 2 });
    assert.match(await adapter.stopped(), /^pause \d+ of 2$/);
  });
});

describe("With `threads: one`", () => {
  it("only the thread that stops is stopped", async (t) => {
    const adapter = await Adapter.start(t);
    await adapter.launch("waiting.ttvm", { lines: [8], threads: "one" });
    const { body } = await adapter.event("stopped");
    assert.deepEqual([body.threadId, body.allThreadsStopped], [1, false]);
    assert.deepEqual(await adapter.frames(1), ["main 8"]);
    assert.match(await adapter.refusal("stackTrace", { threadId: 2 }), /pause it first/);
    // What is running keeps running.
    await adapter.request("continue", { threadId: 2 });
    await adapter.request("pause", { threadId: 2 });
    assert.match(await adapter.stopped(), /^pause \d+ of 2$/);
    const [before] = await adapter.variables("Locals", 0, 2);
    assert.ok(Number(before.value) > 0);
    // The first is still stopped, with what was asked about it before.
    assert.deepEqual(await adapter.frames(1), ["main 8"]);
    const { allThreadsContinued } = await adapter.request("continue", { threadId: 2 });
    assert.equal(allThreadsContinued, false);
    await soon();
    await adapter.request("pause", { threadId: 2 });
    await adapter.stopped();
    const [after] = await adapter.variables("Locals", 0, 2);
    assert.ok(Number(after.value) > Number(before.value));
    assert.match(await adapter.go("next", 2), /^step \d+ of 2$/);
    await adapter.request("terminate");
    await adapter.event("terminated");
  });

  it("all can be ended while some are stopped and all others wait", async (t) => {
    const adapter = await Adapter.start(t);
    await adapter.launch("doubling.ttvm", { lines: [12], threads: "one" });
    assert.equal(await adapter.stopped(), "breakpoint 12 of 2");
    await soon(50);
    await adapter.request("terminate");
    await adapter.event("terminated");
  });

  it("is one of two words", async (t) => {
    const adapter = await Adapter.start(t);
    const message = await adapter.refusal("launch", { program: "a.ttvm", threads: "some" });
    assert.match(message, /`threads` must be "all" or "one"/);
  });
});

describe("Stops at events", () => {
  it("are offered, and uncaught faults are on by default", async (t) => {
    const adapter = await Adapter.start(t);
    const { exceptionBreakpointFilters } = await adapter.request("initialize", { adapterID: "ttvm" });
    assert.deepEqual(
      exceptionBreakpointFilters.map((one: DebugProtocol.ExceptionBreakpointsFilter) => [
        one.filter,
        one.default === true,
      ]),
      [
        ["all", false],
        ["uncaught", true],
        ["spawn", false],
        ["exit", false],
        ["down", false],
      ],
    );
  });

  it("say what has happened, and show the process that it happened to", async (t) => {
    const adapter = await Adapter.start(t);
    await adapter.launch("supervised.ttvm", { filters: ["spawn", "exit", "down"] });
    const spawned = (await adapter.event("stopped")).body;
    assert.equal(spawned.text, "process 2 (worker) was started by process 1 (main)");
    assert.deepEqual([spawned.reason, spawned.threadId], ["event", 2]);
    assert.deepEqual(await adapter.frames(2), ["worker 16"]);
    await adapter.request("continue", { threadId: 2 });
    const ended = (await adapter.event("stopped")).body;
    assert.equal(ended.description, "Process 2 (worker) ended: Division by zero");
    assert.deepEqual(ended.text.split("; "), [
      "process 2 (worker) ended: Division by zero",
      "process 1 (main) got an exit signal from process 2 (worker): Division by zero",
      "process 3 (worker) was started by process 1 (main)",
      "process 1 (main) restarted its child worker as process 3",
    ]);
    assert.deepEqual([ended.reason, ended.threadId], ["exception", 2]);
    assert.deepEqual(await adapter.frames(2), ["worker 21"]);
    assert.match((await adapter.threads()).join(", "), /worker \(2\) · ended/);
    const info = await adapter.request("exceptionInfo", { threadId: 2 });
    assert.match(info.description, /^process 2 \(worker\) ended: Division by zero\n/);
    await adapter.request("setExceptionBreakpoints", { filters: [] });
    await adapter.request("continue", { threadId: 2 });
    assert.equal(await adapter.ended(), 0);
  });

  it("uncaught faults of any process stop in it before anything is unwound", async (t) => {
    const adapter = await Adapter.start(t);
    await adapter.launch("supervised.ttvm", { filters: ["uncaught"] });
    const { body } = await adapter.event("stopped");
    assert.equal(body.description, "Process 2 (worker): uncaught exception");
    assert.equal(body.text, "Division by zero");
    assert.deepEqual(await adapter.frames(2), ["worker 21"]);
    assert.equal((await adapter.request("exceptionInfo", { threadId: 2 })).exceptionId, "DivisionByZero");
    await adapter.request("continue", { threadId: 2 });
    assert.equal(await adapter.ended(), 0);
  });
});

describe("Very many processes", () => {
  it("are listed in part, and told of in part", async (t) => {
    const adapter = await Adapter.start(t);
    await adapter.launch("many.ttvm", { lines: [18] });
    assert.match(await adapter.stopped(), /^breakpoint 18 of 2$/);
    await adapter.breakAt("many.ttvm", [15]);
    assert.equal(await adapter.go("continue", 2), "breakpoint 15");
    assert.equal((await adapter.threads()).length, 1_000);
    assert.deepEqual(await adapter.frames(20_001), ["idle 18"]);
    assert.ok(adapter.events.length < 3_000, `${adapter.events.length} events`);
    assert.equal(await adapter.go("next"), "step 16");
    await adapter.request("continue", { threadId: 1 });
    assert.equal(await adapter.ended(), 0);
    const lines = adapter.output("console").trimEnd().split("\n");
    assert.equal(lines.length, 22);
  });
});

describe("The end of processes", () => {
  it("that wait for ever names each and what it waits for", async (t) => {
    for (const noDebug of [false, true]) {
      const adapter = await Adapter.start(t);
      await adapter.launch("stuck.ttvm", { noDebug });
      assert.equal(await adapter.ended(), 1);
      const lines = adapter.output("console").trimEnd().split("\n");
      assert.equal(lines[0], "Nothing can wake what waits:");
      assert.match(lines[1], /^ {2}process 1 \(main\) waits in RECEIVE at .*stuck\.ttvm:5$/);
      assert.match(
        lines[2],
        /^ {2}process 2 \(other\) waits in RECEIVE_MATCH at .*:10, with 1 message that do/,
      );
    }
  });
});
