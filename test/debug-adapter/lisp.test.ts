/** Debugging Lisp over the real adapter. */
import assert from "node:assert/strict";
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it, type TestContext } from "node:test";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { analyze, encode } from "../../vm-core/index.ts";
import { Adapter, fixture, shown } from "./adapter.ts";

const SHOP = "shop.lisp";

async function stoppedAt(t: TestContext, line: number, more: object = {}): Promise<Adapter> {
  const adapter = await Adapter.start(t);
  await adapter.launch(SHOP, { lines: [line], ...more });
  assert.equal(await adapter.stopped(), `breakpoint ${line}`);
  await adapter.breakAt(SHOP, []);
  return adapter;
}

async function top(adapter: Adapter): Promise<DebugProtocol.StackFrame> {
  return (await adapter.request("stackTrace", { threadId: 1, levels: 1 })).stackFrames[0];
}

async function evaluate(adapter: Adapter, expression: string, context: string): Promise<string> {
  const { id } = await top(adapter);
  return (await adapter.request("evaluate", { expression, context, frameId: id })).result;
}

async function scopeNames(adapter: Adapter): Promise<string[]> {
  const { scopes } = await adapter.request("scopes", { frameId: (await top(adapter)).id });
  return scopes.map(({ name }: DebugProtocol.Scope) => name);
}

describe("A program in Lisp", () => {
  it("runs, with debugging and without", async (t) => {
    for (const noDebug of [false, true]) {
      const adapter = await Adapter.start(t);
      await adapter.launch(SHOP, { noDebug });
      assert.equal(await adapter.ended(), 1);
      assert.equal(adapter.output("stdout"), "12\n24\nrefused\n");
      assert.match(adapter.output("stderr"), /^Error: .*\n {2}at cost \(.*shop\.lisp:8:16\)/);
    }
  });

  it("with errors is refused, with the lines of all of them", async (t) => {
    const folder = mkdtempSync(path.join(tmpdir(), "ttvm-lisp-"));
    t.after(() => rmSync(folder, { recursive: true }));
    const program = path.join(folder, "wrong.lisp");
    writeFileSync(program, "(print missing)\n(if)\n");
    const adapter = await Adapter.start(t);
    const message = await adapter.refusal("launch", { program });
    assert.match(message, /^wrong\.lisp has 2 errors: line 1: .*`missing`; line 2: /);
  });

  it("shows each instruction when it is traced", async (t) => {
    const adapter = await Adapter.start(t);
    await adapter.launch(SHOP, { trace: true });
    await adapter.ended();
    assert.match(adapter.output("console"), /line 8 +MUL +3, 3\n/);
  });

  it("stops on entry, and at faults, at the form", async (t) => {
    const adapter = await Adapter.start(t);
    await adapter.launch(SHOP, { stopOnEntry: true, filters: ["uncaught"] });
    assert.equal(await adapter.stopped(), "entry 2");
    assert.equal(await adapter.go("continue"), "exception 8");
    const { line, column, endLine, name } = await top(adapter);
    // Without an end: an editor would select the form, and a key typed there would replace it.
    assert.deepEqual([name, line, column, endLine], ["cost", 8, 16, undefined]);
    const info = await adapter.request("exceptionInfo", { threadId: 1 });
    assert.equal(info.exceptionId, "TypeMismatch");
  });

  it("that was compiled debugs with its source", async (t) => {
    const folder = mkdtempSync(path.join(tmpdir(), "ttvm-lisp-"));
    t.after(() => rmSync(folder, { recursive: true }));
    const file = path.join(folder, "twice.lisp");
    const text = "(define (twice x)\n  (let ((y (* x 2)))\n    (+ y 0)))\n(print (twice 4))\n";
    writeFileSync(file, text);
    const { program } = analyze(file, 0, text);
    assert.ok(program !== undefined);
    const compiled = path.join(folder, "twice.ttb");
    writeFileSync(compiled, encode(program, { withSource: true }));
    const adapter = await Adapter.start(t);
    await adapter.request("launch", { program: compiled });
    await adapter.event("initialized");
    await adapter.request("setBreakpoints", { source: { path: file }, breakpoints: [{ line: 3 }] });
    await adapter.request("configurationDone");
    assert.equal(await adapter.stopped(), "breakpoint 3");
    assert.equal((await scopeNames(adapter))[0], "let (line 2)");
    assert.equal(await evaluate(adapter, "(list x y)", "watch"), "(4 8)");
  });
});

