/** The language server over stdio: ways through the programs of a workspace, open and closed ones. */
import assert from "node:assert/strict";
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import type {
  CallHierarchyIncomingCall,
  CallHierarchyItem,
  CallHierarchyOutgoingCall,
  DocumentLink,
  Location,
  LocationLink,
  WorkspaceSymbol,
} from "vscode-languageserver-protocol";
import { type Client, startServerHere } from "./client.ts";

const SHAPES = `    MAKE_FUNCTION area side
    STORE area
    EXPORT area
    HALT
LABEL area
    LOAD side
    CALL square side
    RET
LABEL square
    LOAD side
    DUP
    MUL
    RET
`;
const MAIN = `    IMPORT shapes.ttvm
    CALL show
    HALT
LABEL show
    PUSH_INT 2
    LOAD area
    CALL_FUNCTION
    RET
`;
const LISP = `(import "shapes.ttvm" (area))
(define (twice x) (+ (area x) (area x)))
`;

describe("In a workspace, the language server", () => {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "ttvm-navigation-")));
  const uriOf = (name: string) => pathToFileURL(path.join(folder, name)).href;
  let client: Client;
  before(async () => {
    writeFileSync(path.join(folder, "shapes.ttvm"), SHAPES);
    writeFileSync(path.join(folder, "main.ttvm"), MAIN);
    writeFileSync(path.join(folder, "twice.lisp"), LISP);
    client = await startServerHere(undefined, [pathToFileURL(folder).href]);
    await client.open(uriOf("main.ttvm"), MAIN);
  });
  after(async () => {
    await client.stop();
    rmSync(folder, { recursive: true });
  });

  const position = (line: number, character: number) => ({ line, character });
  const inMain = (line: number, character: number) => ({
    textDocument: { uri: uriOf("main.ttvm") },
    position: position(line, character),
  });

  it("finds symbols in open and closed programs, as they are now", async () => {
    const ask = async (query: string) =>
      (await client.request<WorkspaceSymbol[]>("workspace/symbol", { query })).map(({ name, location }) => [
        name,
        path.basename(location.uri),
        (location as Location).range.start.line,
      ]);
    assert.deepEqual(await ask("SQR"), [["square", "shapes.ttvm", 8]]);
    assert.deepEqual(await ask("show"), [["show", "main.ttvm", 3]]);
    assert.deepEqual(await ask("twi"), [["twice", "twice.lisp", 1]]);
    writeFileSync(
      path.join(folder, "twice.lisp"),
      "(define twist 1)\n(define (other) (define (twin) 2) (twin))\n",
    );
    const changes = [{ uri: uriOf("twice.lisp"), type: 2 }];
    await client.notify("workspace/didChangeWatchedFiles", { changes });
    assert.deepEqual(await ask("twi"), [
      ["twin", "twice.lisp", 1],
      ["twist", "twice.lisp", 0],
    ]);
    writeFileSync(path.join(folder, "twice.lisp"), LISP);
    await client.notify("workspace/didChangeWatchedFiles", { changes });
    await client.change(uriOf("main.ttvm"), 2, [{ text: `LABEL first\n${MAIN}` }]);
    assert.deepEqual(await ask("first"), [["first", "main.ttvm", 0]]);
    await client.change(uriOf("main.ttvm"), 3, [{ text: MAIN }]);
    assert.deepEqual(await ask("first"), []);
  });

  it("goes to the import that declares a name", async () => {
    const found = await client.request<LocationLink[] | Location[]>(
      "textDocument/declaration",
      inMain(5, 10),
    );
    assert.deepEqual(found, [
      { uri: uriOf("main.ttvm"), range: { start: position(0, 11), end: position(0, 22) } },
    ]);
  });

  it("links the paths of imports", async () => {
    const links = await client.request<DocumentLink[]>("textDocument/documentLink", inMain(0, 0));
    assert.deepEqual(links, [
      { range: { start: position(0, 11), end: position(0, 22) }, target: uriOf("shapes.ttvm") },
    ]);
  });

  it("shows who calls a function, in programs that are not open, too", async () => {
    const [item] = await client.request<CallHierarchyItem[]>(
      "textDocument/prepareCallHierarchy",
      inMain(5, 10),
    );
    assert.deepEqual([item.name, item.uri], ["area", uriOf("shapes.ttvm")]);
    const incoming = await client.request<CallHierarchyIncomingCall[]>("callHierarchy/incomingCalls", {
      item,
    });
    assert.deepEqual(
      incoming.map(({ from, fromRanges }) => [from.name, path.basename(from.uri), fromRanges.length]).sort(),
      [
        ["shapes.ttvm", "shapes.ttvm", 1],
        ["show", "main.ttvm", 1],
        ["twice", "twice.lisp", 2],
      ],
    );
    const outgoing = await client.request<CallHierarchyOutgoingCall[]>("callHierarchy/outgoingCalls", {
      item,
    });
    assert.deepEqual(
      outgoing.map(({ to, fromRanges }) => [to.name, fromRanges.map(({ start }) => start.line)]),
      [["square", [6]]],
    );
  });

  it("shows what the top level of a program calls", async () => {
    const [item] = await client.request<CallHierarchyItem[]>(
      "textDocument/prepareCallHierarchy",
      inMain(2, 4),
    );
    assert.deepEqual([item.name, item.kind], ["main.ttvm", 2]);
    const outgoing = await client.request<CallHierarchyOutgoingCall[]>("callHierarchy/outgoingCalls", {
      item,
    });
    assert.deepEqual(
      outgoing.map(({ to }) => to.name),
      ["show"],
    );
    assert.deepEqual(await client.request("callHierarchy/incomingCalls", { item }), []);
  });

  it("refuses what is no item", async () => {
    await assert.rejects(
      client.request("callHierarchy/incomingCalls", { item: { uri: 7 } }),
      /uri: no string/,
    );
    const range = { start: position(0, 0), end: position(0, 0) };
    const gone = { uri: uriOf("gone.ttvm"), range, selectionRange: range };
    assert.deepEqual(await client.request("callHierarchy/outgoingCalls", { item: gone }), []);
  });
});
