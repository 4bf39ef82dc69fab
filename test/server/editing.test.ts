/** The language server over stdio: what it writes into texts and shows beside them. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type {
  CodeAction,
  CodeLens,
  InlayHint,
  LinkedEditingRanges,
  SemanticTokens,
  SemanticTokensDelta,
  TextEdit,
} from "vscode-languageserver-protocol";
import { type Client, startServerHere } from "./client.ts";

describe("In a text, the language server", () => {
  let client: Client;
  let next = 0;
  before(async () => {
    client = await startServerHere();
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

  it("formats a document, as the editor indents and the settings say", async () => {
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

  it("formats the lines of a range", async () => {
    const uri = await open("(define (f)\n1\n2)\n", "ttvm-lisp");
    const range = { start: { line: 1, character: 0 }, end: { line: 1, character: 1 } };
    const params = { textDocument: { uri }, range, options };
    const edits = await client.request<TextEdit[]>("textDocument/rangeFormatting", params);
    assert.deepEqual(edits, [edit(1, 0, 0, "  ")]);
  });

  it("shows the hints beside code that the settings ask for", async () => {
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

  it("gives what has changed of the semantic tokens", async () => {
    const text = "(define (f x) x)\n(define (g y) y)\n";
    const uri = await open(text, "ttvm-lisp");
    const textDocument = { uri };
    const full = () => client.request<SemanticTokens>("textDocument/semanticTokens/full", { textDocument });
    const first = await full();
    await client.change(uri, 2, [{ text: text.replace("y) y", "y) (f y)") }]);
    const delta = await client.request<SemanticTokensDelta>("textDocument/semanticTokens/full/delta", {
      textDocument,
      previousResultId: first.resultId,
    });
    const data = [...first.data];
    for (const { start, deleteCount, data: added = [] } of delta.edits)
      data.splice(start, deleteCount, ...added);
    assert.deepEqual(data, (await full()).data);
    const unknown = { textDocument, previousResultId: "another" };
    assert.ok("data" in (await client.request<object>("textDocument/semanticTokens/full/delta", unknown)));
  });

  it("offers refactorings of the kinds that are asked for", async () => {
    const uri = await open("    IMPORT std/math\n    IMPORT std/list\n    LOAD map\n    JMP 4\n");
    const ask = async (only: string[] | undefined) =>
      (
        await client.request<CodeAction[]>("textDocument/codeAction", {
          textDocument: { uri },
          range: { start: { line: 3, character: 9 }, end: { line: 3, character: 9 } },
          context: { diagnostics: [], ...(only && { only }) },
        })
      ).map(({ title, kind }) => [title, kind]);
    const rewrite = ["Change to the label `at_4`", "refactor.rewrite"];
    assert.deepEqual(await ask(["refactor"]), [rewrite]);
    assert.deepEqual(await ask(["refactor.extract"]), []);
    assert.deepEqual(await ask(["source.organizeImports"]), [["Organize imports", "source.organizeImports"]]);
    assert.deepEqual((await ask(undefined))[0], rewrite);
  });

  it("links the uses of a label", async () => {
    const uri = await open("    JMP end\nLABEL end\n");
    const params = { textDocument: { uri }, position: { line: 1, character: 7 } };
    const found = await client.request<LinkedEditingRanges>("textDocument/linkedEditingRange", params);
    assert.deepEqual(
      found.ranges.map(({ start }) => start),
      [
        { line: 0, character: 8 },
        { line: 1, character: 6 },
      ],
    );
    assert.ok(new RegExp(`^${found.wordPattern}$`).test("end"));
    assert.equal(
      await client.request("textDocument/linkedEditingRange", {
        ...params,
        position: { line: 0, character: 5 },
      }),
      null,
    );
  });

  it("counts references above functions where that is wanted", async () => {
    const uri = await open("    CALL f\n    CALL f\n    HALT\nLABEL f\n    RET\n");
    const ask = () => client.request<CodeLens[]>("textDocument/codeLens", { textDocument: { uri } });
    const usual = (await ask()).length;
    client.settings = { codeLens: { references: true } };
    await client.notify("workspace/didChangeConfiguration", { settings: null });
    while ((await ask()).length === usual) await new Promise((resolve) => setTimeout(resolve, 5));
    const lens = (await ask()).find(({ data }) => data !== undefined);
    const { command } = await client.request<CodeLens>("codeLens/resolve", lens);
    assert.deepEqual(command, {
      title: "2 references",
      command: "ttvm.showReferences",
      arguments: [uri, { line: 3, character: 6 }],
    });
    client.settings = {};
    await client.notify("workspace/didChangeConfiguration", { settings: null });
  });

  it("formats what Enter is typed after", async () => {
    const uri = await open("LABEL f\n\n");
    const params = { textDocument: { uri }, position: { line: 1, character: 0 }, ch: "\n", options };
    assert.deepEqual(await client.request("textDocument/onTypeFormatting", params), [edit(1, 0, 0, "  ")]);
  });
});
