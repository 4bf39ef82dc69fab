/**
 * Programs with `; expect:` comments as tests of the Testing view.
 *
 * Invariant: each run is a process of its own, which the debug adapter starts and judges; nothing runs in a
 * workspace that is not trusted.
 */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import {
  type CancellationToken,
  commands,
  type ExtensionContext,
  Location,
  Position,
  Range,
  type TestController,
  type TestItem,
  TestMessage,
  type TestRun,
  TestRunProfileKind,
  TestRunRequest,
  type TextDocument,
  tests,
  Uri,
  workspace,
} from "vscode";
import { RUN_TEST } from "../server/protocol.ts";
import { isProgram } from "./languages.ts";
import type { WalkthroughProgress } from "./walkthrough.ts";

/** What the debug adapter writes for a file. */
interface FileTestResult {
  readonly file: string;
  /** Nothing when it passed. */
  readonly findings: readonly string[];
  readonly milliseconds: number;
}

const EXPECTATION = /;[ \t]*expect(?:-error|-exit)?:/;

export function registerTests(context: ExtensionContext, progress: WalkthroughProgress): void {
  const controller = tests.createTestController("ttvm", "TinyTotVM");
  const runner = context.asAbsolutePath("dist/debug-adapter.js");
  const profile = controller.createRunProfile(
    "Run",
    TestRunProfileKind.Run,
    async (request, token) => {
      await run(controller, request, token, runner);
      progress.done("tests");
    },
    true,
  );
  context.subscriptions.push(
    commands.registerCommand(RUN_TEST, async (uri: string) => {
      const document = await workspace.openTextDocument(Uri.parse(uri, true));
      update(controller, document.uri, document.getText());
      const item = controller.items.get(document.uri.toString());
      if (item === undefined) return;
      const request = new TestRunRequest([item], undefined, profile);
      await run(controller, request, undefined, runner);
      progress.done("tests");
    }),
  );
  controller.refreshHandler = () => findAll(controller);
  controller.resolveHandler = async (item) => {
    if (item === undefined) await findAll(controller);
  };
  const read = (document: TextDocument) => {
    if (document.uri.scheme === "file" && isProgram(document)) {
      update(controller, document.uri, document.getText());
    }
  };
  workspace.textDocuments.forEach(read);
  context.subscriptions.push(
    controller,
    workspace.onDidOpenTextDocument(read),
    workspace.onDidSaveTextDocument(read),
    workspace.onDidDeleteFiles(({ files }) => {
      for (const uri of files) controller.items.delete(uri.toString());
    }),
  );
}

/** Looks through the workspace. */
async function findAll(controller: TestController): Promise<void> {
  for (const uri of await workspace.findFiles("**/*.{ttvm,lisp}", "**/node_modules/**")) {
    if (uri.scheme !== "file") continue;
    update(controller, uri, new TextDecoder().decode(await workspace.fs.readFile(uri)));
  }
}

/** A program is a test while its text says what is expected of it. */
function update(controller: TestController, uri: Uri, text: string): void {
  const at = text.search(EXPECTATION);
  if (at < 0) {
    controller.items.delete(uri.toString());
    return;
  }
  const known = controller.items.get(uri.toString());
  const item = known ?? controller.createTestItem(uri.toString(), workspace.asRelativePath(uri), uri);
  const line = text.slice(0, at).split("\n").length - 1;
  item.range = new Range(line, 0, line, 0);
  if (known === undefined) controller.items.add(item);
}

async function run(
  controller: TestController,
  request: TestRunRequest,
  asked: CancellationToken | undefined,
  runner: string,
): Promise<void> {
  const testRun = controller.createTestRun(request);
  const token = asked ?? testRun.token;
  const left = new Map<string, TestItem>();
  for (const item of request.include ?? [...controller.items].map(([, item]) => item)) {
    if (item.uri === undefined || request.exclude?.includes(item)) continue;
    left.set(item.uri.fsPath, item);
    testRun.enqueued(item);
  }
  if (workspace.isTrusted) {
    await Promise.all(workspace.textDocuments.filter(({ uri }) => left.has(uri.fsPath)).map(save));
    await runFiles(testRun, left, runner, token);
  }
  const why = workspace.isTrusted
    ? "It did not come to its end."
    : "Programs run in a trusted workspace only.";
  for (const item of left.values()) {
    if (token.isCancellationRequested) testRun.skipped(item);
    else testRun.errored(item, new TestMessage(why));
  }
  testRun.end();
}

async function save(document: TextDocument): Promise<void> {
  if (document.isDirty) await document.save();
}

/** Runs the tests one after the other, and takes each that has ended out of `left`. */
function runFiles(
  testRun: TestRun,
  left: Map<string, TestItem>,
  runner: string,
  token: CancellationToken,
): Promise<void> {
  const files = [...left.keys()];
  const child = spawn(process.execPath, [runner, "test", ...files], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" },
    stdio: ["ignore", "pipe", "ignore"],
  });
  const cancelled = token.onCancellationRequested(() => child.kill());
  const start = (index: number) => {
    const item = left.get(files[index] ?? "");
    if (item !== undefined) testRun.started(item);
  };
  let done = 0;
  start(0);
  createInterface({ input: child.stdout }).on("line", (line) => {
    const result = JSON.parse(line) as FileTestResult;
    const item = left.get(result.file);
    if (item === undefined) return;
    left.delete(result.file);
    show(testRun, item, result);
    start(++done);
  });
  return new Promise((resolve) => {
    const end = () => {
      cancelled.dispose();
      resolve();
    };
    child.on("error", end);
    child.on("close", end);
  });
}

function show(testRun: TestRun, item: TestItem, { findings, milliseconds }: FileTestResult): void {
  if (findings.length === 0) {
    testRun.passed(item, milliseconds);
    return;
  }
  const text = findings.join("\n");
  const message = new TestMessage(text);
  if (item.uri !== undefined)
    message.location = new Location(item.uri, item.range?.start ?? new Position(0, 0));
  testRun.appendOutput(`${item.label}\r\n${text.replaceAll("\n", "\r\n")}\r\n`, message.location, item);
  testRun.failed(item, message, milliseconds);
}
