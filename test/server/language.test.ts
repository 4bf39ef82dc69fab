/** The language server over stdio: what each request gives for a program as a person writes it. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type {
  CodeAction,
  CompletionItem,
  CompletionList,
  Definition,
  DocumentHighlight,
  DocumentSymbol,
  FoldingRange,
  Hover,
  Location,
  LocationLink,
  MarkupContent,
  Position,
  SignatureHelp,
  TextDocumentEdit,
  WorkspaceEdit,
} from "vscode-languageserver-protocol";
import { type Client, startServerHere } from "./client.ts";

const LISP = "(define (twice items) (append items items))\n(print (li))\n";

const PROGRAM = `; Counts down.
    PUSH_INT 3
    STORE count
LABEL loop
    LOAD count
    CALL double value
    PRINT
    LOAD count
    PUSH_INT 1
    SUB
    STORE count
    LOAD count
    JNZ loop
    HALT

; ( value -- twice )
LABEL double
    LOAD value
    PUSH_INT 2
    MUL
    RET
`;

describe("The language server", () => {
  let client: Client;
  let next = 0;
  before(async () => {
    client = await startServerHere();
  });
  after(() => client.stop());

  /** Opens a text of its own for each test. */
  async function open(text: string, languageId?: string): Promise<string> {
    const uri = `file:///test/${next++}.ttvm`;
    await client.open(uri, text, languageId);
    return uri;
  }

  function place(text: string, word: string, within = 0): Position {
    const offset = text.indexOf(word) + within;
    const lines = text.slice(0, offset).split("\n");
    return { line: lines.length - 1, character: lines[lines.length - 1].length };
  }

  it("says what is wrong, where, with source and code", async () => {
    const uri = await open("    PUSH_INT 1\n    PRNT\n    JMP nowhere\n");
    const found = await client.diagnostics(uri, 1);
    assert.deepEqual(
      found.map(({ source, code, severity, range }) => [source, code, severity, range.start, range.end]),
      [
        ["ttvm", "unknown-instruction", 1, { line: 1, character: 4 }, { line: 1, character: 8 }],
        ["ttvm", "unknown-label", 1, { line: 2, character: 8 }, { line: 2, character: 15 }],
      ],
    );
  });

  it("offers what was meant, for the version that it saw", async () => {
    const text = "    PUSH_INT 1\n    PRNT\n";
    const uri = await open(text);
    const actions = await client.request<CodeAction[]>("textDocument/codeAction", {
      textDocument: { uri },
      range: { start: { line: 1, character: 5 }, end: { line: 1, character: 5 } },
      context: { diagnostics: [] },
    });
    assert.deepEqual(
      actions.map(({ title, kind, isPreferred }) => [title, kind, isPreferred]),
      [["Change to `PRINT`", "quickfix", true]],
    );
    const [change] = changesIn(actions[0].edit);
    assert.deepEqual(change.textDocument, { uri, version: 1 });
    assert.deepEqual(change.edits, [
      { range: { start: { line: 1, character: 4 }, end: { line: 1, character: 8 } }, newText: "PRINT" },
    ]);
    assert.equal(actions[0].diagnostics?.[0].code, "unknown-instruction");
  });

  it("gives only the kinds of actions that are asked for", async () => {
    const uri = await open("    PRNT\n");
    const ask = (only: string[]) =>
      client.request<CodeAction[]>("textDocument/codeAction", {
        textDocument: { uri },
        range: { start: { line: 0, character: 5 }, end: { line: 0, character: 5 } },
        context: { diagnostics: [], only },
      });
    assert.equal((await ask(["quickfix"])).length, 1);
    assert.equal((await ask(["refactor"])).length, 0);
  });

  it("counts columns in UTF-16 units", async () => {
    const uri = await open('    PUSH_STR "🙂" extra\n');
    const [found] = await client.diagnostics(uri, 1);
    assert.equal(found.code, "unexpected-text");
    assert.deepEqual(found.range.start, { line: 0, character: 18 });
  });

  it("goes from a label to its definition", async () => {
    const uri = await open(PROGRAM);
    const [link] = await client.request<LocationLink[]>("textDocument/definition", {
      textDocument: { uri },
      position: place(PROGRAM, "JNZ loop", 5),
    });
    assert.equal(link.targetUri, uri);
    assert.deepEqual(link.targetRange.start, { line: 3, character: 0 });
    assert.deepEqual(link.targetSelectionRange.start, { line: 3, character: 6 });
    assert.deepEqual(link.originSelectionRange?.start, place(PROGRAM, "JNZ loop", 4));
  });

  it("finds references, with and without the declaration", async () => {
    const uri = await open(PROGRAM);
    const ask = (includeDeclaration: boolean) =>
      client.request<Location[]>("textDocument/references", {
        textDocument: { uri },
        position: place(PROGRAM, "LABEL loop", 7),
        context: { includeDeclaration },
      });
    assert.deepEqual(
      (await ask(true)).map(({ range }) => range.start.line),
      [3, 12],
    );
    assert.deepEqual(
      (await ask(false)).map(({ range }) => range.start.line),
      [12],
    );
  });

  it("highlights reads and writes of a variable", async () => {
    const uri = await open(PROGRAM);
    const found = await client.request<DocumentHighlight[]>("textDocument/documentHighlight", {
      textDocument: { uri },
      position: place(PROGRAM, "LOAD count", 6),
    });
    assert.deepEqual(
      found.map(({ kind, range }) => [range.start.line, kind]),
      [
        [2, 3],
        [4, 2],
        [7, 2],
        [10, 3],
        [11, 2],
      ],
    );
  });

  it("explains an instruction and a label", async () => {
    const uri = await open(PROGRAM);
    const ask = async (word: string, within: number) => {
      const params = { textDocument: { uri }, position: place(PROGRAM, word, within) };
      return (await client.request<Hover>("textDocument/hover", params)).contents as MarkupContent;
    };
    const mul = await ask("MUL", 1);
    assert.equal(mul.kind, "markdown");
    assert.match(mul.value, /^```ttvm\nMUL {2}; \( a:number b:number -- product:number \)\n```/);
    const double = await ask("CALL double", 6);
    assert.match(double.value, /\\\( value \\-\\- twice \\\)/);
  });

  it("completes with the whole word to replace", async () => {
    const uri = await open(PROGRAM);
    const items = await client.request<CompletionItem[]>("textDocument/completion", {
      textDocument: { uri },
      position: place(PROGRAM, "JNZ loop", 6),
    });
    assert.deepEqual(
      items.map(({ label }) => label),
      ["loop", "double"],
    );
    const start = place(PROGRAM, "JNZ loop", 4);
    assert.deepEqual(items[0].textEdit, {
      newText: "loop",
      insert: { start, end: { ...start, character: start.character + 2 } },
      replace: { start, end: { ...start, character: start.character + 4 } },
    });
  });

  it("tells the documentation of the completion that is chosen, and marks what does not fit", async () => {
    const uri = await open('    PUSH_STR "a"\n    \n');
    const params = { textDocument: { uri }, position: { line: 1, character: 4 } };
    const items = await client.request<CompletionItem[]>("textDocument/completion", params);
    const [neg, add] = ["NEG", "ADD"].map((name) => items.find(({ label }) => label === name));
    assert.equal(neg?.detail, "( a:number -- negated:number ); not for string");
    assert.ok(items.every(({ documentation }) => documentation === undefined));
    assert.ok((items[0].sortText ?? "") < (neg?.sortText ?? ""));
    const chosen = await client.request<CompletionItem>("completionItem/resolve", add);
    assert.match((chosen.documentation as { value: string }).value, /^```ttvm\nADD /);
    assert.equal(chosen.label, "ADD");
    const refused = await client.request<CompletionItem>("completionItem/resolve", { label: "ADD" });
    assert.deepEqual(refused, { label: "ADD" });
  });

  it("says once what all completions of a list have in common, to a client that knows of that", async () => {
    const completion = {
      completionItem: { insertReplaceSupport: true },
      completionList: { itemDefaults: ["editRange", "data"] },
    };
    const knowing = await startServerHere({ textDocument: { completion } });
    const [assembly, lisp] = ["file:///nowhere/once.ttvm", "file:///nowhere/once.lisp"];
    await client.open(assembly, PROGRAM);
    await client.open(lisp, LISP, "ttvm-lisp");
    await knowing.open(assembly, PROGRAM);
    await knowing.open(lisp, LISP, "ttvm-lisp");
    for (const [uri, position] of [
      [assembly, place(PROGRAM, "JNZ loop", 6)],
      [lisp, place(LISP, "(li", 3)],
    ] as const) {
      const params = { textDocument: { uri }, position };
      const plain = await client.request<CompletionItem[]>("textDocument/completion", params);
      const { items, itemDefaults, isIncomplete } = await knowing.request<CompletionList>(
        "textDocument/completion",
        params,
      );
      assert.ok(plain.length > 1);
      assert.equal(isIncomplete, false);
      assert.ok(items.every(({ textEdit, data }) => textEdit === undefined && data === undefined));
      const whole = items.map(({ textEditText, ...item }) => ({
        ...item,
        ...(plain.find(({ label, data }) => label === item.label && data !== undefined) && {
          data: itemDefaults?.data,
        }),
        textEdit: { newText: textEditText ?? item.label, ...(itemDefaults?.editRange as object) },
      }));
      assert.deepEqual(whole, plain);
    }
    await knowing.stop();
  });

  it("has the client ask again while it types where there are more names than a list has", async () => {
    const text = `${Array.from({ length: 2_000 }, (_, i) => `(define sum-${i} ${i})`).join("\n")}\n(su)\n`;
    const uri = await open(text, "ttvm-lisp");
    const params = { textDocument: { uri }, position: place(text, "(su)", 3) };
    const list = await client.request<CompletionList>("textDocument/completion", params);
    assert.equal(list.isIncomplete, true);
    assert.ok(list.items.length < 2_000);
  });

  it("does not offer instructions because of a blank", async () => {
    const uri = await open("    \n    JMP \nLABEL a\n");
    const ask = (line: number, character: number) =>
      client.request<CompletionItem[]>("textDocument/completion", {
        textDocument: { uri },
        position: { line, character },
        context: { triggerKind: 2, triggerCharacter: " " },
      });
    assert.deepEqual(await ask(0, 4), []);
    assert.deepEqual(
      (await ask(1, 8)).map(({ label }) => label),
      ["a"],
    );
  });

  it("helps with operands", async () => {
    const uri = await open(PROGRAM);
    const help = await client.request<SignatureHelp>("textDocument/signatureHelp", {
      textDocument: { uri },
      position: place(PROGRAM, "CALL double value", 13),
    });
    assert.equal(help.signatures[0].label, "CALL target [parameters…]");
    assert.equal(help.activeParameter, 1);
  });

  it("lists symbols with ranges that hold their names", async () => {
    const uri = await open(PROGRAM);
    const symbols = await client.request<DocumentSymbol[]>("textDocument/documentSymbol", {
      textDocument: { uri },
    });
    assert.deepEqual(
      symbols.map(({ name, detail, kind, range }) => [name, detail, kind, range.start.line, range.end.line]),
      [
        ["loop", "", 20, 3, 13],
        ["double", "(value)", 12, 16, 20],
      ],
    );
  });

  it("folds the code of labels", async () => {
    const uri = await open(PROGRAM);
    const ranges = await client.request<FoldingRange[]>("textDocument/foldingRange", {
      textDocument: { uri },
    });
    assert.deepEqual(
      ranges.map(({ startLine, endLine }) => [startLine, endLine]),
      [
        [3, 13],
        [16, 20],
      ],
    );
  });

  it("renames a label everywhere, and refuses what would be no label", async () => {
    const uri = await open(PROGRAM);
    const params = { textDocument: { uri }, position: place(PROGRAM, "JNZ loop", 5) };
    const prepared = await client.request("textDocument/prepareRename", params);
    assert.equal((prepared as { placeholder: string }).placeholder, "loop");
    const edit = await client.request<WorkspaceEdit>("textDocument/rename", { ...params, newName: "again" });
    const [change] = changesIn(edit);
    assert.equal(change.edits.length, 2);
    await assert.rejects(
      client.request("textDocument/rename", { ...params, newName: "7up" }),
      /must not start with a digit/,
    );
    const elsewhere = { textDocument: { uri }, position: place(PROGRAM, "PRINT", 1) };
    assert.equal(await client.request("textDocument/prepareRename", elsewhere), null);
  });

  it("shows what the optimizer would do, and writes it into the text", async () => {
    const text =
      '    PUSH_INT 2\n    PUSH_INT 3\n    ADD\n    PRINT\n    HALT\n    PUSH_STR "never"\n    PRINT\n';
    const uri = await open(text);
    const found = await client.diagnostics(uri, 1);
    assert.deepEqual(
      found.map(({ code, severity, tags, range }) => [
        code,
        severity,
        tags,
        range.start.line,
        range.end.line,
      ]),
      [
        // One is written anew, the others would go.
        ["constant-folding", 4, undefined, 0, 0],
        ["constant-folding", 4, [1], 1, 1],
        ["constant-folding", 4, [1], 2, 2],
        ["unreachable-code", 4, [1], 5, 6],
      ],
    );
    const actions = await client.request<CodeAction[]>("textDocument/codeAction", {
      textDocument: { uri },
      range: { start: { line: 6, character: 0 }, end: { line: 6, character: 0 } },
      context: { diagnostics: [] },
    });
    assert.deepEqual(
      actions.map(({ title }) => title),
      ["Remove the 2 unreachable instructions", "Optimize the whole file: 7 → 3 instructions (−57 %)"],
    );
    const [change] = changesIn(actions[0].edit);
    assert.deepEqual(change.edits, [
      { range: { start: { line: 5, character: 0 }, end: { line: 7, character: 0 } }, newText: "" },
    ]);
  });

  it("gives no hints when they are switched off, and asks again when settings change", async () => {
    const uri = await open("    PUSH_INT 2\n    PUSH_INT 3\n    ADD\n    PRINT\n");
    assert.equal((await client.diagnostics(uri, 1)).length, 3);
    const count = client.published(uri).length;
    client.settings = { hints: { enabled: false } };
    await client.notify("workspace/didChangeConfiguration", { settings: null });
    while (client.published(uri).length === count) await new Promise((resolve) => setTimeout(resolve, 5));
    assert.deepEqual(client.published(uri).at(-1)?.diagnostics, []);
    client.settings = {};
    await client.notify("workspace/didChangeConfiguration", { settings: null });
  });

  it("tells of mistakes in Lisp", async () => {
    const uri = "file:///nowhere/mistake.lisp";
    await client.open(uri, "(print (car))\n", "ttvm-lisp");
    const [found] = await client.diagnostics(uri, 1);
    assert.equal(found.severity, 1);
    assert.deepEqual(found.range.start, { line: 0, character: 7 });
  });

  it("takes diagnostics away when a document is closed", async () => {
    const uri = await open("    PRNT\n");
    await client.diagnostics(uri, 1);
    await client.notify("textDocument/didClose", { textDocument: { uri } });
    while (client.published(uri).length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    assert.deepEqual(client.published(uri).at(-1)?.diagnostics, []);
  });

  it("gives plain locations and edits to a client that knows no others", async () => {
    const plain = await startServerHere({});
    try {
      await plain.open("file:///nowhere/plain.ttvm", PROGRAM);
      const position = place(PROGRAM, "JNZ loop", 5);
      const params = { textDocument: { uri: "file:///nowhere/plain.ttvm" }, position };
      const found = (await plain.request<Definition>("textDocument/definition", params)) as Location[];
      assert.deepEqual(found[0].range.start, { line: 3, character: 6 });
      const edit = await plain.request<WorkspaceEdit>("textDocument/rename", { ...params, newName: "again" });
      assert.equal(edit.changes?.["file:///nowhere/plain.ttvm"].length, 2);
      const items = await plain.request<CompletionItem[]>("textDocument/completion", params);
      assert.ok("range" in (items[0].textEdit ?? {}));
    } finally {
      await plain.stop();
    }
  });
});

function changesIn(edit: WorkspaceEdit | undefined): readonly TextDocumentEdit[] {
  return (edit?.documentChanges ?? []) as TextDocumentEdit[];
}
