/** What a broken or malicious client sends: an error response or null, and the server continues. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { ErrorCodes, type Hover, ResponseError } from "vscode-languageserver-protocol/node";
import { type Client, startServer } from "./client.ts";

const URI = "file:///nowhere/hostile.ttvm";
const AT_POSITION = [
  "textDocument/hover",
  "textDocument/completion",
  "textDocument/signatureHelp",
  "textDocument/definition",
  "textDocument/references",
  "textDocument/documentHighlight",
  "textDocument/prepareRename",
  "textDocument/rename",
];
const OTHERS = [
  "textDocument/documentSymbol",
  "textDocument/foldingRange",
  "textDocument/codeAction",
  "textDocument/selectionRange",
  "textDocument/semanticTokens/full",
  "textDocument/semanticTokens/range",
];

describe("The language server, with a hostile client", () => {
  let client: Client;
  before(async () => {
    client = await startServer();
    await client.open(URI, "    PUSH_INT 1\r\n    PRINT ; 🙂\nLABEL a\n    JMP a");
    await client.diagnostics(URI, 1);
  });
  after(() => client.stop());

  async function stillAnswers(): Promise<void> {
    const hover = await client.request<Hover>("textDocument/hover", {
      textDocument: { uri: URI },
      position: { line: 0, character: 5 },
    });
    assert.match(JSON.stringify(hover.contents), /PUSH_INT/);
    assert.deepEqual(client.log, [], "a bug was logged");
  }

  it("answers null for a document that is not open", async () => {
    const params = {
      textDocument: { uri: "file:///nowhere/elsewhere.ttvm" },
      position: { line: 0, character: 0 },
      positions: [{ line: 0, character: 0 }],
      range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
      newName: "b",
    };
    for (const method of [...AT_POSITION, ...OTHERS])
      assert.equal(await client.request(method, params), null, method);
    await stillAnswers();
  });

  it("takes positions outside the text for its edges", async () => {
    const numbers = [-1, 0, 3, 1e9, -(2 ** 31), 2 ** 31 - 1, Number.MAX_SAFE_INTEGER];
    for (const line of numbers) {
      for (const character of numbers) {
        const position = { line, character };
        const params = {
          textDocument: { uri: URI },
          position,
          positions: [position],
          range: { start: position, end: { line: character, character: line } },
          newName: "b",
        };
        for (const method of [...AT_POSITION, ...OTHERS])
          await client.request(method, params).catch(onlyRefusals);
      }
    }
    await stillAnswers();
  });

  it("answers parameters that are none with an error", async () => {
    const position = { line: 0, character: 0 };
    const broken: unknown[] = [
      {},
      [],
      { textDocument: null, position },
      { textDocument: {}, position },
      { textDocument: { uri: 7 }, position },
      { textDocument: { uri: URI } },
      { textDocument: { uri: URI }, position: null },
      { textDocument: { uri: URI }, position: "0:0" },
      { textDocument: { uri: URI }, position: { line: "0", character: 0 } },
      { textDocument: { uri: URI }, position: { line: 0.5, character: 0 } },
      { textDocument: { uri: URI }, position: { line: 0 } },
    ];
    for (const method of AT_POSITION) {
      for (const params of broken) {
        await assert.rejects(
          client.request(method, params),
          isInvalid,
          `${method} ${JSON.stringify(params)}`,
        );
      }
    }
    for (const range of [undefined, null, {}, { start: position }, { start: position, end: {} }]) {
      const params = { textDocument: { uri: URI }, range, context: { diagnostics: [] } };
      await assert.rejects(client.request("textDocument/codeAction", params), isInvalid);
    }
    const noName = {
      textDocument: { uri: URI },
      position: { line: 2, character: 6 },
      newName: { toString: 1 },
    };
    await assert.rejects(client.request("textDocument/rename", noName), isInvalid);
    await stillAnswers();
  });

  it("answers contexts that are none", async () => {
    const params = {
      textDocument: { uri: URI },
      position: { line: 2, character: 6 },
      positions: [],
      range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
      newName: "b",
    };
    for (const context of [null, { only: "quickfix" }, { triggerKind: "x" }, { diagnostics: 3 }]) {
      for (const method of [...AT_POSITION, ...OTHERS]) await client.request(method, { ...params, context });
    }
    for (const context of [7, "x", []]) {
      const asked = client.request("textDocument/codeAction", { ...params, context });
      await assert.rejects(asked, isInvalid);
    }
    await stillAnswers();
  });

  it("answers a method that it does not know with an error", async () => {
    await assert.rejects(client.request("textDocument/fly", { textDocument: { uri: URI } }));
    await client.notify("textDocument/crawl", {});
    await stillAnswers();
  });

  it("survives notifications that make no sense", async () => {
    const change = (params: unknown) => client.notify("textDocument/didChange", params);
    await change({
      textDocument: { uri: "file:///nowhere/elsewhere.ttvm", version: 2 },
      contentChanges: [{ text: "" }],
    });
    await change({ textDocument: { uri: "file:///nowhere/elsewhere.ttvm", version: 2 }, contentChanges: [] });
    await client.notify("textDocument/didClose", { textDocument: { uri: "file:///nowhere/elsewhere.ttvm" } });
    for (const settings of [null, 7, [], { ttvm: null }, { ttvm: { hints: { enabled: "no" } } }]) {
      await client.notify("workspace/didChangeConfiguration", { settings });
    }
    client.settings = { hints: "no" };
    await client.notify("workspace/didChangeConfiguration", {});
    client.settings = {};
    await stillAnswers();
    await client.notify("textDocument/didOpen", {});
    await client.notify("textDocument/didOpen", null);
    await change({});
    await change({ textDocument: { uri: URI, version: 9 }, contentChanges: [{ range: null, text: 5 }] });
    await client.open(URI, "    PUSH_INT 1\n");
    await client.request("textDocument/documentSymbol", { textDocument: { uri: URI } });
    assert.ok(client.log.length > 0, "nobody was told");
    client.log.length = 0;
    await stillAnswers();
  });

  it("survives a document of every size and any characters", async () => {
    const texts = ["", "\ufeff", "\r", "\n\r\n\r", "\ud83d", '"'.repeat(100_000), "PRNT\n".repeat(20_000)];
    for (const [i, text] of texts.entries()) {
      const uri = `file:///size${i}.ttvm`;
      await client.open(uri, text);
      await client.diagnostics(uri, 1);
    }
    await stillAnswers();
  });

  it("reads messages that come in pieces, and survives one that is no JSON", async () => {
    const child = spawn(process.execPath, [path.join("dist", "server.js"), "--stdio"], { stdio: "pipe" });
    let output = "";
    child.stdout.on("data", (data) => (output += data));
    child.stderr.on("data", (data) => (output += data));
    const send = (body: string) => `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
    const initialize = { processId: null, rootUri: null, capabilities: {} };
    const messages = Buffer.from(
      send("{ this is no JSON") +
        send(JSON.stringify({ jsonrpc: "2.0", id: 1, method: "initialize", params: initialize })),
    );
    for (let at = 0; at < messages.length; at += 7) child.stdin.write(messages.subarray(at, at + 7));
    const answered = () => output.includes('"id":1,"result"');
    for (let wait = 0; wait < 200 && !answered(); wait++)
      await new Promise((resolve) => setTimeout(resolve, 25));
    child.kill();
    assert.ok(answered(), output.slice(0, 2000));
  });
});

function isInvalid(error: unknown): boolean {
  return error instanceof ResponseError && error.code === ErrorCodes.InvalidParams;
}

/** A rename where there is no label is refused in words. */
function onlyRefusals(error: unknown): void {
  if (!/can be renamed/.test(String(error))) throw error;
}
