/** Scopes, variables and expressions over the real adapter. */
import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { Adapter, fixture, shown } from "./adapter.ts";
import { Wired } from "./wired.ts";

async function atValues(t: TestContext, args: object = {}): Promise<Adapter> {
  const adapter = await Adapter.start(t, args);
  await adapter.launch("values.ttvm");
  assert.equal(await adapter.stopped(), "breakpoint 30");
  return adapter;
}

async function child(adapter: Adapter, scope: string, name: string): Promise<DebugProtocol.Variable> {
  const found = (await adapter.variables(scope)).find((variable) => variable.name === name);
  assert.ok(found, `${name} in ${scope}`);
  return found;
}

describe("Variables", () => {
  it("are in scopes of the frame, the operand stack and the globals", async (t) => {
    const adapter = await Adapter.start(t);
    await adapter.launch("factorial.ttvm", { lines: [18] });
    await adapter.stopped();
    assert.deepEqual(shown(await adapter.variables("Locals")), ["n = 2"]);
    assert.deepEqual(shown(await adapter.variables("Locals", 2)), ["n = 4"]);
    assert.deepEqual(shown(await adapter.variables("Operand Stack")), [
      "[0] top = 1",
      "[1] = 2",
      "[2] = 3",
      "[3] = 4",
    ]);
    assert.deepEqual(await adapter.variables("Globals"), []);
  });

  it("of many items come a page at a time", async (t) => {
    const adapter = await atValues(t);
    const list = await child(adapter, "Globals", "list");
    assert.equal(list.indexedVariables, 10_000);
    assert.match(list.value, /^\[0, 1, 2, .*\(10000 items\)$/);
    const { variables } = await adapter.request("variables", {
      variablesReference: list.variablesReference,
      filter: "indexed",
      start: 9_998,
      count: 100,
    });
    assert.deepEqual(shown(variables), ["[9998] = 9998", "[9999] = 9999"]);
    const named = await adapter.request("variables", {
      variablesReference: list.variablesReference,
      filter: "named",
    });
    assert.deepEqual(named.variables, []);
  });

  it("expand: objects to their fields, closures to what they have captured", async (t) => {
    const adapter = await atValues(t);
    const object = await child(adapter, "Globals", "object");
    const fields = await adapter.request("variables", { variablesReference: object.variablesReference });
    assert.deepEqual(
      fields.variables.map(({ name, type, evaluateName }: DebugProtocol.Variable) => [
        name,
        type,
        evaluateName,
      ]),
      [
        ["name", "string", "object.name"],
        ["items", "list", "object.items"],
      ],
    );
    const closure = await child(adapter, "Globals", "closure");
    const captured = await adapter.request("variables", { variablesReference: closure.variablesReference });
    assert.deepEqual(shown(captured.variables), ["i = 10000"]);
  });

  for (const [file, line, expected] of [
    ["shadowed.ttvm", 11, { Locals: ["price: price"], Globals: ["price: -", "rate: rate"] }],
    [
      "shadowed.lisp",
      5,
      {
        "let (line 4)": ["count: count"],
        "cost (line 3)": ["count: -", "price: price"],
        Globals: ["price: -", "rate: rate", "cost: cost"],
      },
    ],
  ] as const) {
    it(`shadowed by others have no expression: ${file}`, async (t) => {
      const adapter = await Adapter.start(t);
      await adapter.launch(file, { lines: [line] });
      assert.equal(await adapter.stopped(), `breakpoint ${line}`);
      for (const [scope, variables] of Object.entries(expected)) {
        const found = await adapter.variables(scope);
        assert.deepEqual(
          found.map(({ name, evaluateName = "-" }) => `${name}: ${evaluateName}`),
          variables,
        );
      }
    });
  }

  it("can be set", async (t) => {
    const adapter = await atValues(t, { supportsInvalidatedEvent: true });
    const { variablesReference } = await adapter.scope("Globals");
    const set = await adapter.request("setVariable", {
      variablesReference,
      name: "i",
      value: 'object.name + "!"',
    });
    assert.equal(set.value, '"Ada!"');
    await adapter.event("invalidated");
    assert.equal((await child(adapter, "Globals", "i")).value, '"Ada!"');
    const operands = await adapter.scope("Operand Stack");
    await adapter.request("setVariable", {
      variablesReference: operands.variablesReference,
      name: "[0] top",
      value: '"changed"',
    });
    await adapter.request("continue", { threadId: 1 });
    assert.equal(await adapter.ended(), 0);
    assert.equal(adapter.output("stdout"), "changed\n");
  });

  it("that do not exist, or never change, cannot", async (t) => {
    const adapter = await atValues(t);
    const { variablesReference } = await adapter.scope("Globals");
    const list = await child(adapter, "Globals", "list");
    const refusal = (args: object): Promise<string> =>
      adapter.refusal("setVariable", { variablesReference, name: "i", value: "1", ...args });
    assert.match(await refusal({ name: "none" }), /no variable `none`/);
    assert.match(await refusal({ value: "none" }), /no variable `none`/);
    assert.match(await refusal({ variablesReference: list.variablesReference, name: "[0]" }), /never change/);
    assert.match(await refusal({ variablesReference: 4_711 }), /nothing with the reference/);
  });

  it("cannot be set once the program has continued", async (t) => {
    const adapter = await atValues(t);
    const { variablesReference } = await adapter.scope("Globals");
    await adapter.go("next");
    const message = await adapter.refusal("setVariable", { variablesReference, name: "i", value: "1" });
    assert.equal(message, "the program has continued since");
  });
});

describe("What is asked about a stop that is over", () => {
  it("is answered as the stop was", async (t) => {
    const adapter = await Adapter.start(t);
    await adapter.launch("factorial.ttvm", { lines: [9] });
    await adapter.stopped();
    const { stackFrames } = await adapter.request("stackTrace", { threadId: 1, levels: 1 });
    const frameId = stackFrames[0].id;
    const { scopes } = await adapter.request("scopes", { frameId });
    const [locals, operands] = scopes;
    assert.equal(await adapter.go("next"), "step 10");
    assert.deepEqual((await adapter.request("scopes", { frameId })).scopes, scopes);
    const past = await adapter.request("variables", { variablesReference: locals.variablesReference });
    assert.deepEqual(shown(past.variables), ["n = 4"]);
    const { variablesReference } = operands;
    assert.deepEqual((await adapter.request("variables", { variablesReference })).variables, []);
    const now = await adapter.variables("Operand Stack");
    assert.deepEqual(shown(now), ["[0] top = 4"]);
  });

  it("is answered, too, when the scopes are first asked for after it", async (t) => {
    const adapter = await Adapter.start(t);
    await adapter.launch("factorial.ttvm", { lines: [10] });
    await adapter.stopped();
    const { stackFrames } = await adapter.request("stackTrace", { threadId: 1, levels: 1 });
    await adapter.go("next");
    const { scopes } = await adapter.request("scopes", { frameId: stackFrames[0].id });
    const { variablesReference } = scopes[1];
    const { variables } = await adapter.request("variables", { variablesReference });
    assert.deepEqual(shown(variables), ["[0] top = 4"]);
  });

  it("is never an error, however fast the steps come, nor once it is forgotten", async (t) => {
    const wired = new Wired(t);
    const program = fixture("factorial.ttvm");
    const seen: number[] = [];
    wired.send({ command: "initialize" }, { command: "launch", arguments: { program, stopOnEntry: true } });
    wired.send({ command: "configurationDone" });
    await wired.event("stopped");
    for (let step = 1; step <= 40; step++) {
      const { body } = await wired.request("stackTrace", { threadId: 1 });
      const frameId = body.stackFrames[0].id;
      const { scopes } = (await wired.request("scopes", { frameId })).body;
      seen.push(...scopes.map((one: DebugProtocol.Scope) => one.variablesReference));
      // All in one write: the program runs when the questions are read.
      const numbers = wired.send(
        { command: "stepIn", arguments: { threadId: 1 } },
        { command: "stackTrace", arguments: { threadId: 1 } },
        { command: "scopes", arguments: { frameId } },
        { command: "evaluate", arguments: { frameId, expression: "n", context: "watch" } },
        { command: "completions", arguments: { frameId, text: "n", column: 2 } },
        ...seen.map((variablesReference) => ({ command: "variables", arguments: { variablesReference } })),
      );
      for (const number of numbers) {
        const answer = await wired.until(() =>
          wired.messages.find(({ request_seq }) => request_seq === number),
        );
        assert.equal(answer.success, true, JSON.stringify(answer));
      }
      if (wired.events("terminated").length > 0) break;
      await wired.until(() => wired.events("stopped")[step] ?? wired.events("terminated")[0]);
      if (wired.events("terminated").length > 0) break;
    }
    assert.ok(wired.events("stopped").length > 25);
  });
});

describe("Expressions", () => {
  it("are completed with the names of variables", async (t) => {
    const adapter = await Adapter.start(t);
    await adapter.launch("factorial.ttvm", { lines: [18] });
    await adapter.stopped();
    const { stackFrames } = await adapter.request("stackTrace", { threadId: 1 });
    const args = { text: "1\n2 + n", line: 2, column: 6, frameId: stackFrames[0].id };
    assert.deepEqual((await adapter.request("completions", args)).targets, [
      { label: "n", type: "variable", length: 1 },
    ]);
    assert.match(await adapter.refusal("completions", { text: "n" }), /`column` is missing/);
  });

  it("have values in every context, and expand", async (t) => {
    const adapter = await atValues(t);
    const { stackFrames } = await adapter.request("stackTrace", { threadId: 1 });
    const frameId = stackFrames[0].id;
    for (const context of ["hover", "watch", "repl", "variables"]) {
      const value = await adapter.request("evaluate", { expression: "list[3] + 1", frameId, context });
      assert.deepEqual([value.result, value.type, value.variablesReference], ["4", "int", 0]);
    }
    const object = await adapter.request("evaluate", { expression: "object", frameId, context: "watch" });
    const fields = await adapter.request("variables", { variablesReference: object.variablesReference });
    assert.equal(shown(fields.variables)[0], 'name = "Ada"');
    const top = await adapter.request("evaluate", { expression: "stack[0]", frameId });
    assert.equal(top.result, '"top"');
  });

  it("are copied in full", async (t) => {
    const adapter = await atValues(t);
    const { result } = await adapter.request("evaluate", { expression: "list", context: "clipboard" });
    assert.ok(result.endsWith(", 9998, 9999]"));
  });

  it("without a value say why", async (t) => {
    const adapter = await atValues(t);
    const refusal = (expression: string): Promise<string> => adapter.refusal("evaluate", { expression });
    assert.equal(await refusal("none"), "there is no variable `none` here");
    assert.equal(await refusal("list[10000]"), "Index 10000 out of bounds for list of length 10000");
    assert.equal(await refusal("1 +"), "the expression is incomplete");
    assert.match(await adapter.refusal("evaluate", { expression: "i", frameId: 99 }), /no stack frame 99/);
  });
});

describe("A million frames", () => {
  it("are there, a page at a time", async (t) => {
    const adapter = await Adapter.start(t);
    await adapter.launch("deep.ttvm");
    const { body } = await adapter.event("stopped");
    assert.equal(body.reason, "breakpoint");
    const top = await adapter.request("stackTrace", { threadId: 1, startFrame: 0, levels: 20 });
    assert.equal(top.totalFrames, 1_000_002);
    assert.equal(top.stackFrames.length, 20);
    const bottom = await adapter.request("stackTrace", { threadId: 1, startFrame: 1_000_000, levels: 20 });
    assert.deepEqual(
      bottom.stackFrames.map(({ name }: DebugProtocol.StackFrame) => name),
      ["down", "main"],
    );
    const all = await adapter.request("stackTrace", { threadId: 1 });
    assert.equal(all.stackFrames.length, 1_000);
  });
});
