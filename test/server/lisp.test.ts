/** The language server over stdio, asked about Lisp. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
  type CodeAction,
  type CompletionItem,
  type DocumentSymbol,
  type FoldingRange,
  type Hover,
  type Location,
  type LocationLink,
  type MarkupContent,
  type Position,
  type SelectionRange,
  type SemanticTokens,
  type SignatureHelp,
  SymbolKind,
  type TextDocumentEdit,
  type WorkspaceEdit,
} from "vscode-languageserver-protocol";
import { type Client, EDITOR, startServerHere } from "./client.ts";

const PROGRAM = `; Sizes.
(define (area width height)
  "The area of a rectangle."
  (* width height))
(define count 0)
(define (measure sizes)
  (for-each
    (lambda (size)
      (set! count (+ count 1))
      (print (area size :width)))
    sizes))
(measure (list 1 2))
`;

describe("The language server, asked about Lisp", () => {
  let client: Client;
  let next = 0;
  before(async () => {
    const completion = { completionItem: { insertReplaceSupport: true, snippetSupport: true } };
    client = await startServerHere({ ...EDITOR, textDocument: { ...EDITOR.textDocument, completion } });
  });
  after(() => client.stop());

  async function open(text: string, uri = `file:///test/${next++}.lisp`): Promise<string> {
    await client.open(uri, text, "ttvm-lisp");
    return uri;
  }

  function place(text: string, word: string, within = 0): Position {
    const lines = text.slice(0, text.indexOf(word) + within).split("\n");
    return { line: lines.length - 1, character: lines[lines.length - 1].length };
  }

  function at(uri: string, word: string, within = 0) {
    return { textDocument: { uri }, position: place(PROGRAM, word, within) };
  }

  it("says what is wrong, and what was meant", async () => {
    const text = "(define counter 1)\n(print (+ countr 1))\n";
    const uri = await open(text);
    const found = await client.diagnostics(uri, 1);
    assert.deepEqual(
      found.map(({ code, range }) => [code, range.start]),
      [["undefined-variable", { line: 1, character: 10 }]],
    );
    const actions = await client.request<CodeAction[]>("textDocument/codeAction", {
      textDocument: { uri },
      range: found[0].range,
      context: { diagnostics: [] },
    });
    assert.deepEqual(
      actions.map(({ title }) => title),
      ["Change to `counter`"],
    );
  });

  it("knows what the verifier finds, and what imports offer", async () => {
    const uri = await open('(import "std/maths")\n(define (half n) (/ n 0))\n(print (half 1))\n');
    const codes = (await client.diagnostics(uri, 1)).map(({ code }) => code);
    assert.deepEqual(codes.sort(), ["division-by-zero", "missing-module"]);
  });

  it("knows a document by its language, whatever its name", async () => {
    const uri = await open("(print (car))\n", "untitled:Untitled-7");
    assert.equal((await client.diagnostics(uri, 1))[0].code, "wrong-argument-count");
  });

  it("finds definitions, also in the library, which it can show", async () => {
    const uri = await open(PROGRAM);
    const [link] = await client.request<LocationLink[]>("textDocument/definition", at(uri, "(area size", 2));
    assert.equal(link.targetUri, uri);
    assert.deepEqual(link.targetSelectionRange.start, { line: 1, character: 9 });
    const [library] = await client.request<LocationLink[]>("textDocument/definition", at(uri, "for-each", 2));
    assert.equal(library.targetUri, "ttvm-std:/lisp.lisp");
    const text = await client.request<string>("ttvm/libraryText", { uri: library.targetUri });
    assert.match(text.split("\n")[library.targetSelectionRange.start.line], /^\(define \(for-each /);
  });

  it("finds references of one scope", async () => {
    const uri = await open(PROGRAM);
    const found = await client.request<Location[]>("textDocument/references", {
      ...at(uri, "count 0", 1),
      context: { includeDeclaration: true },
    });
    assert.deepEqual(
      found.map(({ range }) => range.start.line),
      [4, 8, 8],
    );
  });

  it("renames with lexical scope, and refuses what would capture", async () => {
    const uri = await open(PROGRAM);
    const edit = await client.request<WorkspaceEdit>("textDocument/rename", {
      ...at(uri, "width height)", 1),
      newName: "w",
    });
    const [change] = edit.documentChanges as TextDocumentEdit[];
    assert.deepEqual(
      change.edits.map(({ range }) => range.start),
      [
        { line: 1, character: 14 },
        { line: 3, character: 5 },
      ],
    );
    const refused = client.request("textDocument/rename", {
      ...at(uri, "width height)", 1),
      newName: "height",
    });
    await assert.rejects(refused, /`height` would mean something else in line 2|would be an error/);
  });

  it("explains functions, library and forms", async () => {
    const uri = await open(PROGRAM);
    const ask = async (word: string): Promise<string> => {
      const hover = await client.request<Hover>("textDocument/hover", at(uri, word, 1));
      return (hover.contents as MarkupContent).value;
    };
    assert.match(await ask("area size"), /\(area width height\)[\s\S]*The area of a rectangle/);
    assert.match(await ask("for-each"), /\(for-each f items more…\)[\s\S]*Calls `f` with each item/);
    assert.match(await ask("lambda"), /\(lambda \(parameter…\) body…\)/);
  });

  it("completes names in scope, and forms with places to fill in", async () => {
    const text = "(define (f alpha)\n  (a))\n";
    const uri = await open(text);
    const items = await client.request<CompletionItem[]>("textDocument/completion", {
      textDocument: { uri },
      position: { line: 1, character: 4 },
    });
    assert.equal(items[0].label, "alpha");
    const labels = items.map(({ label }) => label);
    for (const label of ["f", "map", "string-join", "if"]) assert.ok(labels.includes(label), label);
    const form = items.find(({ label }) => label === "if");
    assert.equal(form?.insertTextFormat, 2);
    assert.match(JSON.stringify(form?.textEdit), /if \$\{1:test\} \$\{2:then\} \$\{3:else\}/);
  });

  it("completes at a parenthesis, and not at a blank", async () => {
    const uri = await open("(\n");
    const ask = (triggerCharacter: string) =>
      client.request<CompletionItem[]>("textDocument/completion", {
        textDocument: { uri },
        position: { line: 0, character: 1 },
        context: { triggerKind: 2, triggerCharacter },
      });
    assert.ok((await ask("(")).length > 100);
    assert.deepEqual(await ask(" "), []);
  });

  it("shows the parameters of the call that one is in", async () => {
    const uri = await open(PROGRAM);
    const help = await client.request<SignatureHelp>("textDocument/signatureHelp", at(uri, ":width", 2));
    assert.equal(help.signatures[0].label, "(area width height)");
    assert.equal(help.activeParameter, 1);
  });

  it("outlines and folds", async () => {
    const uri = await open(PROGRAM);
    const symbols = await client.request<DocumentSymbol[]>("textDocument/documentSymbol", {
      textDocument: { uri },
    });
    assert.deepEqual(
      symbols.map(({ name, kind }) => [name, kind]),
      [
        ["area", SymbolKind.Function],
        ["count", SymbolKind.Variable],
        ["measure", SymbolKind.Function],
      ],
    );
    const folds = await client.request<FoldingRange[]>("textDocument/foldingRange", {
      textDocument: { uri },
    });
    assert.deepEqual(
      folds.map(({ startLine, endLine }) => [startLine, endLine]),
      [
        [1, 3],
        [5, 10],
        [6, 10],
        [7, 9],
      ],
    );
  });

  it("colours names by what they mean, in all or a part", async () => {
    const uri = await open("(define limit 10)\n(print limit :key)\n");
    const all = await client.request<SemanticTokens>("textDocument/semanticTokens/full", {
      textDocument: { uri },
    });
    // Line, column, length, type, modifiers, each from the one before: define limit print limit :key
    assert.deepEqual(all.data, [
      ...[0, 1, 6, 4, 0],
      ...[0, 7, 5, 1, 3],
      ...[1, 1, 5, 0, 4],
      ...[0, 6, 5, 1, 2],
      ...[0, 6, 4, 5, 0],
    ]);
    const part = await client.request<SemanticTokens>("textDocument/semanticTokens/range", {
      textDocument: { uri },
      range: { start: { line: 0, character: 0 }, end: { line: 0, character: 12 } },
    });
    assert.deepEqual(part.data, all.data.slice(0, 10));
  });

  it("grows a selection form by form", async () => {
    const uri = await open(PROGRAM);
    const [found] = await client.request<SelectionRange[]>("textDocument/selectionRange", {
      textDocument: { uri },
      positions: [place(PROGRAM, "count 1", 2)],
    });
    assert.deepEqual(found.range, { start: { line: 8, character: 21 }, end: { line: 8, character: 26 } });
    assert.deepEqual(found.parent?.parent?.range.start, { line: 8, character: 18 });
  });

  it("gives assembly no tokens", async () => {
    const uri = "file:///test/tokens.ttvm";
    await client.open(uri, "    PUSH_INT 1\n");
    const all = await client.request<SemanticTokens>("textDocument/semanticTokens/full", {
      textDocument: { uri },
    });
    assert.deepEqual(all.data, []);
  });
});
