/** The language server over stdio: files that are renamed, that come and go, that are not on a disk; several folders. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import type {
  ClientCapabilities,
  Location,
  WorkspaceEdit,
  WorkspaceSymbol,
} from "vscode-languageserver-protocol";
import { type Client, EDITOR, startServerHere } from "./client.ts";

describe("Of files, the language server", () => {
  let folder: string;
  let client: Client;
  const uriOf = (name: string) => pathToFileURL(path.join(folder, name)).href;
  const write = (name: string, text: string) => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  };
  const start = async (capabilities: ClientCapabilities = EDITOR, folders = [pathToFileURL(folder).href]) => {
    client = await startServerHere(capabilities, folders);
  };
  const told = (...changes: readonly (readonly [name: string, type: 1 | 2 | 3])[]) =>
    client.notify("workspace/didChangeWatchedFiles", {
      changes: changes.map(([name, type]) => ({ uri: uriOf(name), type })),
    });
  const symbols = async (query: string) =>
    (await client.request<WorkspaceSymbol[]>("workspace/symbol", { query })).map(
      ({ name, location }) => `${name} ${(location as Location).uri.slice(uriOf("").length + 1)}`,
    );
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(path.join(tmpdir(), "ttvm-files-")));
  });
  afterEach(async () => {
    await client.stop();
    assert.deepEqual(client.log, []);
    rmSync(folder, { recursive: true });
  });

  it("changes the paths in both languages when a module is renamed, in open and closed programs", async () => {
    write("m.ttvm", "    PUSH_INT 1\n    STORE one\n    EXPORT one\n");
    write("closed.lisp", '(import "m.ttvm")\n(print one)\n');
    write("lib/far.ttvm", "    IMPORT ../m.ttvm\n    LOAD one\n    PRINT\n");
    write("other.ttvm", "    PUSH_INT 1\n    PRINT\n");
    await start();
    await client.open(uriOf("open.ttvm"), "    IMPORT m.ttvm\n    LOAD one\n    PRINT\n");
    const edit = await client.request<WorkspaceEdit>("workspace/willRenameFiles", {
      files: [{ oldUri: uriOf("m.ttvm"), newUri: uriOf("numbers.ttvm") }],
    });
    const edits = edit.documentChanges?.flatMap((change) =>
      "edits" in change
        ? change.edits.map((one) => [
            change.textDocument.uri.slice(uriOf("").length + 1),
            change.textDocument.version,
            (one as { newText: string }).newText,
          ])
        : [],
    );
    assert.deepEqual(edits?.sort(), [
      ["closed.lisp", null, '"numbers.ttvm"'],
      ["lib/far.ttvm", null, "../numbers.ttvm"],
      ["open.ttvm", 1, "numbers.ttvm"],
    ]);
  });

  it("changes the paths in a folder that is moved, and those into it", async () => {
    write("lib/a.ttvm", "    IMPORT b.ttvm\n    IMPORT ../top.ttvm\n");
    write("lib/b.ttvm", "    PUSH_INT 1\n    PRINT\n");
    write("top.ttvm", "    PUSH_INT 1\n    PRINT\n");
    write("main.lisp", '(import "lib/a.ttvm")\n');
    await start();
    const edit = await client.request<WorkspaceEdit>("workspace/willRenameFiles", {
      files: [{ oldUri: uriOf("lib"), newUri: uriOf("parts/lib") }],
    });
    const edits = edit.documentChanges?.flatMap((change) =>
      "edits" in change ? change.edits.map((one) => (one as { newText: string }).newText) : [],
    );
    assert.deepEqual(edits?.sort(), ['"parts/lib/a.ttvm"', "../../top.ttvm"]);
    const gone = { oldUri: uriOf("gone.ttvm"), newUri: uriOf("x.ttvm") };
    assert.equal(await client.request("workspace/willRenameFiles", { files: [gone] }), null);
    await assert.rejects(client.request("workspace/willRenameFiles", { files: [gone, 7] }), /files\[1\]/);
  });

  it("keeps the symbols of the folder by what the client tells of files", async () => {
    write("a.ttvm", "LABEL first\n    RET\n");
    write("lib/b.lisp", "(define second 1)\n");
    await start();
    assert.deepEqual(await symbols(""), ["first a.ttvm", "second lib/b.lisp"]);
    // Nobody told of this change: the disk is not looked at.
    write("a.ttvm", "LABEL third\n    RET\n");
    assert.deepEqual(await symbols("third"), []);
    await told(["a.ttvm", 2]);
    assert.deepEqual(await symbols(""), ["third a.ttvm", "second lib/b.lisp"]);
    write("new.ttvm", "LABEL fourth\n    RET\n");
    write("new.txt", "LABEL fifth\n    RET\n");
    write("node_modules/c.ttvm", "LABEL sixth\n    RET\n");
    await told(["new.ttvm", 1], ["new.txt", 1], ["node_modules/c.ttvm", 1]);
    assert.deepEqual(await symbols("th"), ["third a.ttvm", "fourth new.ttvm"]);
    // Of a folder, a client may tell nothing else.
    renameSync(path.join(folder, "lib"), path.join(folder, "parts"));
    await told(["lib", 3], ["parts", 1]);
    assert.deepEqual(await symbols("second"), ["second parts/b.lisp"]);
    rmSync(path.join(folder, "a.ttvm"));
    await told(["a.ttvm", 3]);
    assert.deepEqual(await symbols("third"), []);
  });

  it("looks at the disk itself for a client that tells nothing of files", async () => {
    write("a.ttvm", "LABEL first\n    RET\n");
    await start({});
    assert.deepEqual(await symbols(""), ["first a.ttvm"]);
    write("a.ttvm", "LABEL third\n    RET\n");
    assert.deepEqual(await symbols(""), ["third a.ttvm"]);
  });

  it("answers about open files that are not on a disk", async () => {
    await start();
    const untitled = "untitled:Untitled-1";
    await client.open(untitled, "    IMPORT std/math\n    PUSH_INT 1\n    JMP nowhere\n");
    const [problem] = await client.diagnostics(untitled, 1);
    assert.equal(problem.code, "unknown-label");
    const place = { textDocument: { uri: untitled }, position: { line: 1, character: 6 } };
    assert.ok(await client.request("textDocument/hover", place));
    // One that has a path, and is not saved yet, is a module for others.
    await client.open(uriOf("new.ttvm"), "    PUSH_INT 1\n    STORE one\n    EXPORT one\n");
    await client.open(uriOf("user.ttvm"), "    IMPORT new.ttvm\n    LOAD one\n    PRINT\n");
    assert.deepEqual(await client.diagnostics(uriOf("user.ttvm"), 1), []);
    const there = { textDocument: { uri: uriOf("user.ttvm") }, position: { line: 1, character: 10 } };
    const [found] = await client.request<{ targetUri: string }[]>("textDocument/definition", there);
    assert.equal(found.targetUri, uriOf("new.ttvm"));
    assert.deepEqual(await symbols("nothing"), []);
  });

  it("looks into each of several folders, as they come and go", async () => {
    write("one/a.ttvm", "LABEL first\n    RET\n");
    write("two/b.ttvm", "LABEL second\n    RET\n");
    // In the folder of its own, `lib/m.ttvm` is another one.
    write("one/lib/m.ttvm", "    PUSH_INT 1\n    STORE one\n    EXPORT one\n");
    write("one/deep/user.ttvm", "    IMPORT lib/m.ttvm\n    LOAD one\n    PRINT\n");
    await start(EDITOR, [uriOf("one")]);
    assert.deepEqual(await symbols("first"), ["first one/a.ttvm"]);
    assert.deepEqual(await symbols("second"), []);
    client.folders = [uriOf("one"), uriOf("two")];
    await client.notify("workspace/didChangeWorkspaceFolders", {
      event: { added: [{ uri: uriOf("two"), name: "two" }], removed: [] },
    });
    while ((await symbols("second")).length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    assert.deepEqual(await symbols("first"), ["first one/a.ttvm"]);
    await client.open(uriOf("one/deep/user.ttvm"), "    IMPORT lib/m.ttvm\n    LOAD one\n    PRINT\n");
    assert.deepEqual(await client.diagnostics(uriOf("one/deep/user.ttvm"), 1), []);
    client.folders = [uriOf("two")];
    await client.notify("workspace/didChangeWorkspaceFolders", {
      event: { added: [], removed: [{ uri: uriOf("one"), name: "one" }] },
    });
    while ((await symbols("first")).length > 0) await new Promise((resolve) => setTimeout(resolve, 10));
    assert.deepEqual(await symbols("second"), ["second two/b.ttvm"]);
  });
});
