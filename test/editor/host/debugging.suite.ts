/** The debugger as the editor drives it: what the adapter says, and what the workbench makes of it. */
import assert from "node:assert/strict";
import {
  commands,
  type DebugConfiguration,
  type DebugSession,
  type Disposable,
  debug,
  Location,
  Position,
  SourceBreakpoint,
  workspace,
} from "vscode";
import { endSession, fileUri, open, until } from "./workspace.ts";

interface Message {
  readonly type: string;
  readonly event?: string;
  readonly command?: string;
  readonly success?: boolean;
  readonly message?: string;
  readonly body?: {
    readonly reason?: string;
    readonly description?: string;
    readonly text?: string;
    readonly category?: string;
    readonly output?: string;
    readonly error?: { readonly format?: string };
  };
}

describe("The debugger", () => {
  let messages: Message[] = [];
  let session: DebugSession | undefined;
  let tracker: Disposable;

  before(() => {
    tracker = debug.registerDebugAdapterTrackerFactory("ttvm", {
      createDebugAdapterTracker(started) {
        session = started;
        return { onDidSendMessage: (message: Message) => messages.push(message) };
      },
    });
  });

  after(() => tracker.dispose());

  beforeEach(() => {
    messages = [];
    session = undefined;
  });

  afterEach(async () => {
    debug.removeBreakpoints(debug.breakpoints);
    await endSession();
  });

  it("stops at a breakpoint and shows frames, variables, stack and globals", async () => {
    breakAt("countdown.ttvm", 20);
    await launch("countdown.ttvm");
    await stopped("breakpoint");
    const frames = await stackFrames();
    assert.deepEqual(
      frames.map((frame) => frame.line),
      [20, 10],
    );
    const scopes = await scopesOf(frames[0].id);
    assert.deepEqual(
      scopes.map((scope) => scope.name),
      ["Locals", "Operand Stack", "Globals", "Process"],
    );
    assert.deepEqual(await variables(scopes[0]), { value: "3" });
    const globals = await variables(scopes[2]);
    assert.equal(globals.count, "3");
    assert.match(globals.letters, /a, b|"a", "b"/);
  });

  it("shows the operand stack, and a list expands", async () => {
    breakAt("countdown.ttvm", 7);
    await launch("countdown.ttvm");
    await stopped("breakpoint");
    const [frame] = await stackFrames();
    const scopes = await scopesOf(frame.id);
    const stack = await request("variables", { variablesReference: scopes[1].variablesReference });
    assert.equal(stack.variables.length, 1);
    const list = await request("variables", { variablesReference: stack.variables[0].variablesReference });
    assert.deepEqual(
      list.variables.map((item: { value: string }) => item.value.replaceAll('"', "")),
      ["a", "b"],
    );
  });

  it("steps in, over and out", async () => {
    breakAt("countdown.ttvm", 10);
    await launch("countdown.ttvm");
    await stopped("breakpoint");
    await step("stepIn", 20);
    await step("next", 21);
    await step("stepOut", 11);
    assert.deepEqual(output("stdout"), "");
    await step("next", 12);
    assert.equal(output("stdout"), "6\n");
  });

  it("evaluates a name", async () => {
    breakAt("countdown.ttvm", 20);
    await launch("countdown.ttvm");
    await stopped("breakpoint");
    const [frame] = await stackFrames();
    const value = await request("evaluate", { expression: "value", frameId: frame.id, context: "watch" });
    assert.equal(value.result, "3");
  });

  it("stops on entry when asked to", async () => {
    await launch("countdown.ttvm", { stopOnEntry: true });
    await stopped("entry");
    assert.equal((await stackFrames())[0].line, 2);
  });

  it("pauses an endless loop at once", async () => {
    await launch("endless.ttvm");
    await until("the start", () => messages.some((message) => message.command === "configurationDone"));
    await request("pause", { threadId: 1 });
    await stopped("pause", 2_000);
    assert.equal((await stackFrames())[0].line, 3);
  });

  it("stops on a fault that nobody catches, with its text", async () => {
    await launch("fault.ttvm");
    const { body } = await stopped("exception");
    assert.match(`${body?.description} ${body?.text}`, /Division by zero/);
    assert.equal((await stackFrames())[0].line, 4);
  });

  it("runs without stopping, and shows what the program prints", async () => {
    breakAt("countdown.ttvm", 20);
    await open("countdown.ttvm");
    assert.equal(await commands.executeCommand("ttvm.run", fileUri("countdown.ttvm")), true);
    await event("terminated");
    assert.equal(output("stdout"), "6\n4\n2\n");
    assert.ok(!messages.some((message) => message.event === "stopped"));
  });

  it("traces each instruction with its line", async () => {
    await launch("countdown.ttvm", { trace: true });
    await event("terminated");
    const all = messages
      .filter((message) => message.event === "output")
      .map((message) => message.body?.output);
    assert.match(all.join(""), /PUSH_INT 3/);
    assert.equal(output("stdout"), "6\n4\n2\n");
  });

  it("debugs the active editor when F5 finds no configuration", async () => {
    await open("hello.ttvm");
    await commands.executeCommand("workbench.action.debug.start");
    await event("terminated");
    assert.match(output("stdout"), /Hello/);
  });

  it("refuses a program that does not assemble", async () => {
    assert.equal(await launch("mistakes.ttvm"), false);
    const refused = await until("the refusal", () =>
      messages.find((message) => message.command === "launch" && message.success === false),
    );
    assert.ok(refused.message || refused.body?.error?.format);
  });

  it("says which file is missing", async () => {
    // Test windows throw what they would show in a dialog.
    await launch("no-such-file.ttvm").catch(() => false);
    const refused = await until("the refusal", () =>
      messages.find((message) => message.command === "launch" && message.success === false),
    );
    assert.match(`${refused.message} ${JSON.stringify(refused.body)}`, /no-such-file\.ttvm/);
  });

  function breakAt(name: string, line: number): void {
    debug.addBreakpoints([new SourceBreakpoint(new Location(fileUri(name), new Position(line - 1, 0)))]);
  }

  async function launch(name: string, more: Partial<DebugConfiguration> = {}): Promise<boolean> {
    const configuration = { type: "ttvm", request: "launch", name, program: fileUri(name).fsPath, ...more };
    return debug.startDebugging(workspace.workspaceFolders?.[0], configuration);
  }

  /** Waits for the next event that was not waited for before. */
  async function event(name: string, ms?: number): Promise<Message> {
    const found = await until(
      `the event ${name}`,
      () => messages.find((message) => message.type === "event" && message.event === name),
      ms,
    );
    if (name === "stopped") messages.splice(messages.indexOf(found), 1);
    return found;
  }

  async function stopped(reason: string, ms?: number): Promise<Message> {
    const found = await event("stopped", ms);
    assert.equal(found.body?.reason, reason);
    return found;
  }

  async function request(command: string, args: object) {
    assert.ok(session);
    return session.customRequest(command, args);
  }

  async function stackFrames(): Promise<{ id: number; line: number }[]> {
    return (await request("stackTrace", { threadId: 1 })).stackFrames;
  }

  async function scopesOf(frameId: number): Promise<{ name: string; variablesReference: number }[]> {
    return (await request("scopes", { frameId })).scopes;
  }

  async function variables(scope: { variablesReference: number }): Promise<Record<string, string>> {
    const { variables: found } = await request("variables", { variablesReference: scope.variablesReference });
    return Object.fromEntries(found.map((one: { name: string; value: string }) => [one.name, one.value]));
  }

  async function step(command: string, line: number): Promise<void> {
    await request(command, { threadId: 1 });
    await stopped("step");
    assert.equal((await stackFrames())[0].line, line);
  }

  function output(category: string): string {
    return messages
      .filter((message) => message.event === "output" && message.body?.category === category)
      .map((message) => message.body?.output)
      .join("");
  }
});
