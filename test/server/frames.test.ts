/** What a client may do with headers and with the order of messages, and what it gets for what it may not. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { after, describe, it } from "node:test";
import { FrameReader, frameOf } from "../../vm-core/node/frames.ts";

const SERVERS = {
  "dist/server.js": ["dist/server.js", "--stdio"],
  "ttvm lsp": ["dist/ttvm.js", "lsp", "--stdio"],
  "dist/debug-adapter.js": ["dist/debug-adapter.js"],
  "ttvm dap": ["dist/ttvm.js", "dap"],
};

const UNREADABLE = {
  "has no length": "X: 1\r\n\r\n{}",
  "has a negative length": "Content-Length: -5\r\n\r\n{}",
  "has an absurd length": "Content-Length: 99999999999999999999\r\n\r\n{}",
  "has a length that is no number": "Content-Length: many\r\n\r\n{}",
  "never ends": "A".repeat(100_000),
};

describe("A header", () => {
  for (const [server, argv] of Object.entries(SERVERS)) {
    for (const [mistake, text] of Object.entries(UNREADABLE)) {
      it(`that ${mistake} ends ${server} with one line`, async () => {
        const raw = start(argv);
        raw.child.stdin?.write(text);
        assert.equal(await raw.ended, 1);
        assert.match(raw.errors(), /^[^\n]+Content-Length[^\n]*\n$/);
      });
    }
  }

  it("is read in any case and with white space around the colon, by both servers", async () => {
    const initialize = { id: 1, seq: 1, jsonrpc: "2.0", type: "request", command: "initialize" };
    const body = JSON.stringify({ ...initialize, method: "initialize", params: { capabilities: {} } });
    for (const argv of [SERVERS["dist/server.js"], SERVERS["dist/debug-adapter.js"]]) {
      const raw = start(argv);
      raw.child.stdin?.write(
        `content-TYPE:x\r\nCONTENT-length  :   ${Buffer.byteLength(body)}  \r\n\r\n${body}`,
      );
      assert.match(await raw.until(/apabilities|supportsConfiguration/), /apabilities|supportsConfiguration/);
      raw.child.kill();
    }
  });
});

describe("A reader of frames", () => {
  it("takes time in proportion to what arrives, however it is cut", () => {
    const timeFor = (size: number): number => {
      const frame = Buffer.from(frameOf("x".repeat(size)));
      const reader = new FrameReader();
      const started = process.cpuUsage();
      let length = 0;
      for (let at = 0; at < frame.length; at += 1_000) {
        reader.read(frame.subarray(at, at + 1_000), (body) => (length = body.length));
      }
      assert.equal(length, size);
      const { user, system } = process.cpuUsage(started);
      return (user + system) / 1_000;
    };
    timeFor(1_000_000);
    const small = timeFor(5_000_000);
    const large = timeFor(50_000_000);
    assert.ok(large < 30 * small + 1_000, `${small} ms for 5 MB, ${large} ms for 50 MB`);
  });

  it("finds every message in one chunk, and none before it is whole", () => {
    const found: string[] = [];
    const reader = new FrameReader();
    const bytes = Buffer.from(frameOf("{}") + frameOf("ä🙂") + frameOf(""));
    assert.equal(
      reader.read(bytes.subarray(0, -1), (body) => found.push(body)),
      undefined,
    );
    assert.deepEqual(found, ["{}", "ä🙂"]);
    reader.read(bytes.subarray(-1), (body) => found.push(body));
    assert.deepEqual(found, ["{}", "ä🙂", ""]);
  });
});

describe("The life of the language server", () => {
  const initialize = { method: "initialize", params: { processId: null, rootUri: null, capabilities: {} } };

  it("begins with initialize, which comes once", async () => {
    const raw = start(SERVERS["dist/server.js"]);
    raw.send({ id: 1, method: "textDocument/hover", params: {} });
    assert.equal((await raw.answer(1)).error?.code, -32002);
    raw.send({ id: 2, method: "shutdown" });
    assert.equal((await raw.answer(2)).error?.code, -32002);
    raw.send({ id: 3, ...initialize });
    assert.ok((await raw.answer(3)).result);
    raw.send({ id: 4, ...initialize });
    assert.equal((await raw.answer(4)).error?.code, -32600);
    raw.child.kill();
  });

  it("ends with shutdown: what comes after it is refused, and exit gives 0", async () => {
    const raw = start(SERVERS["dist/server.js"]);
    raw.send({ id: 1, ...initialize });
    raw.send({ id: 2, method: "shutdown" });
    await raw.answer(2);
    raw.send({
      id: 3,
      method: "textDocument/hover",
      params: { textDocument: { uri: "file:///nowhere/a.ttvm" } },
    });
    assert.equal((await raw.answer(3)).error?.code, -32600);
    raw.send({ id: 4, method: "shutdown" });
    assert.equal((await raw.answer(4)).error?.code, -32600);
    raw.send({ method: "exit" });
    assert.equal(await raw.ended, 0);
  });

  it("ends with its input, in disorder unless it was shut down", async () => {
    const raw = start(SERVERS["dist/server.js"]);
    raw.send({ id: 1, ...initialize });
    await raw.answer(1);
    raw.child.stdin?.end();
    assert.equal(await raw.ended, 1);
  });

  it("knows parameters of wrong types, and logs no bug of its own about them", async () => {
    const raw = start(SERVERS["dist/server.js"]);
    for (const [id, params] of [
      5,
      "x",
      [],
      null,
      {},
      { capabilities: null },
      { capabilities: 7 },
    ].entries()) {
      raw.send({ id, method: "initialize", params });
      assert.equal((await raw.answer(id)).error?.code, -32602, JSON.stringify(params));
    }
    raw.send({ id: 20, ...initialize });
    await raw.answer(20);
    for (const params of [7, [], { textDocument: 7 }, { textDocument: { uri: 7 } }, {}]) {
      for (const name of ["didOpen", "didChange", "didClose", "didSave"]) {
        raw.send({ method: `textDocument/${name}`, params });
      }
      raw.send({ method: "workspace/didChangeWorkspaceFolders", params });
      raw.send({ method: "workspace/didChangeWatchedFiles", params });
      raw.send({ method: "workspace/didChangeConfiguration", params });
    }
    raw.send({ id: 21, method: "ttvm/libraryText", params: { uri: 7 } });
    assert.equal((await raw.answer(21)).error?.code, -32602);
    const log = raw.messages().filter(({ method }) => method === "window/logMessage");
    assert.ok(log.length > 0, "the client is told");
    assert.doesNotMatch(JSON.stringify(log), /Error:|\bat /);
    raw.child.kill();
  });

  it("answers a message that is not JSON, and continues", async () => {
    const raw = start(SERVERS["dist/server.js"]);
    raw.child.stdin?.write(frameOf("{ this is no JSON"));
    raw.send({ id: 1, ...initialize });
    assert.ok((await raw.answer(1)).result);
    assert.ok(raw.messages().some(({ error }) => error?.code === -32700));
    raw.child.kill();
  });
});

interface Answer {
  readonly id?: number | null;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

const started: ChildProcess[] = [];
after(() => {
  for (const child of started) child.kill();
});

/** A server without a client library, so that anything can be sent. */
function start(argv: readonly string[]) {
  const child = spawn(process.execPath, argv, { stdio: "pipe" });
  started.push(child);
  child.stdin.on("error", () => undefined);
  const frames = new FrameReader();
  const messages: Answer[] = [];
  let output = "";
  let errors = "";
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk;
    frames.read(chunk, (body) => messages.push(JSON.parse(body)));
  });
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk));
  const wait = async <T>(find: () => T | undefined, what: string): Promise<T> => {
    for (const end = performance.now() + 20_000; performance.now() < end; ) {
      const found = find();
      if (found !== undefined) return found;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error(`waited in vain for ${what}: ${output.slice(0, 1000)} ${errors.slice(0, 1000)}`);
  };
  return {
    child,
    ended: new Promise<number | null>((resolve) => child.once("close", resolve)),
    errors: () => errors,
    messages: () => messages as readonly Answer[],
    send: (message: object) =>
      void child.stdin.write(frameOf(JSON.stringify({ jsonrpc: "2.0", ...message }))),
    answer: (id: number) => wait(() => messages.find((one) => one.id === id), `the answer to ${id}`),
    until: (pattern: RegExp) => wait(() => (pattern.test(output) ? output : undefined), String(pattern)),
  };
}
