/** The language server over stdio: what it writes into texts and shows beside them. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { InlayHint, TextEdit } from "vscode-languageserver-protocol";
import { type Client, startServer } from "./client.ts";

describe("The language server formats", () => {
  let client: Client;
  let next = 0;
  before(async () => {
    client = await startServer();
  });
  after(() => client.stop());

  async function open(text: string, languageId = "ttvm"): Promise<string> {
    const uri = `file:///editing/${next++}.${languageId === "ttvm" ? "ttvm" : "lisp"}`;
    await client.open(uri, text, languageId);
    return uri;
  }

  const options = { tabSize: 2, insertSpaces: true };
  const edit = (line: number, from: number, to: number, newText: string): TextEdit => ({
    range: { start: { line, character: from }, end: { line, character: to } },
    newText,
  });

  it("a document, as the editor indents and the settings say", async () => {
    const uri = await open("PUSH_INT 1\nCALL f\n");
    const ask = () =>
      client.request<TextEdit[]>("textDocument/formatting", { textDocument: { uri }, options });
    assert.deepEqual(await ask(), [edit(0, 0, 0, "  "), edit(1, 0, 0, "  "), edit(1, 5, 5, "    ")]);
    client.settings = { format: { alignOperands: false } };
    await client.notify("workspace/didChangeConfiguration", { settings: null });
    while ((await ask()).length === 3) await new Promise((resolve) => setTimeout(resolve, 5));
    assert.deepEqual(await ask(), [edit(0, 0, 0, "  "), edit(1, 0, 0, "  ")]);
    client.settings = {};
    await client.notify("workspace/didChangeConfiguration", { settings: null });
  });

  it("the lines of a range", async () => {
    const uri = await open("(define (f)\n1\n2)\n", "ttvm-lisp");
    const range = { start: { line: 1, character: 0 }, end: { line: 1, character: 1 } };
    const params = { textDocument: { uri }, range, options };
    const edits = await client.request<TextEdit[]>("textDocument/rangeFormatting", params);
    assert.deepEqual(edits, [edit(1, 0, 0, "  ")]);
  });

  it("nothing, and shows the hints beside code that the settings ask for", async () => {
    const uri = await open("    PUSH_INT 1\nLABEL a\n    STORE x\n    JMP a\n");
    const range = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };
    const ask = async () =>
      (await client.request<InlayHint[]>("textDocument/inlayHint", { textDocument: { uri }, range })).map(
        ({ position, label, kind }) => [position.line, position.character, label, kind],
      );
    const usual = await ask();
    assert.deepEqual(usual, []);
    client.settings = { inlayHints: { addresses: true, types: true, stackDepth: "off" } };
    await client.notify("workspace/didChangeConfiguration", { settings: null });
    while ((await ask()).length === usual.length) await new Promise((resolve) => setTimeout(resolve, 5));
    assert.deepEqual(await ask(), [[3, 9, "→ 1", undefined]]);
    client.settings = {};
    await client.notify("workspace/didChangeConfiguration", { settings: null });
  });

  it("what Enter is typed after", async () => {
    const uri = await open("LABEL f\n\n");
    const params = { textDocument: { uri }, position: { line: 1, character: 0 }, ch: "\n", options };
    assert.deepEqual(await client.request("textDocument/onTypeFormatting", params), [edit(1, 0, 0, "  ")]);
  });
});
