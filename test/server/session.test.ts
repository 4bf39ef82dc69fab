/** The language server over stdio: what is agreed on with the client, what it is told of, and what it takes back. */
import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import {
  CancellationTokenSource,
  type Hover,
  type Location,
  LSPErrorCodes,
  type Range,
  type SemanticTokens,
} from "vscode-languageserver-protocol";
import { type Client, EDITOR, startServer } from "./client.ts";

const URI = "file:///nowhere/session.lisp";
/** `é` takes 2 bytes, `🙂` 4, and 2 units of UTF-16. */
const TEXT = '(define (f x) (print "é🙂" x))\n(print "🙂" (f "é"))\n';

describe("In a session, the language server", () => {
  let client: Client;
  afterEach(() => client.stop());

  const start = async (positionEncodings?: string[]) => {
    client = await startServer({ ...EDITOR, ...(positionEncodings && { general: { positionEncodings } }) });
    await client.open(URI, TEXT, "ttvm-lisp");
  };
  const at = (line: number, character: number) => ({
    textDocument: { uri: URI },
    position: { line, character },
  });
  const COLUMNS = {
    "utf-8": { use: 30, end: 31, call: 16 },
    "utf-16": { use: 27, end: 28, call: 14 },
    "utf-32": { use: 26, end: 27, call: 13 },
  };

  for (const [encoding, { use, end, call }] of Object.entries(COLUMNS)) {
    it(`counts columns in ${encoding}`, async () => {
      await start([encoding, "utf-16"]);
      assert.equal(client.initialized.capabilities.positionEncoding, encoding);
      const references = { ...at(0, 11), context: { includeDeclaration: false } };
      const found = await client.request<Location[]>("textDocument/references", references);
      assert.deepEqual(
        found.map(({ range }) => range),
        [{ start: { line: 0, character: use }, end: { line: 0, character: end } }],
      );
      const hover = await client.request<Hover>("textDocument/hover", at(1, call));
      assert.deepEqual(hover.range, {
        start: { line: 1, character: call - 1 },
        end: { line: 1, character: call },
      });
      const tokens = await client.request<SemanticTokens>("textDocument/semanticTokens/full", at(0, 0));
      const columns: number[] = [];
      for (let i = 0, column = 0; i < tokens.data.length; i += 5) {
        column = tokens.data[i] === 0 ? column + tokens.data[i + 1] : tokens.data[i + 1];
        columns.push(column);
      }
      assert.ok(columns.includes(use) && columns.includes(call - 1), String(columns));
      // A change behind what is wider, and one after it in the text that the first has made.
      const insert = (line: number, character: number, text: string) => ({
        range: { start: { line, character }, end: { line, character } },
        text,
      });
      await client.change(URI, 2, [insert(0, use, "🙂é"), insert(0, use + widthOf(encoding), "y ")]);
      const [{ range }] = (await client.diagnostics(URI, 2)).filter(({ message }) =>
        String(message).includes("🙂éy"),
      );
      const expected: Range = {
        start: { line: 0, character: use },
        end: { line: 0, character: use + widthOf(encoding) + 1 },
      };
      assert.deepEqual(range, expected);
    });
  }

  it("counts in UTF-16 for a client that wants what there is not, or says nothing", async () => {
    await start(["utf-7"]);
    assert.equal(client.initialized.capabilities.positionEncoding, "utf-16");
  });

  it("tells what it does as far as the client wants to know", async () => {
    await start();
    const traces: { message: string; verbose?: string }[] = [];
    client.connection.onNotification(
      "$/logTrace",
      (params: (typeof traces)[number]) => void traces.push(params),
    );
    const ask = () => client.request("textDocument/hover", at(0, 9));
    await ask();
    assert.deepEqual(traces, []);
    await client.notify("$/setTrace", { value: "messages" });
    await ask();
    await client.notify("$/setTrace", { value: "verbose" });
    await ask();
    await client.notify("$/setTrace", { value: "off" });
    await ask();
    assert.deepEqual(
      traces.map(({ message, verbose }) => [String(message).replace(/\d+/, "n"), verbose]),
      [
        ["textDocument/hover: answered after n ms", undefined],
        ["textDocument/hover: answered after n ms", JSON.stringify(at(0, 9))],
      ],
    );
  });

  it("answers a request that is cancelled at once, whatever works on it", async () => {
    await start();
    // Analysing this takes much longer than the answer that the test waits for.
    const long = "file:///nowhere/long.lisp";
    const text = `(define (g x) ${"(if (> x 1) ".repeat(150)}x${" x)".repeat(150)})\n`.repeat(400);
    await client.open(long, text, "ttvm-lisp");
    const source = new CancellationTokenSource();
    const asked = client.connection.sendRequest(
      "textDocument/documentSymbol",
      { textDocument: { uri: long } },
      source.token,
    );
    let isWorking = true;
    const other = client.request("textDocument/documentSymbol", { textDocument: { uri: long } }).then(() => {
      isWorking = false;
    });
    // This is refused at once, after what was asked before has been taken up.
    await assert.rejects(client.request("initialize", { capabilities: {} }));
    source.cancel();
    await assert.rejects(asked, { code: LSPErrorCodes.RequestCancelled });
    assert.ok(isWorking, "it was done before it was cancelled: the test shows nothing");
    await other;
  });

  it("refuses places of a text that has changed before they were looked at", async () => {
    await start();
    const long = "file:///nowhere/long.lisp";
    const text = `(define (g x) ${"(if (> x 1) ".repeat(400)}x${" x)".repeat(400)})\n`.repeat(60);
    await client.open(long, text, "ttvm-lisp");
    const here = { textDocument: { uri: long }, position: { line: 0, character: 9 } };
    const symbols = client.request("textDocument/documentSymbol", { textDocument: { uri: long } });
    const old = client.request("textDocument/hover", here);
    const refused = assert.rejects(old, { code: LSPErrorCodes.ContentModified });
    // An editor moves these by what has been typed since it asked, which a newer text has in it already.
    const tokens = client.request("textDocument/semanticTokens/full", { textDocument: { uri: long } });
    const alsoRefused = assert.rejects(tokens, { code: LSPErrorCodes.ContentModified });
    await client.change(long, 2, [{ text: "(define (h x) x)\n" }]);
    const now = await client.request<Hover>("textDocument/hover", here);
    assert.match(JSON.stringify(now.contents), /\(h x\)/);
    await Promise.all([symbols, refused, alsoRefused]);
  });
});

function widthOf(encoding: string): number {
  return { "utf-8": 6, "utf-16": 3, "utf-32": 2 }[encoding] ?? 0;
}
