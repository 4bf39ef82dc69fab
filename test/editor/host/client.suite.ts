/** Activation and commands. This suite comes first: it sees the window before any program is open. */
import assert from "node:assert/strict";
import { commands, extensions, languages, Range, WorkspaceEdit, workspace } from "vscode";
import { diagnostic, EXTENSION, open, revert, until } from "./workspace.ts";

describe("The extension", () => {
  it("is installed, and sleeps until a program is opened", async () => {
    const extension = extensions.getExtension(EXTENSION);
    assert.ok(extension);
    await open("notes.txt");
    assert.equal(extension.isActive, false);
  });

  it("wakes up for .ttvm, and knows .lisp", async () => {
    const program = await open("hello.ttvm");
    assert.equal(program.languageId, "ttvm");
    await until("activation", () => extensions.getExtension(EXTENSION)?.isActive);
    const lisp = await workspace.openTextDocument({ language: "ttvm-lisp", content: "(print 1)" });
    assert.equal(lisp.languageId, "ttvm-lisp");
  });

  it("registers its commands", async () => {
    const known = await commands.getCommands(true);
    const { commands: declared } = extensions.getExtension(EXTENSION)?.packageJSON.contributes ?? {};
    assert.ok(declared.length > 10);
    for (const { command } of declared) assert.ok(known.includes(command), command);
  });

  it("restarts the language server, which then knows the text as it is", async () => {
    const document = await open("hello.ttvm");
    await commands.executeCommand("ttvm.restartServer");
    const edit = new WorkspaceEdit();
    edit.insert(document.uri, document.positionAt(document.getText().length), "    NO_SUCH_INSTRUCTION\n");
    await workspace.applyEdit(edit);
    await diagnostic(document, /NO_SUCH_INSTRUCTION/);
    await revert();
    await until("no diagnostics", () => languages.getDiagnostics(document.uri).length === 0);
  });

  it("selects a name with dots and dashes as one word", async () => {
    const document = await workspace.openTextDocument({
      language: "ttvm",
      content: "LABEL my-label.one ; x",
    });
    const word = document.getWordRangeAtPosition(document.positionAt(9));
    assert.deepEqual(word, new Range(0, 6, 0, 18));
  });
});
