/** The language server and what documents import: the library, files on disk, and files that are open. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import type {
  CodeAction,
  CompletionItem,
  Diagnostic,
  Hover,
  LocationLink,
  MarkupContent,
  Position,
  Range,
  TextDocumentEdit,
  TextEdit,
} from "vscode-languageserver-protocol";
import { type Client, EDITOR, startServerHere } from "./client.ts";

type Finding = Diagnostic & { readonly message: string };

describe("The language server, with imports", () => {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "ttvm-modules-")));
  let client: Client;
  let next = 0;
  before(async () => {
    write("shapes.ttvm", "; Areas.\n    PUSH_INT 4\n    STORE corners\n    EXPORT corners\n");
    write("lib/inner.ttvm", "    IMPORT shapes.ttvm\n    EXPORT corners\n");
    write("broken.ttvm", "    PRINT\n    JMP nowhere\n");
    write("round.ttvm", "    IMPORT about.ttvm\n");
    write("about.ttvm", "    IMPORT round.ttvm\n");
    write("text.ttb", "no bytecode\n");
    write("binary.ttvm", Buffer.from([0xff, 0xfe, 0x00]));
    client = await startServerHere(EDITOR, [pathToFileURL(folder).href]);
  });
  after(async () => {
    await client.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  function write(name: string, content: string | Buffer): void {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  }

  function uriOf(name: string): string {
    return pathToFileURL(path.join(folder, name)).href;
  }

  /** Opens a text as a file in the folder that is not saved. */
  async function open(text: string, uri = uriOf(`test${next++}.ttvm`)): Promise<string> {
    await client.open(uri, text);
    return uri;
  }

  function at(uri: string, line: number, character: number) {
    return { textDocument: { uri }, position: { line, character } };
  }

  async function hover(uri: string, line: number, character: number): Promise<string> {
    const found = await client.request<Hover | null>("textDocument/hover", at(uri, line, character));
    return (found?.contents as MarkupContent | undefined)?.value ?? "";
  }

  function define(uri: string, line: number, character: number): Promise<LocationLink[]> {
    return client.request("textDocument/definition", at(uri, line, character));
  }

  /** What is more than a hint. */
  async function errors(uri: string): Promise<readonly Finding[]> {
    const found = await client.diagnostics(uri, 1);
    const shown = found.filter(({ severity = 4 }) => severity < 4);
    return shown.map((one) => ({ ...one, message: String(one.message) }));
  }

  /** Waits until what was published last for a document has these codes. */
  async function untilCodes(uri: string, ...codes: string[]): Promise<void> {
    const shown = () => (client.published(uri).at(-1)?.diagnostics ?? []).map(({ code }) => code);
    for (let wait = 0; wait < 500 && String(shown()) !== String(codes); wait++) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    assert.deepEqual(shown(), codes);
  }

  it("explains a function of the library, and opens the text that makes it", async () => {
    const uri = await open("    IMPORT std/prelude\n    LOAD upper\n");
    assert.match(await hover(uri, 1, 10), /LOAD upper {2}; \( str \)\n.*made in `std\/string`/s);
    const [link] = await define(uri, 1, 10);
    assert.equal(link.targetUri, "ttvm-std:/string.ttvm");
    const text = await client.request<string>("ttvm/libraryText", { uri: link.targetUri });
    assert.equal(cut(text, link.targetSelectionRange), "upper");
    assert.equal(cut(text, link.targetRange), "LABEL upper");
  });

  it("serves a document of the library, and finds nothing to say about it", async () => {
    const uri = "ttvm-std:/prelude.ttvm";
    const text = await client.request<string>("ttvm/libraryText", { uri });
    await open(text, uri);
    const line = text.split("\n").findIndex((line) => line.includes("EXPORT upper"));
    assert.match(await hover(uri, line, 12), /LOAD upper/);
    const [link] = await define(uri, 2, 13);
    assert.equal(link.targetUri, "ttvm-std:/math.ttvm");
    const rename = await client.request("textDocument/prepareRename", at(uri, line, 12));
    assert.equal(rename, null);
    await errors(await open("    HALT\n"));
    assert.deepEqual(client.published(uri), []);
  });

  it("answers null for a text that the library does not have", async () => {
    assert.equal(await client.request("ttvm/libraryText", { uri: "ttvm-std:/nothing.ttvm" }), null);
    assert.equal(await client.request("ttvm/libraryText", { uri: "file:///etc/passwd" }), null);
    for (const params of [{}, { uri: 7 }]) {
      await assert.rejects(client.request("ttvm/libraryText", params), /uri: no string/);
    }
  });

  it("goes into a file on disk, also by way of another one", async () => {
    const uri = await open("    IMPORT lib/inner.ttvm\n    LOAD corners\n");
    assert.deepEqual(await errors(uri), []);
    assert.match(await hover(uri, 0, 15), /IMPORT lib\/inner\.ttvm/);
    assert.equal((await define(uri, 0, 15))[0].targetUri, uriOf("lib/inner.ttvm"));
    const [link] = await define(uri, 1, 12);
    assert.equal(link.targetUri, uriOf("shapes.ttvm"));
    assert.deepEqual(link.targetSelectionRange.start, { line: 2, character: 10 });
  });

  it("takes an open document as it is in the editor", async () => {
    const module = await open("    PUSH_INT 1\n    STORE fresh\n    EXPORT fresh\n", uriOf("unsaved.ttvm"));
    const uri = await open("    IMPORT unsaved.ttvm\n    LOAD fresh\n");
    assert.deepEqual(await errors(uri), []);
    assert.equal((await define(uri, 1, 10))[0].targetUri, module);
    await client.change(module, 2, [{ text: "    PRNT\n" }]);
    await untilCodes(uri, "broken-module");
    await client.change(module, 3, [{ text: "    NULL\n    STORE fresh\n    EXPORT fresh\n" }]);
    await untilCodes(uri);
    await client.notify("textDocument/didClose", { textDocument: { uri: module } });
    await untilCodes(uri, "missing-module");
  });

  it("notices files that come, change and go", async () => {
    assert.ok(client.registered.includes("workspace/didChangeWatchedFiles"));
    const uri = await open("    IMPORT coming.ttvm\n");
    const [missing] = await errors(uri);
    assert.equal(missing.code, "missing-module");
    assert.ok(missing.message.includes(path.join(folder, "coming.ttvm")), missing.message);
    const changed = (type: number) =>
      client.notify("workspace/didChangeWatchedFiles", { changes: [{ uri: uriOf("coming.ttvm"), type }] });
    write("coming.ttvm", "    HALT\n");
    await changed(1);
    await untilCodes(uri);
    write("coming.ttvm", "    PRNT\n");
    await changed(2);
    await untilCodes(uri, "broken-module");
    rmSync(path.join(folder, "coming.ttvm"));
    await changed(3);
    await untilCodes(uri, "missing-module");
  });

  it("shows where the first error of a module is", async () => {
    const uri = await open("    IMPORT broken.ttvm\n    IMPORT text.ttb\n    IMPORT binary.ttvm\n");
    const [broken, bytecode, binary] = await errors(uri);
    assert.match(broken.message, /line 2: there is no label `nowhere`/);
    const [related] = broken.relatedInformation ?? [];
    assert.equal(related.location.uri, uriOf("broken.ttvm"));
    assert.deepEqual(related.location.range.start, { line: 1, character: 8 });
    assert.match(bytecode.message, /`text\.ttb` cannot be loaded/);
    assert.match(binary.message, /`binary\.ttvm` cannot be loaded/);
  });

  it("shows a circle with its whole path", async () => {
    const uri = await open("    IMPORT round.ttvm\n", uriOf("main.ttvm"));
    const [found] = await errors(uri);
    assert.equal(
      found.message,
      "these imports go in a circle: main.ttvm → round.ttvm → about.ttvm → round.ttvm",
    );
    assert.deepEqual(
      (found.relatedInformation ?? []).map(({ location }) => location.uri),
      [uriOf("round.ttvm"), uriOf("about.ttvm")],
    );
  });

  it("looks in the folder of the workspace, too", async () => {
    const uri = await open("    IMPORT shapes.ttvm\n", uriOf("lib/deep/user.ttvm"));
    assert.deepEqual(await errors(uri), []);
  });

  it("completes names and paths", async () => {
    const uri = await open("    IMPORT shapes.ttvm\n    LOAD \n    IMPORT \n");
    const labels = async (line: number, character: number) =>
      (await client.request<CompletionItem[]>("textDocument/completion", at(uri, line, character))).map(
        ({ label }) => label,
      );
    assert.equal((await labels(1, 9))[0], "corners");
    const paths = await labels(2, 11);
    for (const wanted of ["std/math", "shapes.ttvm", "text.ttb", "lib/inner.ttvm"]) {
      assert.ok(paths.includes(wanted), wanted);
    }
  });

  it("offers names of modules that are not imported, with the import", async () => {
    const uri = await open("    LOAD \n");
    const items = await client.request<CompletionItem[]>("textDocument/completion", at(uri, 0, 9));
    const importing = (label: string) =>
      items.find((item) => item.label === label)?.additionalTextEdits?.map(({ newText }) => newText);
    assert.deepEqual(importing("corners"), ["    IMPORT shapes.ttvm\n"], "of a file beside it");
    assert.deepEqual(importing("pow"), ["    IMPORT std/math\n"], "of the library");
  });

  it("repairs a whole file when that is asked for", async () => {
    const uri = await open("    PRNT\n    LOAD_VAR x\n    IMPORT std/maht\n    JMP loop\nLABEL loopp\n");
    const ask = (only?: string[]) =>
      client.request<CodeAction[]>("textDocument/codeAction", {
        textDocument: { uri },
        range: range(0, 5),
        context: { diagnostics: [], ...(only && { only }) },
      });
    for (const kind of ["source", "source.fixAll", "source.fixAll.ttvm"]) {
      assert.deepEqual(
        (await ask([kind])).map((action) => action.kind),
        ["source.fixAll.ttvm"],
      );
    }
    const [action] = await ask(["source.fixAll.ttvm.mend"]);
    const [change] = (action.edit?.documentChanges ?? []) as TextDocumentEdit[];
    assert.deepEqual(
      change.edits.map((edit) => (edit as TextEdit).newText),
      ["PRINT", "LOAD", "std/math", "loopp"],
    );
    assert.deepEqual(
      (await ask()).map(({ kind }) => kind),
      ["quickfix"],
    );
    assert.deepEqual(await ask(["source.organizeImports"]), []);
    const fine = await open("    HALT\n");
    const nothing = await client.request<CodeAction[]>("textDocument/codeAction", {
      textDocument: { uri: fine },
      range: range(0, 0),
      context: { diagnostics: [], only: ["source.fixAll"] },
    });
    assert.deepEqual(nothing, []);
  });

  it("optimizes a whole file by hand or by name, and mends alone when any file is saved", async () => {
    const uri = await open("    PUSH_INT 2\n    PUSH_INT 3\n    ADD\n    LOAD_VAR x\n");
    const ask = async (kind: string, triggerKind?: number) => {
      const actions = await client.request<CodeAction[]>("textDocument/codeAction", {
        textDocument: { uri },
        range: range(0, 0),
        context: { diagnostics: [], only: [kind], triggerKind },
      });
      return actions.map(({ kind, edit }) => {
        const [change] = (edit?.documentChanges ?? []) as TextDocumentEdit[];
        return [kind, change.edits.map((one) => (one as TextEdit).newText).join("")];
      });
    };
    const [mended, optimized] = ["LOAD", "    PUSH_INT 5\n"];
    const all = "    PUSH_INT 5\n    LOAD x\n";
    const [BY_HAND, ON_SAVE] = [1, 2];
    assert.deepEqual(await ask("source.fixAll", ON_SAVE), [["source.fixAll.ttvm.mend", mended]]);
    assert.deepEqual(await ask("source.fixAll", BY_HAND), [["source.fixAll.ttvm", all]]);
    assert.deepEqual(await ask("source.fixAll.ttvm", ON_SAVE), [["source.fixAll.ttvm", all]]);
    assert.deepEqual(await ask("source.fixAll.ttvm.mend"), [["source.fixAll.ttvm.mend", mended]]);
    assert.deepEqual(await ask("source.fixAll.ttvm.optimize"), [["source.fixAll.ttvm.optimize", optimized]]);
  });

  it("knows the library, and nothing of files, in a document that is on no disk", async () => {
    const uri = await open(
      "    IMPORT std/math\n    IMPORT other.ttvm\n    LOAD abs\n",
      "untitled:Untitled-1",
    );
    assert.deepEqual(await errors(uri), []);
    assert.match(await hover(uri, 2, 10), /LOAD abs/);
  });

  it("accepts paths of every kind", async () => {
    const paths = [".", "..", "/", "lib", "/dev/zero", "\\\\host\\share\\a.ttvm", "//host/share", "a\\0b"];
    const imports = paths.map((one) => `    IMPORT "${one}"\n`).join("");
    const uri = await open(imports);
    const codes = new Set((await errors(uri)).map(({ code }) => code));
    assert.deepEqual(codes, new Set(["missing-module", "unknown-escape"]));
    const many = Array.from({ length: 5_000 }, (_, i) => `    IMPORT m${i}.ttvm\n`).join("");
    const large = await open(many);
    await client.diagnostics(large, 1);
    assert.match(await hover(large, 0, 13), /no module/);
    assert.deepEqual(client.log, []);
  });

  it("follows folders that come", async () => {
    const other = await startServerHere(EDITOR, [uriOf("lib")]);
    try {
      const uri = uriOf("lib/deep/late.ttvm");
      await other.open(uri, "    IMPORT shapes.ttvm\n");
      const [found] = await other.diagnostics(uri, 1);
      assert.equal(found.code, "missing-module");
      other.folders = [pathToFileURL(folder).href];
      await other.notify("workspace/didChangeWorkspaceFolders", { event: { added: [], removed: [] } });
      for (let wait = 0; wait < 500 && other.published(uri).at(-1)?.diagnostics.length !== 0; wait++) {
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      assert.deepEqual(other.published(uri).at(-1)?.diagnostics, []);
      assert.deepEqual(other.log, []);
    } finally {
      await other.stop();
    }
  });
});

function range(line: number, character: number): Range {
  const position: Position = { line, character };
  return { start: position, end: position };
}

/** The part of a text in a range within one line. */
function cut(text: string, { start, end }: Range): string {
  assert.equal(start.line, end.line);
  return text.split("\n")[start.line].slice(start.character, end.character);
}