describe("A program in Lisp that includes a file", () => {
  it("stops in it, shows its forms and steps back", async (t) => {
    const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "ttvm-lisp-")));
    t.after(() => rmSync(folder, { recursive: true }));
    const program = path.join(folder, "main.lisp");
    const part = path.join(folder, "part.lisp");
    writeFileSync(program, '(define unit 10)\n(include "part.lisp")\n(print (scaled 4))\n');
    writeFileSync(part, "; Scales.\n(define (scaled n)\n  (let ((m (+ n 1)))\n    (* m unit)))\n");
    const adapter = await Adapter.start(t);
    await adapter.request("launch", { program });
    await adapter.event("initialized");
    const source = { path: part };
    const { breakpoints } = await adapter.request("setBreakpoints", { source, breakpoints: [{ line: 4 }] });
    assert.deepEqual([breakpoints[0].verified, breakpoints[0].line], [true, 4]);
    await adapter.request("configurationDone");
    assert.equal(await adapter.stopped(), "breakpoint 4");
    const { name, source: shownSource } = await top(adapter);
    assert.deepEqual([name, shownSource?.path], ["scaled", part]);
    assert.equal((await scopeNames(adapter))[0], "let (line 3)");
    assert.equal(await evaluate(adapter, "(list n m unit)", "watch"), "(4 5 10)");
    await adapter.go("stepOut");
    const outer = await top(adapter);
    assert.deepEqual([outer.source?.path, outer.line], [program, 3]);
    await adapter.request("continue", { threadId: 1 });
    assert.equal(await adapter.ended(), 0);
    assert.equal(adapter.output("stdout"), "50\n");
  });
});

describe("Breakpoints in Lisp", () => {
  it("are on forms, which each line names", async (t) => {
    const adapter = await Adapter.start(t);
    await adapter.launch(SHOP, { stopOnEntry: true });
    await adapter.stopped();
    const source = { path: fixture(SHOP) };
    const { breakpoints: places } = await adapter.request("breakpointLocations", { source, line: 24 });
    assert.deepEqual(
      places.map(({ column, endColumn }: DebugProtocol.BreakpointLocation) => [column, endColumn]),
      [
        [7, 51],
        [13, 50],
        [19, 33],
        [34, 49],
      ],
    );
    const [verified] = await adapter.breakAt(SHOP, [{ line: 24, column: 13 }]);
    assert.deepEqual([verified.line, verified.column, verified.endColumn], [24, 13, 50]);
    assert.equal(await adapter.go("continue"), "breakpoint 24");
    const names = (await adapter.frames()).map((frame) => frame.replace(/^(for-each) \d+$/, "$1"));
    assert.deepEqual(names, ["lambda (line 23) 24", "for-each", "serve 22", "main 32"]);
    const { stackFrames } = await adapter.request("stackTrace", { threadId: 1 });
    const [own, library] = stackFrames;
    assert.deepEqual([own.column, own.presentationHint], [13, undefined]);
    assert.deepEqual(
      [library.source.name, library.source.presentationHint, library.presentationHint],
      ["lisp.lisp", "deemphasize", "subtle"],
    );
    const { content } = await adapter.request("source", { sourceReference: library.source.sourceReference });
    assert.match(content, /^; The functions of the library/);
  });

  it("take conditions, hit counts and messages in Lisp", async (t) => {
    const adapter = await Adapter.start(t);
    await adapter.launch(SHOP, { stopOnEntry: true });
    await adapter.stopped();
    const [, , , wrong] = await adapter.breakAt(SHOP, [
      { line: 9, condition: '(= item "pear")' },
      { line: 16, hitCondition: "3" },
      { line: 10, logMessage: "{item}: {(list full count)}" },
      { line: 11, condition: "(= item" },
    ]);
    assert.match(wrong.message ?? "", /^condition: this `\(` is never closed/);
    assert.equal(await adapter.go("continue"), "breakpoint 9");
    assert.equal(await evaluate(adapter, "item", "hover"), '"pear"');
    assert.equal(adapter.output("console"), "apple: (9 3)\n");
    assert.equal(await adapter.go("continue"), "breakpoint 16");
    assert.equal(await evaluate(adapter, "amount", "hover"), "0");
  });
});

describe("Steps through Lisp", () => {
  it("go from form to form, into functions that the library calls, and out again", async (t) => {
    const adapter = await stoppedAt(t, 32);
    const places: string[] = [];
    for (const command of ["stepIn", "stepIn", "stepIn", "stepIn", "next", "stepOut", "stepOut"] as const) {
      await adapter.go(command);
      const { name, line, column } = await top(adapter);
      places.push(`${name} ${line}:${column}`);
    }
    assert.deepEqual(places, [
      "serve 22:3",
      "lambda (line 23) 24:19",
      "lambda (line 23) 24:34",
      "lambda (line 23) 24:13",
      "lambda (line 23) 24:7",
      "serve 26:3",
      "main 32:1",
    ]);
  });

  it("of instructions are single ones", async (t) => {
    const adapter = await stoppedAt(t, 8);
    const columns: number[] = [];
    for (let i = 0; i < 3; i++) {
      await adapter.go("stepIn", 1, { granularity: "instruction" });
      columns.push((await top(adapter)).column);
    }
    assert.deepEqual(columns, [16, 16, 10]);
  });
});

