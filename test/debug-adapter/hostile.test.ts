/** Requests that no editor sends: each gets an answer, and the session continues. */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import fc from "fast-check";
import { frameOf } from "../../vm-core/node/frames.ts";
import { ADAPTER, Adapter, fixture } from "./adapter.ts";

const COMMANDS = [
  "initialize",
  "launch",
  "setBreakpoints",
  "setFunctionBreakpoints",
  "setExceptionBreakpoints",
  "breakpointLocations",
  "configurationDone",
  "threads",
  "stackTrace",
  "scopes",
  "variables",
  "setVariable",
  "evaluate",
  "exceptionInfo",
  "loadedSources",
  "source",
  "continue",
  "next",
  "stepIn",
  "stepOut",
  "pause",
  "terminate",
  "attach",
  "toString",
  "__proto__",
  "",
];

const NAMES = [
  "threadId",
  "frameId",
  "variablesReference",
  "name",
  "value",
  "expression",
  "context",
  "source",
  "breakpoints",
  "lines",
  "line",
  "column",
  "endLine",
  "filters",
  "filterOptions",
  "start",
  "count",
  "startFrame",
  "levels",
  "filter",
  "program",
  "singleThread",
  "threads",
];

const value = fc.oneof(
  fc.integer({ min: -2, max: 5 }),
  fc.constantFrom(
    1,
    2,
    3,
    1e9,
    -1e9,
    2 ** 53,
    1.5,
    "",
    "n",
    "stack",
    "indexed",
    "named",
    "clipboard",
    "__proto__",
  ),
  fc.jsonValue({ maxDepth: 2 }),
  fc.constant({ path: fixture("factorial.ttvm") }),
  fc.constant([{ line: 9 }, { line: -1, column: -5 }, { line: 1e15 }, { name: "factorial" }]),
);

const garbage = fc.record({
  command: fc.constantFrom(...COMMANDS),
  args: fc.oneof(
    fc.dictionary(fc.constantFrom(...NAMES), value, { maxKeys: 6 }),
    fc.record({ threadId: fc.integer({ min: 1, max: 3 }), singleThread: fc.boolean() }),
    value,
  ),
});

describe("Garbage", () => {
  it("in requests gets an answer each, and the session continues", { timeout: 120_000 }, async (t) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(garbage, { minLength: 1, maxLength: 40 }),
        fc.constantFrom(undefined, "factorial.ttvm", "doubling.ttvm", "supervised.ttvm", "waiting.ttvm"),
        fc.constantFrom("all", "one"),
        async (requests, program, threads) => {
          const adapter = await Adapter.start(t);
          if (program !== undefined) {
            const filters = requests.length % 2 === 0 ? ["spawn", "exit", "down"] : [];
            await adapter.launch(program, { stopOnEntry: true, threads, filters });
            await adapter.stopped();
          }
          const send = ({ command, args }: { command: string; args: unknown }): Promise<unknown> =>
            adapter.client
              .send(command, args)
              .catch((error: Error) => assert.equal(typeof error.message, "string"));
          await Promise.all(requests.map(send));
          assert.ok((await adapter.request("threads")).threads.length > 0);
          assert.doesNotMatch(adapter.output("stderr"), /TinyTotVM has failed/);
          await adapter.stop();
        },
      ),
      { seed: 2, numRuns: 40 },
    );
  });

  it("before a launch is refused with a reason", async (t) => {
    const adapter = await Adapter.start(t);
    for (const command of ["continue", "stackTrace", "next", "pause"]) {
      assert.equal(await adapter.refusal(command, { threadId: 1 }), "no program has been launched");
    }
    assert.equal(await adapter.refusal("nonsense"), "there is no request `nonsense` here");
    assert.equal(await adapter.refusal("toString"), "there is no request `toString` here");
    await adapter.launch("factorial.ttvm", { stopOnEntry: true });
    await adapter.stopped();
    assert.equal(await adapter.refusal("continue", { threadId: 2 }), "there is no thread 2");
  });

  it("on the wire is skipped", async () => {
    const child = spawn(process.execPath, [ADAPTER], { stdio: ["pipe", "pipe", "ignore"] });
    const frame = (text: string): string => `Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
    let answers = "";
    child.stdout.on("data", (data) => {
      answers += data;
    });
    const garbled = [
      "null",
      "[]",
      "{",
      '"text"',
      "12",
      "{}",
      '{"type":"request"}',
      '{"type":"event"}',
      '{"type":"response","request_seq":7}',
    ];
    for (const text of garbled) child.stdin.write(frame(text));
    child.stdin.write("content-length :33\r\nX: y\r\n\r\n");
    child.stdin.write('{"type":"request","command":"no"}');
    child.stdin.write(frame('{"seq":1,"type":"request","command":"threads"}'));
    for (let wait = 0; wait < 100 && !answers.includes('"command":"threads"'); wait++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    child.stdin.end();
    const code = await new Promise((resolve) => child.on("exit", resolve));
    assert.match(answers, /"command":"threads","success":true|"success":true,"command":"threads"/);
    assert.equal(code, 0);
  });

  it("as a program gets an answer, and keeps nobody waiting", {
    skip: process.platform === "win32",
  }, async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "ttvm-launch-"));
    const pipe = path.join(folder, "pipe.ttvm");
    spawnSync("mkfifo", [pipe]);
    for (const [program, answer, timeout] of [
      ["/dev/zero", /File too large \(os error 27\)/],
      [folder, /Is a directory \(os error 21\)/],
      [pipe, undefined],
      [pipe, /cannot open .*: Resource limit reached: timeout of 300ms/, "300ms"],
    ] as const) {
      const child = spawn(process.execPath, [ADAPTER], { stdio: ["pipe", "pipe", "ignore"] });
      let answers = "";
      const ended = new Promise((resolve) => child.on("exit", resolve));
      const answered = new Promise<void>((resolve) => {
        child.stdout.on("data", (data) => {
          answers += data;
          if (answers.includes('"command":"launch"')) resolve();
        });
      });
      const launch = { seq: 1, type: "request", command: "launch", arguments: { program, timeout } };
      child.stdin.write(frameOf(JSON.stringify(launch)));
      if (answer === undefined) await new Promise((resolve) => setTimeout(resolve, 300));
      else {
        await answered;
        assert.match(answers, answer);
      }
      child.stdin.write(frameOf(JSON.stringify({ seq: 2, type: "request", command: "disconnect" })));
      assert.equal(await ended, 0, program);
    }
    rmSync(folder, { recursive: true });
  });
});
