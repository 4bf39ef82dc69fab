/** The requests of the editor's views and lenses, asked of the real server. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { CodeLens, MarkupContent } from "vscode-languageserver-protocol";
import { toDiagnostic, toHover } from "../../server/convert.ts";
import { analyze, hints, hover } from "../../vm-core/index.ts";
import { type Client, startServerHere } from "./client.ts";

const TEXT = "    PUSH_INT 2\n    PUSH_INT 3\n    ADD\n    PRINT\n    HALT\n    PRINT\n";

describe("A hint", () => {
  it("links to the page of its pass, where the client has the documentation", () => {
    const snapshot = analyze("a.ttvm", 1, TEXT);
    const [{ diagnostic }] = hints(snapshot);
    const { codeDescription } = toDiagnostic(snapshot, diagnostic, "command:open?%22{page}%22");
    assert.equal(codeDescription?.href, "command:open?%22optimizer.md%23constant-folding%22");
    assert.equal(toDiagnostic(snapshot, diagnostic).codeDescription, undefined);
  });
});

describe("A hover", () => {
  it("links to the page of the instruction, where the client has the documentation", () => {
    const snapshot = analyze("a.ttvm", 1, TEXT);
    const found = hover(snapshot, TEXT.indexOf("ADD"));
    assert.ok(found !== undefined);
    const linked = toHover(snapshot, found, "command:open?%22{page}%22").contents as MarkupContent;
    assert.match(linked.value, /\[Documentation\]\(command:open\?%22instructions\.md%23add%22\)$/);
    assert.doesNotMatch((toHover(snapshot, found).contents as MarkupContent).value, /Documentation/);
  });
});

describe("The views", () => {
  let client: Client;
  let opened = 0;
  before(async () => {
    client = await startServerHere();
  });
  after(() => client.stop());

  async function open(text: string): Promise<string> {
    const uri = `file:///views-${++opened}.ttvm`;
    await client.open(uri, text);
    return uri;
  }

  const ask = <R>(method: string, uri: string) => client.request<R>(method, { textDocument: { uri } });

  async function settle(uri: string, settings: unknown) {
    const count = client.published(uri).length;
    client.settings = settings;
    await client.notify("workspace/didChangeConfiguration", { settings: null });
    while (client.published(uri).length === count) await new Promise((resolve) => setTimeout(resolve, 5));
    return client
      .published(uri)
      .at(-1)
      ?.diagnostics.map(({ code }) => code);
  }

  it("get the optimized text", async () => {
    const found = await ask("ttvm/optimized", await open(TEXT));
    assert.deepEqual(found, {
      text: "    PUSH_INT 5\n    PRINT\n    HALT\n",
      summary: "6 → 3 instructions (−50 %)",
    });
    assert.equal(await ask("ttvm/optimized", await open("    HALT\n")), null);
    assert.equal(await ask("ttvm/optimized", "file:///nowhere/closed.ttvm"), null);
  });

  it("get the control-flow graph", async () => {
    const chart = await ask("ttvm/flowChart", await open("LABEL a\n    JMP a\n    PRINT\n"));
    const block = { isLoop: false, labels: [] };
    const range = (line: number, end: number) => ({
      start: { line, character: 4 },
      end: { line, character: end },
    });
    assert.deepEqual(chart, {
      blocks: [
        { labels: ["a"], lines: ["JMP a"], isReachable: true, isLoop: true, range: range(1, 9) },
        { ...block, lines: ["PRINT"], isReachable: false, range: range(2, 9) },
      ],
      edges: [{ from: 0, to: 0, kind: "jump", isBack: true }],
      left: 0,
    });
    assert.equal(await ask("ttvm/flowChart", await open("    FROB\n")), null);
  });

  it("get the program after each pass", async () => {
    type Answer = { columns: { title: string; length: number }[]; places: unknown[] };
    const { columns, places } = await ask<Answer>("ttvm/passes", await open(TEXT));
    assert.deepEqual(
      columns.map(({ title, length }) => `${title} ${length}`),
      ["source 6", "constant-folding 4", "dead-code-elimination 3"],
    );
    assert.equal(places.length, 6);
    assert.equal(await ask("ttvm/passes", await open("    FROB\n")), null);
  });

  it("get the assembly of Lisp, linked to it", async () => {
    const uri = "file:///nowhere/views.lisp";
    await client.open(uri, "(print\n  1)\n", "ttvm-lisp");
    const range = (line: number, character: number, endLine: number, end: number) => ({
      start: { line, character },
      end: { line: endLine, character: end },
    });
    const form = range(0, 0, 1, 4);
    const one = range(1, 2, 1, 3);
    assert.deepEqual(await ask("ttvm/assembly", uri), {
      version: 1,
      text: "; The assembly of this Lisp: 3 instructions\n\n; 2: 1)\n    PUSH_INT 1\n; 1: (print\n    PRINT\n    HALT\n",
      lines: [
        { first: 2, line: 3, range: one },
        { first: 4, line: 5, range: form },
      ],
      forms: [form, one],
    });
    await client.change(uri, 2, [{ text: "(print\n  (car))\n" }]);
    const wrong = await ask<{ version: number; error: { message: string; range: unknown } }>(
      "ttvm/assembly",
      uri,
    );
    assert.equal(wrong.version, 2);
    assert.deepEqual(wrong.error.range, range(1, 2, 1, 7));
    assert.match(wrong.error.message, /car/);
    assert.equal(await ask("ttvm/assembly", await open("    HALT\n")), null);
  });

  it("are opened by a code lens, unless it is switched off", async () => {
    const uri = await open(TEXT);
    const lenses = async (uri: string) =>
      (await ask<CodeLens[]>("textDocument/codeLens", uri)).map(({ command }) => command);
    const run = (uri: string) => [
      { title: "Run", command: "ttvm.run", arguments: [uri] },
      { title: "Debug", command: "ttvm.debug", arguments: [uri] },
    ];
    const title = "6 → 3 instructions (−50 %)";
    assert.deepEqual(await lenses(uri), [
      ...run(uri),
      { title, command: "ttvm.previewOptimized", arguments: [uri] },
    ]);
    const plain = await open("    HALT\n");
    assert.deepEqual(await lenses(plain), run(plain));
    const tested = await open("    HALT ; expect: 1\n");
    assert.deepEqual((await lenses(tested)).at(-1), {
      title: "Run Test",
      command: "ttvm.runTest",
      arguments: [tested],
    });
    const virtual = "vscode-vfs://github/a/b.ttvm";
    await client.open(virtual, "    HALT\n");
    assert.deepEqual(await lenses(virtual), []);
    // Else the first publication is taken for the one after the change of settings.
    await client.diagnostics(uri, 1);
    await settle(uri, { codeLens: { enabled: false, run: false } });
    assert.deepEqual(await ask("textDocument/codeLens", uri), []);
    await settle(uri, {});
  });

  it("give hints of the passes that are wanted", async () => {
    const uri = await open(TEXT);
    const codes = (await client.diagnostics(uri, 1)).map(({ code }) => code);
    assert.deepEqual([...new Set(codes)], ["constant-folding", "unreachable-code"]);
    const passes = { "constant-folding": false };
    assert.deepEqual(await settle(uri, { hints: { passes } }), ["unreachable-code"]);
    await settle(uri, {});
  });

  it("leave previews alone", async () => {
    for (const uri of ["ttvm-optimized:/a.ttvm?file:///a.ttvm", "ttvm-assembly:/a.lisp.ttvm?file"]) {
      await client.open(uri, TEXT);
      assert.deepEqual(await ask("textDocument/codeLens", uri), []);
      await client.diagnostics(await open(TEXT), 1);
      assert.deepEqual(client.published(uri), []);
    }
  });
});
