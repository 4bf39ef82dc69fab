/** The assembly of a Lisp file beside it. What is marked in the other editor is for the page's tests to see. */
import assert from "node:assert/strict";
import {
  commands,
  Position,
  Selection,
  type TextDocument,
  type TextEditor,
  WorkspaceEdit,
  window,
  workspace,
} from "vscode";
import { fileUri, open, rangeOf, until } from "./workspace.ts";

describe("The assembly of a Lisp file", () => {
  afterEach(async () => {
    for (const document of workspace.textDocuments.filter(({ isDirty }) => isDirty)) {
      await window.showTextDocument(document);
      await commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
    }
    await commands.executeCommand("workbench.action.closeAllEditors");
  });

  it("opens beside it, while the cursor stays", async () => {
    const source = await open("queens.lisp");
    const { document, viewColumn } = await show();
    assert.equal(document.languageId, "ttvm");
    assert.match(document.getText(), /^; The assembly of this Lisp: \d+ instructions\n/);
    assert.match(document.getText(), /^LABEL safe\?$/m);
    assert.equal(window.activeTextEditor?.document, source);
    assert.notEqual(viewColumn, window.activeTextEditor?.viewColumn);
  });

  it("opens once", async () => {
    await open("queens.lisp");
    await show();
    await commands.executeCommand("ttvm.showAssembly");
    const tabs = window.tabGroups.all.flatMap((group) => group.tabs);
    assert.equal(tabs.filter(({ label }) => label === "queens.lisp.ttvm").length, 1);
  });

  it("brings into view what comes from the form at the cursor, and the form of a line", async () => {
    const source = await open("queens.lisp");
    const lisp = window.activeTextEditor!;
    const assembly = await show();
    const isSeen = (editor: TextEditor, text: string, nth = 1) =>
      editor.visibleRanges.some((seen) => seen.contains(rangeOf(editor.document, text, nth)));
    put(lisp, rangeOf(source, "(+ distance 1)").start);
    await until("its instruction", () => isSeen(assembly, "STORE distance"));
    assert.deepEqual(assembly.selection.active, new Position(0, 0));
    put(lisp, rangeOf(source, "[1 4 5 6]").start);
    await until("the list", () => isSeen(assembly, "MAKE_LIST 4"));

    const edit = new WorkspaceEdit();
    edit.insert(source.uri, new Position(0, 0), "; far above\n".repeat(200));
    await workspace.applyEdit(edit);
    await until("its lines", () => /^; 202: \(define/m.test(assembly.document.getText()));
    await window.showTextDocument(assembly.document, assembly.viewColumn);
    put(assembly, rangeOf(assembly.document, "MAKE_LIST 4").start);
    await until("the form", () => isSeen(lisp, "[1 4 5 6]"));
    put(lisp, new Position(0, 0));
    put(assembly, rangeOf(assembly.document, "STORE distance").start);
    await until("the other form", () => isSeen(lisp, "(+ distance 1)"));
  });

  it("follows the text, and stays while that has an error, and says so", async () => {
    const source = await open("queens.lisp");
    const { document } = await show();
    await replace(source, "[1 4 5 6]", "[1 4 5 6 7]");
    await until("the new list", () => document.getText().includes("MAKE_LIST 5"));
    const good = document.getText();
    await replace(source, "[1 4 5 6 7]", "[1 4 5 6 7");
    await until("the error", () =>
      document.lineAt(0).text.includes("before the source had an error on line "),
    );
    assert.equal(document.getText().replace(/^.*/, ""), good.replace(/^.*/, ""));
    await replace(source, "[1 4 5 6 7", "[1 4]");
    await until("a list that is whole", () => document.getText().includes("MAKE_LIST 2"));
    assert.match(document.lineAt(0).text, /^; The assembly of this Lisp: /);
  });

  it("says why there is none", async () => {
    await workspace.fs.writeFile(fileUri("mistake.lisp"), Buffer.from("\n(print (car))\n"));
    try {
      const source = await open("mistake.lisp");
      const { document } = await show();
      assert.match(
        document.getText(),
        /^; There is no assembly, for the source has an error on line 2: .+\n$/,
      );
      await replace(source, "(car)", "1");
      await until("the assembly", () => document.getText().includes("PUSH_INT 1"));
      assert.match(document.lineAt(0).text, /^; The assembly of this Lisp: /);
    } finally {
      await workspace.fs.delete(fileUri("mistake.lisp"));
    }
  });

  it("is there for a text that no file holds, too", async () => {
    const source = await workspace.openTextDocument({ language: "ttvm-lisp", content: "(print 1)\n" });
    await window.showTextDocument(source);
    const { document } = await show();
    assert.match(document.getText(), /^ {4}PUSH_INT 1\n {4}PRINT$/m);
  });

  it("explains its instructions", async () => {
    await open("queens.lisp");
    const { document } = await show();
    const hovers = await commands.executeCommand<unknown[]>(
      "vscode.executeHoverProvider",
      document.uri,
      rangeOf(document, "MAKE_LIST").start,
    );
    assert.equal(hovers.length, 1);
  });

  /** Runs the command for the active editor, and gives the editor beside it. */
  async function show(): Promise<TextEditor> {
    await commands.executeCommand("ttvm.showAssembly");
    return until("the assembly", () =>
      window.visibleTextEditors.find(({ document }) => document.uri.scheme === "ttvm-assembly"),
    );
  }

  function put(editor: TextEditor, position: Position): void {
    editor.selection = new Selection(position, position);
  }

  async function replace(document: TextDocument, from: string, to: string): Promise<void> {
    const edit = new WorkspaceEdit();
    edit.replace(document.uri, rangeOf(document, from), to);
    assert.ok(await workspace.applyEdit(edit));
  }
});
