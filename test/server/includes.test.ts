/** The language server and the files that documents in Lisp include: on the disk, and open. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import type { CompletionItem, Hover, LocationLink, MarkupContent } from "vscode-languageserver-protocol";
import { type Client, EDITOR, startServerHere } from "./client.ts";

const SHAPES = `; Shapes.
(define (area width height)
  "The area of a rectangle."
  (* width height))
(define-syntax twice (syntax-rules () ((_ e) (begin e e))))
(include "units.lisp")
`;

describe("The language server, with included files", () => {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "ttvm-includes-")));
  let client: Client;
  let next = 0;
  before(async () => {
    write("parts/shapes.lisp", SHAPES);
    write("parts/units.lisp", "(define metre 100)\n");
    write("wrong.lisp", "(define (f) (car))\n");
    write("module.lisp", '(include "parts/shapes.lisp")\n(export area)\n');
    client = await startServerHere(EDITOR, [pathToFileURL(folder).href]);
  });
  after(async () => {
    await client.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  function write(name: string, content: string): void {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  }

  function uriOf(name: string): string {
    return pathToFileURL(path.join(folder, name)).href;
  }

  /** Opens a text as a file in the folder that is not saved. */
  async function open(text: string, uri = uriOf(`test${next++}.lisp`)): Promise<string> {
    await client.open(uri, text, "ttvm-lisp");
    return uri;
  }

  function at(uri: string, line: number, character: number) {
    return { textDocument: { uri }, position: { line, character } };
  }

  /** Waits until what was published last for a document, hints left out, is this. */
  async function untilShown(uri: string, ...messages: string[]): Promise<void> {
    const shown = () =>
      (client.published(uri).at(-1)?.diagnostics ?? [])
        .filter(({ severity = 4 }) => severity < 4)
        .map(({ message, range }) => `${range.start.line}:${range.start.character} ${message}`);
    const isPublished = () => client.published(uri).length > 0;
    for (let wait = 0; wait < 2_000 && !(isPublished() && String(shown()) === String(messages)); wait++) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    assert.deepEqual(shown(), messages);
  }

  it("knows what a file defines, and those that it includes", async () => {
    const uri = await open(
      '(include "parts/shapes.lisp")\n(twice (print (area 2 metre)))\n(print (arae 1 2))\n',
    );
    await untilShown(uri, "2:8 there is no variable `arae`: did you mean `area`?");
    const hover = await client.request<Hover | null>("textDocument/hover", at(uri, 1, 16));
    assert.match(
      (hover?.contents as MarkupContent | undefined)?.value ?? "",
      /area width height.*The area of a rectangle/s,
    );
    const [link] = await client.request<LocationLink[]>("textDocument/definition", at(uri, 1, 16));
    assert.equal(link.targetUri, uriOf("parts/shapes.lisp"));
    assert.deepEqual(link.targetSelectionRange.start, { line: 1, character: 9 });
    const [unit] = await client.request<LocationLink[]>("textDocument/definition", at(uri, 1, 23));
    assert.equal(unit.targetUri, uriOf("parts/units.lisp"));
    const [file] = await client.request<LocationLink[]>("textDocument/definition", at(uri, 0, 12));
    assert.equal(file.targetUri, uriOf("parts/shapes.lisp"));
    const completion = await client.request<{ items: CompletionItem[] } | CompletionItem[]>(
      "textDocument/completion",
      at(uri, 1, 16),
    );
    const items = Array.isArray(completion) ? completion : completion.items;
    for (const name of ["area", "twice", "metre"])
      assert.ok(
        items.some(({ label }) => label === name),
        name,
      );
  });

  it("says where it is included what is wrong with a file, with a way there", async () => {
    const uri = await open('(print 1)\n(include "wrong.lisp" "absent.lisp")\n');
    await untilShown(
      uri,
      "1:9 in wrong.lisp, line 1, column 13: `car` takes 1 argument, not 0",
      '1:22 "absent.lisp" cannot be included: File operation failed on absent.lisp: No such file or directory (os error 2)',
    );
    const [{ relatedInformation = [] }] = client.published(uri).at(-1)?.diagnostics ?? [];
    assert.deepEqual(
      relatedInformation.map(({ location }) => [location.uri, location.range.start]),
      [[uriOf("wrong.lisp"), { line: 0, character: 12 }]],
    );
  });

  it("sees an included file as it is in the editor, and looks again when it changes", async () => {
    const part = uriOf("changing.lisp");
    await open("(define (one) 1)\n", part);
    const uri = await open('(include "changing.lisp")\n(print (one) (two))\n');
    await untilShown(uri, "1:14 there is no variable `two`");
    await client.change(part, 2, [{ text: "(define (one) 1)\n(define (two) 2)\n" }]);
    await untilShown(uri);
    await client.change(part, 3, [{ text: "(define (two) 2)\n(define (one n) n)\n" }]);
    await untilShown(uri, "1:7 `one` takes 1 argument, not 0");
  });

  it("knows what a module exports that an included file defines", async () => {
    const uri = await open('(import "module.lisp")\n(print (area 1 2))\n(print (metre))\n');
    await untilShown(uri, "2:8 there is no variable `metre`, and no import offers it");
  });
});
