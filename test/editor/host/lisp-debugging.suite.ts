/** Debugging Lisp as the editor drives it. */
import assert from "node:assert/strict";
import {
  type DebugSession,
  type Disposable,
  debug,
  Location,
  Position,
  SourceBreakpoint,
  workspace,
} from "vscode";
import { endSession, fileUri, open, until } from "./workspace.ts";

const FILE = "counters.lisp";

interface Stop {
  readonly reason?: string;
}

interface Frame {
  readonly id: number;
  readonly name: string;
  readonly line: number;
  readonly column: number;
  readonly endColumn?: number;
}

describe("The debugger in Lisp", () => {
  let stops: Stop[] = [];
  let session: DebugSession | undefined;
  let tracker: Disposable;

  before(() => {
    tracker = debug.registerDebugAdapterTrackerFactory("ttvm", {
      createDebugAdapterTracker(started) {
        session = started;
        return {
          onDidSendMessage: ({ event, body }: { event?: string; body?: Stop }) => {
            if (event === "stopped") stops.push(body ?? {});
          },
        };
      },
    });
  });

  after(() => tracker.dispose());

  beforeEach(() => {
    stops = [];
    session = undefined;
  });

  afterEach(async () => {
    debug.removeBreakpoints(debug.breakpoints);
    await endSession();
  });

  it("stops at a line, with the scopes of the text", async () => {
    await launch(6);
    const [frame, caller] = await frames();
    assert.deepEqual([frame.name, frame.line, caller.name], ["lambda (line 4)", 6, "main"]);
    assert.deepEqual([frame.column, frame.endColumn], [7, undefined]);
    const { scopes } = await request("scopes", { frameId: frame.id });
    const names = scopes.map(({ name }: { name: string }) => name);
    assert.deepEqual(names, ["lambda (line 4)", "let (line 3)", "Globals", "Process", "Operand Stack"]);
    const { variables } = await request("variables", { variablesReference: scopes[1].variablesReference });
    const values = variables.map(({ name, value }: { name: string; value: string }) => `${name} ${value}`);
    assert.deepEqual(values, ["count 15", 'name "counter"']);
  });

  it("steps from form to form", async () => {
    await launch(18);
    await step("stepIn", 18, 8);
    await step("stepIn", 11, 3);
    await step("next", 12, 14);
    await step("next", 12, 9);
    await step("stepOut", 18, 1);
  });

  it("stops at the form that a breakpoint in a line is set at", async () => {
    const document = await open(FILE);
    const column = document.lineAt(12).text.indexOf("(nth");
    await launch(13, column);
    const [frame] = await frames();
    assert.deepEqual([frame.line, frame.column], [13, column + 1]);
    const found = debug.breakpoints[0] as SourceBreakpoint;
    assert.equal(found.location.range.start.character, column);
  });

  it("evaluates Lisp, and changes variables in the console", async () => {
    await launch(6);
    const [{ id: frameId }] = await frames();
    const value = async (expression: string, context: string): Promise<string> =>
      (await request("evaluate", { expression, context, frameId })).result;
    assert.equal(await value("next-count", "hover"), "#<function lambda (line 4)>");
    assert.equal(await value("(total (list count by))", "watch"), "20");
    assert.equal(await value("(set! count 99)", "repl"), "null");
    assert.equal(await value("(str name count)", "watch"), '"counter99"');
  });

  async function launch(line: number, column = 0): Promise<void> {
    debug.addBreakpoints([new SourceBreakpoint(new Location(fileUri(FILE), new Position(line - 1, column)))]);
    const configuration = { type: "ttvm", request: "launch", name: FILE, program: fileUri(FILE).fsPath };
    assert.ok(await debug.startDebugging(workspace.workspaceFolders?.[0], configuration));
    await stopped("breakpoint");
  }

  async function stopped(reason: string): Promise<void> {
    const stop = await until("a stop", () => stops.shift());
    assert.equal(stop.reason, reason);
  }

  async function step(command: string, line: number, column: number): Promise<void> {
    await request(command, { threadId: 1 });
    await stopped("step");
    const [frame] = await frames();
    assert.deepEqual([frame.line, frame.column], [line, column]);
  }

  async function frames(): Promise<Frame[]> {
    return (await request("stackTrace", { threadId: 1 })).stackFrames;
  }

  async function request(command: string, args: object) {
    assert.ok(session);
    return session.customRequest(command, args);
  }
});
