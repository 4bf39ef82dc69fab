/** The problems of files that are not open. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import type { Location, TextDocumentEdit, WorkspaceEdit } from "vscode-languageserver-protocol";
import { matcherOf } from "../../server/glob.ts";
import { type Client, EDITOR, startServerHere } from "./client.ts";

describe("The language server, in a folder", () => {
  let folder: string;
  let client: Client;
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(path.join(tmpdir(), "ttvm-workspace-")));
    write("bad.ttvm", "    PRNT\n    JMP nowhere\n");
    write("sub/bad.lisp", "(print (+ 1 x))\n");
    write("good.ttvm", "    PUSH_INT 2\n    PUSH_INT 3\n    ADD\n    PRINT\n");
  });
  afterEach(async () => {
    await client.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function start(settings: unknown = {}, sections: Record<string, unknown> = {}): Promise<void> {
    client = await startServerHere(EDITOR, [pathToFileURL(folder).href], { settings, sections });
  }

  function write(name: string, text: string): void {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }

  function uriOf(name: string): string {
    return pathToFileURL(path.join(folder, name)).href;
  }

  function codes(name: string): readonly string[] | undefined {
    return client
      .published(uriOf(name))
      .at(-1)
      ?.diagnostics.map(({ code }) => String(code));
  }

  async function untilCodes(name: string, ...wanted: string[]): Promise<void> {
    for (let wait = 0; wait < 1_000 && String(codes(name) ?? []) !== String(wanted); wait++) await pause(10);
    assert.deepEqual(codes(name) ?? [], wanted, name);
  }

  function pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, milliseconds));
  }

  async function changed(name: string, type: number): Promise<void> {
    await client.notify("workspace/didChangeWatchedFiles", { changes: [{ uri: uriOf(name), type }] });
  }

  it("reports what is wrong in every program, in both languages, and no hints", async () => {
    await start();
    await untilCodes("bad.ttvm", "unknown-instruction", "unknown-label");
    await untilCodes("sub/bad.lisp", "undefined-variable");
    await pause(200);
    assert.equal(codes("good.ttvm"), undefined);
  });

  it("looks neither into hidden folders, nor into packages, nor where the user excludes it", async () => {
    for (const name of [".git/a.ttvm", "node_modules/p/a.ttvm", "build/a.ttvm", "out/deep/a.ttvm"])
      write(name, "    PRNT\n");
    await start({}, { files: { exclude: { "**/build": true, "out/**": true, sub: false } } });
    await untilCodes("bad.ttvm", "unknown-instruction", "unknown-label");
    await untilCodes("sub/bad.lisp", "undefined-variable");
    await pause(300);
    for (const name of [".git/a.ttvm", "node_modules/p/a.ttvm", "build/a.ttvm", "out/deep/a.ttvm"])
      assert.equal(codes(name), undefined, name);
  });

  it("follows files that come, change and go", async () => {
    await start();
    await untilCodes("bad.ttvm", "unknown-instruction", "unknown-label");
    write("new.ttvm", "    PRNT\n");
    await changed("new.ttvm", 1);
    await untilCodes("new.ttvm", "unknown-instruction");
    write("new.ttvm", "    HALT\n");
    await changed("new.ttvm", 2);
    await untilCodes("new.ttvm");
    rmSync(path.join(folder, "bad.ttvm"));
    await changed("bad.ttvm", 3);
    await untilCodes("bad.ttvm");
  });

  it("follows the modules that a file imports", async () => {
    write("user.ttvm", "    IMPORT part.ttvm\n    LOAD answer\n    PRINT\n");
    await start();
    await untilCodes("user.ttvm", "missing-module");
    write("part.ttvm", "    PUSH_INT 42\n    STORE answer\n    EXPORT answer\n");
    await changed("part.ttvm", 1);
    await untilCodes("user.ttvm");
    // A module that is open counts as it is in the editor.
    await client.open(uriOf("part.ttvm"), "    PRNT\n");
    await untilCodes("user.ttvm", "broken-module");
    // While somebody types in it, what depends on it is not looked at each time.
    const before = client.published(uriOf("user.ttvm")).length;
    for (let version = 2; version < 42; version++) {
      await client.change(uriOf("part.ttvm"), version, [{ text: `    PRNT${version}\n` }]);
    }
    await client.change(uriOf("part.ttvm"), 42, [
      { text: "    NULL\n    STORE answer\n    EXPORT answer\n" },
    ]);
    await untilCodes("user.ttvm");
    assert.ok(client.published(uriOf("user.ttvm")).length - before < 10);
  });

  it("keeps the problems of a file that is closed, as it is on the disk", async () => {
    await start();
    await untilCodes("bad.ttvm", "unknown-instruction", "unknown-label");
    await client.open(uriOf("bad.ttvm"), "    PRNT\n");
    assert.deepEqual(
      (await client.diagnostics(uriOf("bad.ttvm"), 1)).map(({ code }) => code),
      ["unknown-instruction"],
    );
    await client.notify("textDocument/didClose", { textDocument: { uri: uriOf("bad.ttvm") } });
    await untilCodes("bad.ttvm", "unknown-instruction", "unknown-label");
    // What was only in the editor is gone with it.
    await client.open(uriOf("unsaved.ttvm"), "    PRNT\n");
    await client.diagnostics(uriOf("unsaved.ttvm"), 1);
    await client.notify("textDocument/didClose", { textDocument: { uri: uriOf("unsaved.ttvm") } });
    await untilCodes("unsaved.ttvm");
  });

  it("says nothing about an open document in place of the editor's version", async () => {
    await start();
    await client.open(uriOf("bad.ttvm"), "    HALT\n");
    await client.diagnostics(uriOf("bad.ttvm"), 1);
    await changed("bad.ttvm", 2);
    await untilCodes("sub/bad.lisp", "undefined-variable");
    await pause(200);
    assert.deepEqual(codes("bad.ttvm"), []);
  });

  it("is switched off and on by the setting", async () => {
    await start({ diagnostics: { workspace: false } });
    await pause(400);
    assert.equal(codes("bad.ttvm"), undefined);
    client.settings = {};
    await client.notify("workspace/didChangeConfiguration", { settings: null });
    await untilCodes("bad.ttvm", "unknown-instruction", "unknown-label");
    client.settings = { diagnostics: { workspace: false } };
    await client.notify("workspace/didChangeConfiguration", { settings: null });
    await untilCodes("bad.ttvm");
    await untilCodes("sub/bad.lisp");
  });

  it("leaves out what is too large or no text, and ends with macros that do not end", async () => {
    write("large.ttvm", "    PRNT\n".repeat(40_000));
    writeFileSync(path.join(folder, "binary.ttvm"), Buffer.from([0xff, 0xfe, 0]));
    write("endless.lisp", "(define-macro (m) (let loop () (loop)))\n(m)\n");
    await start();
    await untilCodes("bad.ttvm", "unknown-instruction", "unknown-label");
    for (let wait = 0; wait < 1_000 && codes("endless.lisp") === undefined; wait++) await pause(10);
    assert.notDeepEqual(codes("endless.lisp") ?? [], []);
    assert.equal(codes("large.ttvm"), undefined);
    assert.equal(codes("binary.ttvm"), undefined);
  });

  it("renames an exported name in files that are not open, and finds its references there", async () => {
    write("part.ttvm", "    PUSH_INT 42\n    STORE answer\n    EXPORT answer\n");
    write("user.ttvm", "    IMPORT part.ttvm\n    LOAD answer\n    PRINT\n");
    write("sub/user.lisp", '(import "../part.ttvm")\n(print answer)\n');
    write("own.ttvm", "    PUSH_INT 1\n    STORE answer\n    LOAD answer\n    PRINT\n");
    await start();
    const uri = uriOf("part.ttvm");
    await client.open(uri, "    PUSH_INT 42\n    STORE answer\n    EXPORT answer\n");
    const place = { textDocument: { uri }, position: { line: 1, character: 12 } };
    const found = await client.request<Location[]>("textDocument/references", {
      ...place,
      context: { includeDeclaration: true },
    });
    const names = [...new Set(found.map((one) => one.uri))].sort();
    assert.deepEqual(names, [uri, uriOf("sub/user.lisp"), uriOf("user.ttvm")]);
    const edit = await client.request<WorkspaceEdit>("textDocument/rename", { ...place, newName: "result" });
    const changes = (edit.documentChanges ?? []) as TextDocumentEdit[];
    assert.deepEqual(
      changes
        .map(({ textDocument, edits }) => [textDocument.uri, textDocument.version, edits.length])
        .sort(([a], [b]) => String(a).localeCompare(String(b))),
      [
        [uri, 1, 2],
        [uriOf("sub/user.lisp"), null, 1],
        [uriOf("user.ttvm"), null, 1],
      ],
    );
    // From where it is imported, it is the same name.
    await client.open(uriOf("user.ttvm"), "    IMPORT part.ttvm\n    LOAD answer\n    PRINT\n");
    const there = { textDocument: { uri: uriOf("user.ttvm") }, position: { line: 1, character: 10 } };
    const prepared = await client.request<{ placeholder: string }>("textDocument/prepareRename", there);
    assert.equal(prepared.placeholder, "answer");
    const again = await client.request<WorkspaceEdit>("textDocument/rename", { ...there, newName: "result" });
    assert.equal(again.documentChanges?.length, 3);
  });

  it("answers while it looks at many files", async () => {
    for (let i = 0; i < 150; i++)
      write(`many/${i}.ttvm`, "    PUSH_INT 1\n    PRINT\n    PRNT\n".repeat(1_000));
    await start();
    await client.open(uriOf("good.ttvm"), "    PUSH_INT 1\n    PRINT\n");
    const hover = () =>
      client.request("textDocument/hover", {
        textDocument: { uri: uriOf("good.ttvm") },
        position: { line: 0, character: 6 },
      });
    // The first one waits for the start of what answers.
    await hover();
    for (let i = 0; i < 20; i++) {
      await hover();
      await pause(20);
    }
    assert.equal(codes("many/149.ttvm"), undefined, "it was done before the hovers: the test shows nothing");
  });
});

describe("Globs", () => {
  it("mean paths and what is below them", () => {
    const cases: readonly (readonly [glob: string, meant: readonly string[], others: readonly string[]])[] = [
      ["**/build", ["build", "a/build", "a/build/b.ttvm"], ["builds", "a/rebuild"]],
      ["out/**", ["out/a", "out/a/b"], ["a/out/b"]],
      ["*.lisp", ["a.lisp"], ["b/a.lisp", "a.ttvm"]],
      ["**/*.{lisp,ttvm}", ["a.lisp", "b/a.ttvm"], ["a.txt"]],
      ["a?c/[xy]*", ["abc/x1", "abc/y"], ["abc/z", "ac/x"]],
      ["[", [], ["a"]],
      ["a+(b", ["a+(b"], ["ab"]],
    ];
    for (const [glob, meant, others] of cases) {
      const matches = matcherOf([glob]);
      for (const name of meant) assert.ok(matches(name), `${glob} means ${name}`);
      for (const name of others) assert.ok(!matches(name), `${glob} does not mean ${name}`);
    }
  });
});
