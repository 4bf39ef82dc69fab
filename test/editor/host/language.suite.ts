/** What the language server adds to the editor, through the commands that the editor itself uses. */
import assert from "node:assert/strict";
import {
  type CodeAction,
  type CompletionList,
  commands,
  type Diagnostic,
  DiagnosticSeverity,
  DiagnosticTag,
  type DocumentSymbol,
  type Hover,
  type Location,
  type LocationLink,
  languages,
  type MarkdownString,
  type Position,
  type TextDocument,
  workspace,
} from "vscode";
import { diagnostic, fileUri, inside, open, rangeOf, revert, until } from "./workspace.ts";

describe("The language server", () => {
  afterEach(revert);

  it("marks an unknown mnemonic, and its quick fix is the one that was meant", async () => {
    const document = await open("mistakes.ttvm");
    const found = await diagnostic(document, /PRNT/);
    assert.equal(found.severity, DiagnosticSeverity.Error);
    assert.deepEqual(found.range, rangeOf(document, "PRNT"));
    await applyFix(document, /PRINT/, found.range.start);
    assert.match(document.lineAt(2).text, /^ {4}PRINT$/);
  });

  it("reports every mistake of a file at once", async () => {
    const document = await open("mistakes.ttvm");
    const unknown = await diagnostic(document, /nowhere/);
    assert.deepEqual(unknown.range, rangeOf(document, "nowhere"));
    await diagnostic(document, /twice/);
    await diagnostic(document, /12x/);
    // The four of the text as it is; a moment ago it still had an edit of the test before.
    await until("four errors", () => {
      const found = languages.getDiagnostics(document.uri);
      return found.filter((one) => one.severity === DiagnosticSeverity.Error).length === 4;
    });
  });

  it("shows the problems of a file that nobody has opened, until it is gone", async () => {
    const uri = fileUri("never-opened.ttvm");
    await workspace.fs.writeFile(uri, new TextEncoder().encode("    PRNT\n"));
    await until("a problem", () => languages.getDiagnostics(uri).some(({ message }) => /PRNT/.test(message)));
    await workspace.fs.delete(uri);
    await until("no problem", () => languages.getDiagnostics(uri).length === 0);
  });

  it("goes to the definition of a label", async () => {
    const document = await open("factorial.ttvm");
    const definition = rangeOf(document, "LABEL again");
    const places = await until("a definition", async () => {
      const found = await commands.executeCommand<(Location | LocationLink)[]>(
        "vscode.executeDefinitionProvider",
        document.uri,
        inside(rangeOf(document, "JMP again").with(rangeOf(document, "JMP again").start.translate(0, 4))),
      );
      return found.length ? found : undefined;
    });
    assert.equal(places.length, 1);
    const range = "targetUri" in places[0] ? places[0].targetRange : places[0].range;
    assert.equal(range.start.line, definition.start.line);
  });

  it("goes to the implementation of what a process runs", async () => {
    const document = await open("workers.ttvm");
    const worker = rangeOf(document, "LABEL worker").start.line;
    const places = await until("an implementation", async () => {
      const found = await commands.executeCommand<(Location | LocationLink)[]>(
        "vscode.executeImplementationProvider",
        document.uri,
        inside(rangeOf(document, "SPAWN")),
      );
      return found.length ? found : undefined;
    });
    const [{ range }] = places as Location[];
    assert.equal(range.start.line, worker);
  });

  it("explains an instruction on hover, with its stack picture", async () => {
    const document = await open("factorial.ttvm");
    const hovers = await commands.executeCommand<Hover[]>(
      "vscode.executeHoverProvider",
      document.uri,
      inside(rangeOf(document, "MUL")),
    );
    const text = hovers
      .flatMap((hover) => hover.contents.map((part) => (part as MarkdownString).value))
      .join("\n");
    assert.match(text, /MUL/);
    assert.match(text, /--/);
  });

  it("completes mnemonics, and labels where a label belongs", async () => {
    const document = await open("factorial.ttvm");
    const mnemonics = await complete(document, inside(rangeOf(document, "MUL")));
    assert.ok(mnemonics.includes("MAKE_LIST"), mnemonics.slice(0, 20).join(" "));
    const target = rangeOf(document, "JMP again").start.translate(0, 4);
    const labels = await complete(document, target);
    for (const label of ["again", "done", "factorial", "smallest"]) assert.ok(labels.includes(label), label);
    assert.ok(!labels.includes("MAKE_LIST"));
  });

  it("lists labels as the document's symbols", async () => {
    const document = await open("factorial.ttvm");
    const symbols = await commands.executeCommand<DocumentSymbol[]>(
      "vscode.executeDocumentSymbolProvider",
      document.uri,
    );
    const names = symbols.flatMap((symbol) => [symbol.name, ...symbol.children.map((child) => child.name)]);
    assert.deepEqual([...names].sort(), ["again", "done", "factorial", "smallest"]);
  });

  it("shows what the optimizer would do, and does it on request", async () => {
    const document = await open("hints.ttvm");
    const folded = await until("a hint at the addition", () =>
      hints(document).find((hint) => hint.range.intersection(rangeOf(document, "PUSH_INT 3"))),
    );
    await applyFix(document, /./, folded.range.start);
    assert.match(document.getText(), /^ {4}PUSH_INT 5$/m);
    assert.doesNotMatch(document.getText(), /ADD/);
  });

  it("fades code that is never reached", async () => {
    const document = await open("hints.ttvm");
    const never = rangeOf(document, 'PUSH_STR "never"');
    await until("faded code", () =>
      hints(document).some(
        (hint) => hint.tags?.includes(DiagnosticTag.Unnecessary) && hint.range.intersection(never),
      ),
    );
  });

  it("links hints and findings to the section that explains them", async () => {
    for (const [name, expected] of [
      ["hints.ttvm", "constant-folding"],
      ["findings.ttvm", "stack-underflow"],
    ]) {
      const document = await open(name);
      const links = await until(`a link to ${expected}`, async () => {
        const found = await Promise.all(languages.getDiagnostics(document.uri).map(linkOf));
        return found.some(({ section }) => section === expected) ? found : undefined;
      });
      for (const { section, line } of links) assert.equal(line, `## ${section}`);
    }
  });

  it("gives no hints when they are switched off", async () => {
    const document = await open("hints.ttvm");
    const optimizing = () => hints(document).filter((one) => codeOf(one) === "constant-folding");
    await until("hints", () => optimizing().length);
    const settings = workspace.getConfiguration("ttvm");
    await settings.update("hints.enabled", false);
    await until("no hints", () => optimizing().length === 0);
    await settings.update("hints.enabled", undefined);
    await until("hints again", () => optimizing().length);
  });

  /** The code of a diagnostic, and the line that its link opens. */
  async function linkOf({ code }: Diagnostic): Promise<{ section: unknown; line?: string }> {
    if (typeof code !== "object") return { section: undefined };
    const { target, value } = code;
    const page = await workspace.openTextDocument(target.with({ fragment: "" }));
    return { section: value, line: page.lineAt(Number(target.fragment.slice(1)) - 1).text };
  }

  function codeOf({ code }: Diagnostic) {
    return typeof code === "object" ? code.value : code;
  }

  function hints(document: TextDocument) {
    const found = languages.getDiagnostics(document.uri);
    return found.filter((one) => one.severity === DiagnosticSeverity.Hint);
  }

  async function complete(document: TextDocument, position: Position): Promise<string[]> {
    const list = await commands.executeCommand<CompletionList>(
      "vscode.executeCompletionItemProvider",
      document.uri,
      position,
    );
    return list.items.map((item) => (typeof item.label === "string" ? item.label : item.label.label));
  }

  async function applyFix(document: TextDocument, title: RegExp, position: Position): Promise<void> {
    const range = document.validateRange(document.lineAt(position.line).range.with(position));
    const action = await until(`a quick fix ${title}`, async () => {
      const actions = await commands.executeCommand<CodeAction[]>(
        "vscode.executeCodeActionProvider",
        document.uri,
        range,
        "quickfix",
      );
      return actions.find((one) => title.test(one.title));
    });
    if (action.edit) await workspace.applyEdit(action.edit);
    if (action.command) {
      await commands.executeCommand(action.command.command, ...(action.command.arguments ?? []));
    }
  }
});