describe("Frames of Lisp", () => {
  it("have a scope for each form that binds", async (t) => {
    const adapter = await stoppedAt(t, 9);
    assert.deepEqual(await scopeNames(adapter), [
      "let (line 7)",
      "cost (line 6)",
      "Globals",
      "Process",
      "Operand Stack",
    ]);
    assert.deepEqual(shown(await adapter.variables("let (line 7)")), ["full = 9", "price = 3"]);
    assert.deepEqual(shown(await adapter.variables("cost (line 6)")), ['item = "apple"', "count = 3"]);
    const [prices] = (await adapter.variables("Globals")).filter(({ name }) => name === "prices");
    assert.equal(prices.value, "{:apple 3 :pear 4}");
    const { variables } = await adapter.request("variables", {
      variablesReference: prices.variablesReference,
    });
    assert.deepEqual(
      variables.map(({ name, evaluateName }: DebugProtocol.Variable) => [name, evaluateName]),
      [
        ["apple", '(get prices "apple")'],
        ["pear", '(get prices "pear")'],
      ],
    );
  });

  it("evaluate Lisp in the console, in watches, under the mouse and for the clipboard", async (t) => {
    const adapter = await stoppedAt(t, 9);
    assert.equal(await evaluate(adapter, "full", "hover"), "9");
    // Names that are no variables are left to the language's own explanations.
    for (const name of ["map", "let", ":apple", "2"]) {
      const args = { expression: name, context: "hover", frameId: (await top(adapter)).id };
      assert.match(await adapter.refusal("evaluate", args), /there is no variable/);
    }
    assert.equal(await evaluate(adapter, "(map (lambda (n) (* n full)) '(1 2))", "watch"), "(9 18)");
    assert.equal(await evaluate(adapter, "(sqrt 9.0)", "repl"), "3.0");
    assert.equal(await evaluate(adapter, "(cost 'pear 2)", "repl"), "8");
    assert.equal(await evaluate(adapter, "(str item count)", "clipboard"), "apple3");
    const { id } = await top(adapter);
    const refusal = (expression: string): Promise<string> =>
      adapter.refusal("evaluate", { expression, context: "repl", frameId: id });
    assert.match(await refusal("(print full)"), /would write output/);
    assert.match(await refusal("fulll"), /there is no variable `fulll`: did you mean `full`/);
    assert.match(await refusal("(car 5)"), /^car: expected a list with an item, got 5$/);
    assert.equal(adapter.output("stdout"), "");
  });

  it("offer names in the console", async (t) => {
    const adapter = await stoppedAt(t, 9);
    const { id: frameId } = await top(adapter);
    const offered = async (text: string): Promise<[string, string, number][]> => {
      const { targets } = await adapter.request("completions", { text, column: text.length + 1, frameId });
      return targets.map(({ label, type, length }: DebugProtocol.CompletionItem) => [label, type, length]);
    };
    const all = await offered("(+ full co");
    assert.ok(all.some(([label, type, length]) => label === "count" && type === "variable" && length === 2));
    for (const name of ["cost", "cond", "compose"])
      assert.ok(
        all.some(([label]) => label === name),
        name,
      );
    assert.ok(!all.some(([label]) => label === "full"));
    assert.ok((await offered("")).some(([name]) => name === "make-till"));
    assert.deepEqual(await offered("(make-t"), [["make-till", "function", 6]]);
  });

  it("change in the console and in the view, not in a watch", async (t) => {
    const adapter = await Adapter.start(t, { supportsInvalidatedEvent: true });
    await adapter.launch(SHOP, { lines: [9] });
    await adapter.stopped();
    await adapter.breakAt(SHOP, []);
    assert.equal(await evaluate(adapter, "(begin (set! full 100) full)", "watch"), "100");
    assert.equal(await evaluate(adapter, "full", "watch"), "9");
    assert.equal(await evaluate(adapter, "(set! full 100)", "repl"), "null");
    await adapter.event("invalidated");
    assert.equal(await evaluate(adapter, "full", "watch"), "100");
    const scope = await adapter.scope("cost (line 6)");
    const set = { variablesReference: scope.variablesReference, name: "count", value: "(+ count 5)" };
    assert.equal((await adapter.request("setVariable", set)).value, "8");
    await adapter.request("continue", { threadId: 1 });
    await adapter.ended();
    assert.match(adapter.output("stdout"), /^103\n/);
  });
});

describe("Processes of Lisp", () => {
  it("have frames and scopes of their own", async (t) => {
    const adapter = await Adapter.start(t);
    await adapter.launch(SHOP, { lines: [30] });
    assert.equal(await adapter.stopped(), "breakpoint 30 of 2");
    assert.deepEqual(await adapter.frames(2), ["worker 30"]);
    assert.deepEqual(shown(await adapter.variables("receive (line 29)", 0, 2)), ["total = 12", "from = 1"]);
    assert.match((await adapter.threads())[1], /^worker \(2\)/);
    const { stackFrames } = await adapter.request("stackTrace", { threadId: 2 });
    const args = { expression: "(list (self) from)", frameId: stackFrames[0].id, context: "watch" };
    assert.equal((await adapter.request("evaluate", args)).result, "(2 1)");
  });
});
