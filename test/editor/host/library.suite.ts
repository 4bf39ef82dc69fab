/** What a program imports, in the editor: the standard library as read-only documents, and files beside it. */
import assert from "node:assert/strict";
import {
  type CodeAction,
  commands,
  type Hover,
  type Location,
  type LocationLink,
  languages,
  type MarkdownString,
  type Range,
  type TextDocument,
  type Uri,
  window,
  workspace,
} from "vscode";
import { diagnostic, fileUri, inside, open, rangeOf, revert, until } from "./workspace.ts";

describe("The standard library", () => {
  afterEach(revert);

  it("is explained on hover", async () => {
    const document = await open("library.ttvm");
    const text = await hover(document, nameIn(document, "LOAD abs"));
    assert.match(text, /LOAD abs {2}; \( x \)/);
    assert.match(text, /The absolute value/);
    assert.match(await hover(document, nameIn(document, "IMPORT std/math")), /`random_int`/);
  });

  it("opens as a document that nobody can edit, at the definition", async () => {
    const document = await open("library.ttvm");
    const { uri, range } = await define(document, nameIn(document, "LOAD abs"));
    assert.equal(uri.toString(), "ttvm-std:/math.ttvm");
    const library = await workspace.openTextDocument(uri);
    assert.equal(library.languageId, "ttvm");
    assert.equal(library.getText(range), "abs");
    assert.equal(library.lineAt(range.start.line).text, "LABEL abs");
    await window.showTextDocument(library, { preview: false, selection: range });
    await commands.executeCommand("type", { text: "changed" });
    assert.equal(library.getText(range), "abs");
    assert.equal(library.isDirty, false);
  });

  it("is explained within itself, and has no findings", async () => {
    const document = await open("library.ttvm");
    const { uri } = await define(document, nameIn(document, "LOAD abs"));
    const library = await workspace.openTextDocument(uri);
    await window.showTextDocument(library);
    assert.match(await hover(library, rangeOf(library, "NATIVE")), /Call the native function/);
    assert.match(await hover(library, rangeOf(library, "math.abs")), /NATIVE math\.abs/);
    assert.deepEqual(languages.getDiagnostics(uri), []);
  });

  it("is not all that there is: a name leads into the file that makes it", async () => {
    const document = await open("library.ttvm");
    const { uri, range } = await define(document, nameIn(document, "LOAD square"));
    assert.equal(uri.path, fileUri("squares.ttvm").path);
    assert.deepEqual(range.start, rangeOf(await workspace.openTextDocument(uri), "square", 4).start);
    assert.match(await hover(document, nameIn(document, "LOAD square")), /A number times itself/);
  });

  it("is told from files that are missing, until they are there", async () => {
    const program = fileUri("importing.ttvm");
    const module = fileUri("imported.ttvm");
    await workspace.fs.writeFile(program, Buffer.from("    IMPORT imported.ttvm\n"));
    try {
      const document = await open("importing.ttvm");
      const found = await diagnostic(document, /there is no module `imported\.ttvm`/);
      assert.deepEqual(found.range, rangeOf(document, "imported.ttvm"));
      await workspace.fs.writeFile(module, Buffer.from("    HALT\n"));
      await until("no diagnostics", () => languages.getDiagnostics(program).length === 0);
    } finally {
      await workspace.fs.delete(program);
      await workspace.fs.delete(module);
    }
  });

  it("does not keep a file from being repaired as a whole", async () => {
    const document = await open("mistakes.ttvm");
    await diagnostic(document, /PRNT/);
    const actions = await commands.executeCommand<CodeAction[]>(
      "vscode.executeCodeActionProvider",
      document.uri,
      rangeOf(document, "PRNT"),
      "source.fixAll",
    );
    assert.deepEqual(
      actions.map(({ kind }) => kind?.value),
      ["source.fixAll.ttvm"],
    );
    assert.ok(actions[0].edit);
    await workspace.applyEdit(actions[0].edit);
    assert.doesNotMatch(document.getText(), /PRNT/);
  });

  /** The name after the instruction in a text such as `LOAD abs`. */
  function nameIn(document: TextDocument, text: string): Range {
    const range = rangeOf(document, text);
    return range.with(range.start.translate(0, text.indexOf(" ") + 1));
  }

  async function hover(document: TextDocument, range: Range): Promise<string> {
    return until("a hover", async () => {
      const hovers = await commands.executeCommand<Hover[]>(
        "vscode.executeHoverProvider",
        document.uri,
        inside(range),
      );
      return hovers
        .flatMap(({ contents }) => contents.map((part) => (part as MarkdownString).value))
        .join("\n");
    });
  }

  async function define(document: TextDocument, range: Range): Promise<{ uri: Uri; range: Range }> {
    const places = await until("a definition", async () => {
      const found = await commands.executeCommand<(Location | LocationLink)[]>(
        "vscode.executeDefinitionProvider",
        document.uri,
        inside(range),
      );
      return found.length > 0 ? found : undefined;
    });
    assert.equal(places.length, 1);
    const [place] = places;
    if (!("targetUri" in place)) return place;
    return { uri: place.targetUri, range: place.targetSelectionRange ?? place.targetRange };
  }
});
