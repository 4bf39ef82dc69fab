/** Breakpoints, steps, pauses, faults and the trace over the real adapter. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Adapter, fixture } from "./adapter.ts";

describe("Breakpoints", () => {
  it("move to the next instruction, or say that there is none", async (t) => {
    const adapter = await Adapter.start(t);
    const breakpoints = await adapter.launch("factorial.ttvm", {
      lines: [7, 8, 12, 23, 99],
      stopOnEntry: true,
    });
    assert.deepEqual(
      breakpoints.map(({ verified, line, message }) => (verified ? line : message)),
      [
        9,
        9,
        12,
        "there is no instruction at this line or after it",
        "there is no instruction at this line or after it",
      ],
    );
  });

  it("stop, with frames, source and the numbers of those hit", async (t) => {
    const adapter = await Adapter.start(t);
    const [breakpoint] = await adapter.launch("factorial.ttvm", { lines: [18] });
    const { body } = await adapter.event("stopped");
    assert.deepEqual(body.hitBreakpointIds, [breakpoint.id]);
    const { stackFrames, totalFrames } = await adapter.request("stackTrace", { threadId: 1 });
    assert.equal(totalFrames, 4);
    assert.deepEqual(await adapter.frames(), ["factorial 18", "factorial 17", "factorial 17", "main 3"]);
    assert.equal(stackFrames[0].source.path, fixture("factorial.ttvm"));
    assert.deepEqual([stackFrames[0].column, stackFrames[0].endColumn], [5, undefined]);
  });

  it("set before the launch are bound by it", async (t) => {
    const adapter = await Adapter.start(t);
    const [early] = await adapter.breakAt("factorial.ttvm", [8]);
    assert.equal(early.verified, false);
    await adapter.request("configurationDone");
    await adapter.request("launch", { program: fixture("factorial.ttvm") });
    const { body } = await adapter.event("breakpoint");
    assert.equal(body.reason, "changed");
    assert.deepEqual(
      [body.breakpoint.id, body.breakpoint.verified, body.breakpoint.line],
      [early.id, true, 9],
    );
    assert.equal(await adapter.stopped(), "breakpoint 9");
  });

  it("can be set while the program runs", async (t) => {
    const adapter = await Adapter.start(t);
    await adapter.launch("endless.ttvm");
    const [breakpoint] = await adapter.breakAt("endless.ttvm", [6]);
    assert.equal(breakpoint.verified, true);
    assert.equal(await adapter.stopped(), "breakpoint 6");
  });

  it("in a module are bound when it is loaded", async (t) => {
    const adapter = await Adapter.start(t);
    await adapter.breakAt("module.ttvm", [3]);
    await adapter.launch("importer.ttvm");
    assert.equal((await adapter.event("breakpoint")).body.breakpoint.verified, true);
    assert.equal(await adapter.stopped(), "breakpoint 3");
    assert.deepEqual(await adapter.frames(), ["module.ttvm 3", "main 2"]);
    const { sources } = await adapter.request("loadedSources");
    assert.deepEqual(
      sources.map(({ path }: { path: string }) => path),
      [fixture("importer.ttvm"), fixture("module.ttvm")],
    );
  });

  it("in the library are shown with its text, which is in no file", async (t) => {
    const adapter = await Adapter.start(t);
    await adapter.launch("library.ttvm", { stopOnEntry: true });
    await adapter.stopped();
    assert.match(await adapter.go("stepIn"), /^step/);
    const { stackFrames } = await adapter.request("stackTrace", { threadId: 1 });
    const { source, line } = stackFrames[0];
    assert.equal(source.name, "math.ttvm");
    const { content } = await adapter.request("source", { source, sourceReference: source.sourceReference });
    assert.match(content.split("\n")[line - 1], /[A-Z]/);
  });

  it("take conditions, hit counts and messages", async (t) => {
    const adapter = await Adapter.start(t);
    await adapter.launch("factorial.ttvm", { stopOnEntry: true });
    await adapter.stopped();
    const breakpoints = await adapter.breakAt("factorial.ttvm", [
      { line: 9, condition: "n == 2" },
      { line: 10, hitCondition: "4" },
      { line: 11, logMessage: "n is {n}" },
      { line: 12, condition: "n ==" },
    ]);
    assert.equal(breakpoints[3].message, "condition: the expression is incomplete");
    assert.equal(await adapter.go("continue"), "breakpoint 9");
    assert.equal(await adapter.go("continue"), "breakpoint 10");
    assert.equal(adapter.output("console"), "n is 4\nn is 3\nn is 2\n");
  });

  it("are at functions", async (t) => {
    const adapter = await Adapter.start(t);
    await adapter.launch("factorial.ttvm", { stopOnEntry: true });
    await adapter.stopped();
    const { breakpoints } = await adapter.request("setFunctionBreakpoints", {
      breakpoints: [{ name: "smallest" }, { name: "none" }],
    });
    assert.deepEqual([breakpoints[0].line, breakpoints[1].verified], [21, false]);
    assert.equal(await adapter.go("continue"), "breakpoint 21");
  });

  it("know where they can be", async (t) => {
    const adapter = await Adapter.start(t);
    await adapter.launch("factorial.ttvm", { stopOnEntry: true });
    const at = async (line: number, endLine?: number): Promise<number[]> => {
      const source = { path: fixture("factorial.ttvm") };
      const { breakpoints } = await adapter.request("breakpointLocations", { source, line, endLine });
      return breakpoints.map((one: { line: number }) => one.line);
    };
    assert.deepEqual([await at(3), await at(7), await at(5, 10)], [[3], [], [5, 9, 10]]);
  });

  it("count lines as the client does", async (t) => {
    const adapter = await Adapter.start(t, { linesStartAt1: false, columnsStartAt1: false });
    const [breakpoint] = await adapter.launch("factorial.ttvm", { lines: [7] });
    assert.equal(breakpoint.line, 8);
    assert.equal(await adapter.stopped(), "breakpoint 8");
    const { stackFrames } = await adapter.request("stackTrace", { threadId: 1 });
    assert.equal(stackFrames[0].column, 4);
  });
});

describe("Steps", () => {
  it("go in, over and out of a recursion", async (t) => {
    const adapter = await Adapter.start(t);
    await adapter.launch("factorial.ttvm", { stopOnEntry: true });
    assert.equal(await adapter.stopped(), "entry 2");
    assert.equal(await adapter.go("next"), "step 3");
    assert.equal(await adapter.go("stepIn"), "step 9");
    await adapter.breakAt("factorial.ttvm", [17]);
    assert.equal(await adapter.go("continue"), "breakpoint 17");
    assert.equal(await adapter.go("stepIn"), "step 9");
    assert.deepEqual(await adapter.frames(), ["factorial 9", "factorial 17", "main 3"]);
    await adapter.breakAt("factorial.ttvm", []);
    assert.equal(await adapter.go("stepOut"), "step 18");
    assert.deepEqual(await adapter.frames(), ["factorial 18", "main 3"]);
    assert.equal(await adapter.go("stepOut"), "step 4");
    assert.equal(await adapter.go("next"), "step 5");
    assert.equal(adapter.output("stdout"), "24\n");
  });

  it("over a recursion run all of it", async (t) => {
    const adapter = await Adapter.start(t);
    await adapter.launch("factorial.ttvm", { lines: [3] });
    assert.equal(await adapter.stopped(), "breakpoint 3");
    assert.equal(await adapter.go("next"), "step 4");
  });

  it("are dropped while the program runs: a key can be faster than the run", async (t) => {
    const adapter = await Adapter.start(t);
    await adapter.launch("endless.ttvm");
    for (const command of ["next", "stepIn", "stepOut", "continue"]) {
      await adapter.request(command, { threadId: 1 });
    }
    assert.match(await adapter.refusal("stackTrace", { threadId: 1 }), /pause it first/);
    assert.match(await adapter.refusal("evaluate", { expression: "n" }), /pause it first/);
  });
});

describe("A pause", () => {
  for (const name of ["endless.ttvm", "sleep.ttvm", "endless-print.ttvm"]) {
    it(`comes: ${name}`, async (t) => {
      const adapter = await Adapter.start(t);
      await adapter.launch(name);
      await new Promise((resolve) => setTimeout(resolve, 100));
      const asked = performance.now();
      await adapter.request("pause", { threadId: 1 });
      assert.match(await adapter.stopped(), /^pause \d/);
      const took = performance.now() - asked;
      t.diagnostic(`${name}: ${took.toFixed(0)} ms`);
    });
  }
});

describe("Faults", () => {
  it("that nobody catches stop, with their text, before anything is unwound", async (t) => {
    const adapter = await Adapter.start(t);
    await adapter.launch("fault.ttvm", { filters: ["uncaught"] });
    const { body } = await adapter.event("stopped");
    assert.equal(body.reason, "exception");
    assert.equal(body.text, 'ADD expects two numbers (int or float) but got Str("text"), Int(1)');
    assert.deepEqual(await adapter.frames(), ["fail 17", "main 10"]);
    const info = await adapter.request("exceptionInfo", { threadId: 1 });
    assert.equal(info.exceptionId, "TypeMismatch");
    assert.equal(info.breakMode, "unhandled");
    assert.match(info.description, /^ADD expects/);
    assert.match(info.details.stackTrace, /at fail .*\n.*at main/);
    await adapter.request("continue", { threadId: 1 });
    assert.equal(await adapter.ended(), 1);
  });

  it("stop inside TRY too with the filter `all`", async (t) => {
    const adapter = await Adapter.start(t);
    await adapter.launch("fault.ttvm", { filters: ["all"] });
    assert.equal(await adapter.stopped(), "exception 5");
    const info = await adapter.request("exceptionInfo", { threadId: 1 });
    assert.deepEqual([info.exceptionId, info.breakMode], ["DivisionByZero", "always"]);
    assert.equal(await adapter.go("next"), "step 6");
    assert.match(await adapter.refusal("exceptionInfo", { threadId: 1 }), /not stopped at an exception/);
    assert.equal(await adapter.go("continue"), "exception 17");
  });
});

describe("The trace", () => {
  it("shows each instruction with its line, in order with the output", async (t) => {
    const adapter = await Adapter.start(t);
    await adapter.launch("fault.ttvm", { trace: true });
    assert.equal(await adapter.ended(), 1);
    const all = adapter.events.filter(({ event }) => event === "output").map(({ body }) => body.output);
    assert.match(
      all.join(""),
      /line 9 +PRINT +"before the fault"\nbefore the fault\n\[trace\] +\d+ +line 10 /,
    );
    assert.equal(adapter.output("stdout"), "before the fault\n");
  });

  it("of an endless loop is thinned out, and whole before a stop", async (t) => {
    const adapter = await Adapter.start(t);
    await adapter.launch("endless.ttvm", { trace: true });
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await adapter.request("pause", { threadId: 1 });
    await adapter.event("stopped");
    const lines = adapter.output("console").trimEnd().split("\n");
    assert.ok(lines.length < 15_000, `${lines.length} lines`);
    assert.ok(lines.some((line) => /… \d+ instructions are not shown/.test(line)));
    const [{ value }] = await adapter.variables("Globals");
    assert.ok(
      lines.slice(-6).some((line) => line.includes(value) || line.includes(String(Number(value) - 1))),
    );
  });
});
