/** Diagnostics for clients that ask for them: of documents, and of the workspace; and their severities. */
import assert from "node:assert/strict";
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import type {
  ClientCapabilities,
  DocumentDiagnosticReport,
  InitializeResult,
  WorkspaceDiagnosticReport,
} from "vscode-languageserver-protocol";
import { longProgram } from "../generate/long-program.ts";
import { type Client, EDITOR, startServer, startServerHere } from "./client.ts";

const PULLS: ClientCapabilities = {
  workspace: { ...EDITOR.workspace, diagnostics: { refreshSupport: true } },
  textDocument: { ...EDITOR.textDocument, diagnostic: {} },
};

describe("A client that asks for diagnostics", () => {
  let folder: string;
  let client: Client;
  let refreshes: number;
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(path.join(tmpdir(), "ttvm-pull-")));
    refreshes = 0;
  });
  afterEach(async () => {
    await client.stop();
    rmSync(folder, { recursive: true });
  });

  async function start(
    capabilities = PULLS,
    settings: unknown = {},
    initializationOptions?: unknown,
    startIt = startServerHere,
  ): Promise<InitializeResult> {
    client = await startIt(capabilities, [pathToFileURL(folder).href], {
      settings,
      initializationOptions,
    });
    client.connection.onRequest("workspace/diagnostic/refresh", () => {
      refreshes++;
      return null;
    });
    return client.initialized;
  }

  const uriOf = (name: string) => pathToFileURL(path.join(folder, name)).href;
  const write = (name: string, text: string) => writeFileSync(path.join(folder, name), text);
  const pull = (name: string, previousResultId?: string) =>
    client.request<DocumentDiagnosticReport>("textDocument/diagnostic", {
      textDocument: { uri: uriOf(name) },
      previousResultId,
    });
  const codesOf = (report: DocumentDiagnosticReport) =>
    report.kind === "full" ? report.items.map(({ code }) => code) : report.kind;

  it("hears of a long document what is written wrong first, and is then told to ask again", async () => {
    // Threads of its own let it answer while it analyses.
    await start(PULLS, {}, undefined, startServer);
    const text = longProgram(6_000);
    const broken = text.replace("    STORE precision", "    STO?RE precision");
    const items = (report: DocumentDiagnosticReport) => (report.kind === "full" ? report.items : []);
    await client.open(uriOf("long.ttvm"), text);
    await pull("long.ttvm");
    await client.change(uriOf("long.ttvm"), 2, [{ text: broken }]);
    const before = refreshes;
    const early = items(await pull("long.ttvm"));
    assert.ok(early.some(({ code }) => code === "unknown-instruction"));
    while (refreshes === before) await new Promise((resolve) => setTimeout(resolve, 5));
    const all = items(await pull("long.ttvm"));
    assert.equal(refreshes, before + 1);
    await client.open(uriOf("fresh.ttvm"), broken);
    assert.deepEqual(all, items(await pull("fresh.ttvm")));
  });

  it("hears of a document what it has not heard, and nothing is pushed", async () => {
    const { capabilities } = await start(PULLS, {}, undefined, startServer);
    assert.ok(capabilities.diagnosticProvider !== undefined);
    await client.open(uriOf("a.ttvm"), "    PRNT\n");
    const first = await pull("a.ttvm");
    assert.deepEqual(codesOf(first), ["unknown-instruction"]);
    assert.deepEqual(codesOf(await pull("a.ttvm", first.resultId)), "unchanged");
    await client.change(uriOf("a.ttvm"), 2, [{ text: "    JMP nowhere\n" }]);
    assert.deepEqual(codesOf(await pull("a.ttvm", first.resultId)), ["unknown-label"]);
    assert.deepEqual(codesOf(await pull("not-open.ttvm")), []);
    await assert.rejects(client.request("textDocument/diagnostic", {}), /no object/);
    assert.deepEqual(client.published(uriOf("a.ttvm")), []);
  });

  it("is told to ask anew when a module changes", async () => {
    await start();
    await client.open(uriOf("a.ttvm"), "    IMPORT b.ttvm\n");
    await client.open(uriOf("b.ttvm"), "    PUSH_INT 1\n    PRINT\n");
    assert.deepEqual(codesOf(await pull("a.ttvm")), []);
    const before = refreshes;
    await client.change(uriOf("b.ttvm"), 2, [{ text: "    PRNT\n" }]);
    while (refreshes === before) await new Promise((resolve) => setTimeout(resolve, 5));
    assert.deepEqual(codesOf(await pull("a.ttvm")), ["broken-module"]);
  });

  it("hears of the files of the workspace as they change, but not of open ones", async () => {
    write("closed.ttvm", "    PRNT\n");
    await start();
    const ask = (previousResultIds: { uri: string; value: string }[]) =>
      client.request<WorkspaceDiagnosticReport>("workspace/diagnostic", { previousResultIds });
    const { items } = await ask([]);
    assert.deepEqual(
      items.map((one) => [one.uri, codesOf(one)]),
      [[uriOf("closed.ttvm"), ["unknown-instruction"]]],
    );
    const heard = items.map(({ uri, resultId = "" }) => ({ uri, value: resultId }));
    const next = ask(heard);
    write("closed.ttvm", "    PUSH_INT 1\n    PRINT\n");
    const changes = [{ uri: uriOf("closed.ttvm"), type: 2 }];
    await client.notify("workspace/didChangeWatchedFiles", { changes });
    assert.deepEqual(
      (await next).items.map((one) => [one.uri, codesOf(one)]),
      [[uriOf("closed.ttvm"), []]],
    );
    assert.deepEqual(client.published(uriOf("closed.ttvm")), []);
  });

  it("is told when it wants to be", async () => {
    const { capabilities } = await start(PULLS, {}, { diagnostics: "push" });
    assert.equal(capabilities.diagnosticProvider, undefined);
    await client.open(uriOf("a.ttvm"), "    PRNT\n");
    assert.equal((await client.diagnostics(uriOf("a.ttvm"), 1)).length, 1);
  });

  it("gets the severities that the user has set", async () => {
    write("closed.ttvm", "    PRNT\n");
    const severity = { "unknown-instruction": "information", "unknown-label": "off", nonsense: 7 };
    await start(EDITOR, { diagnostics: { severity } });
    await client.open(uriOf("a.ttvm"), "    PRNT\n    JMP nowhere\n    SUBTRACT\n");
    const found = await client.diagnostics(uriOf("a.ttvm"), 1);
    assert.deepEqual(
      found.map(({ code, severity }) => [code, severity]),
      [
        ["unknown-instruction", 3],
        ["unknown-instruction", 3],
      ],
    );
    while (client.published(uriOf("closed.ttvm")).length === 0)
      await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal(client.published(uriOf("closed.ttvm"))[0].diagnostics[0].severity, 3);
  });
});
