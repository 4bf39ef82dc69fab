/** The versions of an open document share what is known about it. */
import assert from "node:assert/strict";
import { it } from "node:test";
import type {
  Connection,
  DidChangeTextDocumentParams,
  DidOpenTextDocumentParams,
} from "vscode-languageserver";
import { openDocuments } from "../../server/documents.ts";
import { tally } from "../../vm-core/facts/tally.ts";

const URI = "file:///two.ttvm";
const TEXT =
  "PUSH_INT 1\nPUSH_INT 2\nADD\nCALL twice x\nPRINT\nHALT\nLABEL twice\nLOAD x\nPUSH_INT 2\nMUL\nRET\n";

/** A connection on which a test says what the editor says. */
function editor() {
  const listeners = new Map<string, (params: unknown) => void>();
  const connection = new Proxy(
    {},
    {
      get: (_, event: string) => (listener: (params: unknown) => void) => {
        listeners.set(event, listener);
        return { dispose: () => undefined };
      },
    },
  ) as Connection;
  const say = (event: string, params: unknown) => listeners.get(event)?.(params);
  return {
    connection,
    open: (params: DidOpenTextDocumentParams) => say("onDidOpenTextDocument", params),
    change: (params: DidChangeTextDocumentParams) => say("onDidChangeTextDocument", params),
    close: () => say("onDidCloseTextDocument", { textDocument: { uri: URI } }),
  };
}

it("Hints of an edited document follow only what the edit changed; those of one that is opened again, all", () => {
  const { connection, open, change, close } = editor();
  const documents = openDocuments(connection);
  const followed = () => {
    const before = tally.frames;
    assert.ok(documents.snapshot(URI)?.rewrites.length);
    return tally.frames - before;
  };
  const opened = { textDocument: { uri: URI, languageId: "ttvm", version: 1, text: TEXT } };
  open(opened);
  assert.equal(followed(), 2);
  change({
    textDocument: { uri: URI, version: 2 },
    contentChanges: [{ text: TEXT.replace("PUSH_INT 1", "PUSH_INT 5\nPUSH_INT 1") }],
  });
  assert.equal(followed(), 1);
  close();
  open(opened);
  assert.equal(followed(), 2);
});
