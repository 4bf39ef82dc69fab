/** Lisp in the editor, through the commands that the editor itself uses. */
import assert from "node:assert/strict";
import {
  type CodeAction,
  type CompletionList,
  commands,
  type DocumentSymbol,
  type Hover,
  type LocationLink,
  type MarkdownString,
  Range,
  type SemanticTokens,
  type SemanticTokensLegend,
  type TextDocument,
  type WorkspaceEdit,
  window,
  workspace,
} from "vscode";
import { diagnostic, inside, open, rangeOf, revert, until } from "./workspace.ts";

describe("Lisp in the editor", () => {
  afterEach(revert);

  it("marks what is wrong, with a fix for a name that was meant", async () => {
    const document = await open("mistakes.lisp");
    const found = await diagnostic(document, /countr/);
    assert.deepEqual(found.range, rangeOf(document, "countr"));
    await diagnostic(document, /takes 2 arguments, not 1/);
    const actions = await commands.executeCommand<CodeAction[]>(
      "vscode.executeCodeActionProvider",
      document.uri,
      found.range,
    );
    const fix = actions.find(({ title }) => title === "Change to `counter`");
    assert.ok(fix?.edit, actions.map(({ title }) => title).join(", "));
    await workspace.applyEdit(fix.edit);
    assert.match(document.getText(), /\(print \(\+ counter 1\)\)/);
  });

  it("goes to definitions, also to those of the library", async () => {
    const document = await open("shapes.lisp");
    const ask = (range: Range) =>
      until("a definition", async () => {
        const links = await commands.executeCommand<LocationLink[]>(
          "vscode.executeDefinitionProvider",
          document.uri,
          inside(range),
        );
        return links.length > 0 ? links : undefined;
      });
    const [own] = await ask(rangeOf(document, "area size"));
    assert.equal(own.targetUri.toString(), document.uri.toString());
    assert.equal(own.targetRange.start.line, rangeOf(document, "(define (area").start.line);
    const [library] = await ask(rangeOf(document, "for-each"));
    const text = await workspace.openTextDocument(library.targetUri);
    assert.equal(text.languageId, "ttvm-lisp");
    assert.match(text.lineAt(library.targetRange.start.line).text, /^\(define \(for-each /);
  });

  it("explains a function with its documentation", async () => {
    const document = await open("shapes.lisp");
    const hovers = await commands.executeCommand<Hover[]>(
      "vscode.executeHoverProvider",
      document.uri,
      inside(rangeOf(document, "area size")),
    );
    const text = hovers.flatMap(({ contents }) => contents.map((part) => (part as MarkdownString).value));
    assert.match(text.join("\n"), /\(area width height\)[\s\S]*The area of a rectangle/);
  });

  it("renames one variable of several with that name", async () => {
    const document = await open("shapes.lisp");
    const edit = await commands.executeCommand<WorkspaceEdit>(
      "vscode.executeDocumentRenameProvider",
      document.uri,
      inside(rangeOf(document, "count 0")),
      "total",
    );
    await workspace.applyEdit(edit);
    assert.equal(document.getText().match(/total/g)?.length, 4);
    assert.doesNotMatch(document.getText(), /count/);
  });

  it("colours names by what they mean", async () => {
    const document = await open("shapes.lisp");
    const words = await until("semantic tokens", async () => {
      const found = await tokens(document);
      return found.size > 0 ? found : undefined;
    });
    assert.equal(words.get("define"), "keyword");
    assert.equal(words.get("area"), "function");
    assert.equal(words.get("width"), "parameter");
    assert.equal(words.get("for-each"), "function defaultLibrary");
  });

  it("completes names in scope and forms", async () => {
    const document = await open("shapes.lisp");
    const list = await commands.executeCommand<CompletionList>(
      "vscode.executeCompletionItemProvider",
      document.uri,
      rangeOf(document, "width height))").start,
    );
    const labels = list.items.map(({ label }) => (typeof label === "string" ? label : label.label));
    for (const label of ["width", "height", "measure", "map"]) assert.ok(labels.includes(label), label);
    assert.ok(!labels.includes("size"));
  });

  it("outlines definitions", async () => {
    const document = await open("shapes.lisp");
    const symbols = await commands.executeCommand<DocumentSymbol[]>(
      "vscode.executeDocumentSymbolProvider",
      document.uri,
    );
    assert.deepEqual(
      symbols.map(({ name }) => name),
      ["count", "area", "measure"],
    );
  });

  it("closes parentheses, and indents within a form", async () => {
    const document = await open("shapes.lisp");
    const editor = window.activeTextEditor;
    assert.equal(editor?.document, document);
    await editor?.edit((edit) => edit.delete(new Range(0, 0, document.lineCount, 0)));
    await commands.executeCommand("type", { text: "(" });
    await commands.executeCommand("type", { text: "define x" });
    assert.equal(document.getText(), "(define x)");
    await commands.executeCommand("type", { text: "\n" });
    assert.match(document.getText(), /^\(define x\r?\n {2}/);
  });
});

/** The type of each word, with its modifiers; of a word that occurs several times, the last. */
async function tokens(document: TextDocument): Promise<ReadonlyMap<string, string>> {
  const legend = await commands.executeCommand<SemanticTokensLegend | undefined>(
    "vscode.provideDocumentSemanticTokensLegend",
    document.uri,
  );
  const found = await commands.executeCommand<SemanticTokens | undefined>(
    "vscode.provideDocumentSemanticTokens",
    document.uri,
  );
  const words = new Map<string, string>();
  if (legend === undefined || found === undefined) return words;
  let line = 0;
  let character = 0;
  for (let i = 0; i < found.data.length; i += 5) {
    const [down, right, length, type, modifiers] = found.data.slice(i, i + 5);
    character = down === 0 ? character + right : right;
    line += down;
    const word = document.getText(new Range(line, character, line, character + length));
    const names = legend.tokenModifiers.filter(
      (name, bit) => name !== "declaration" && modifiers & (1 << bit),
    );
    words.set(word, [legend.tokenTypes[type], ...names].join(" "));
  }
  return words;
}
