/**
 * Typing: hundreds of random changes, sent as an editor sends them. Whatever they are, the server has the
 * text that the client has, and says of it what vm-core says.
 */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import fc from "fast-check";
import type { Diagnostic, DocumentSymbol, Position } from "vscode-languageserver-protocol";
import {
  analyze,
  documentSymbols,
  hintsBesideFindings,
  LineIndex,
  type Snapshot,
} from "../../vm-core/index.ts";
import { anyEdit, applyEdit, placeEdit, writtenPrograms } from "../ide/programs.ts";
import { type Client, startServerHere } from "./client.ts";

const CHANGES = 400;
const SEED = Number(process.env.SEED ?? 20_260_701);

describe("While somebody types", () => {
  let client: Client;
  before(async () => {
    client = await startServerHere();
  });
  after(() => client.stop());

  it(`the server keeps up with ${CHANGES} changes`, async () => {
    const uri = "file:///nowhere/typing.ttvm";
    const edits = fc.sample(fc.array(anyEdit, { minLength: 1, maxLength: 3 }), {
      numRuns: CHANGES,
      seed: SEED,
    });
    const programs = writtenPrograms();
    let text = programs[0];
    let version = 1;
    await client.open(uri, text);
    for (const batch of edits) {
      version++;
      if (version % 50 === 0) {
        // Someone pastes another program over everything.
        text = programs[(version / 50) % programs.length];
        await client.change(uri, version, [{ text }]);
      } else {
        const changes = batch.map((planned) => {
          const edit = placeEdit(text, planned);
          const range = { start: positionOf(text, edit.start), end: positionOf(text, edit.end) };
          text = applyAsClient(text, range, edit.text);
          return { range, text: edit.text };
        });
        await client.change(uri, version, changes);
      }
      if (version % 5 === 0) await checkSymbols(client, uri, text);
    }
    const snapshot = analyze(uri, version, text);
    assert.deepEqual((await client.diagnostics(uri, version)).map(shown), expected(snapshot));
    assert.deepEqual(client.log, []);
  });

  it("diagnostics of versions that are gone are not waited for", async () => {
    const uri = "file:///nowhere/fast.ttvm";
    await client.open(uri, "    PRINT\n");
    for (let version = 2; version <= 30; version++) {
      await client.change(uri, version, [
        { range: { start: { line: 0, character: 4 }, end: { line: 0, character: 4 } }, text: "P" },
      ]);
    }
    await client.diagnostics(uri, 30);
    assert.ok(client.published(uri).length < 10, `${client.published(uri).length} publications`);
  });
});

async function checkSymbols(client: Client, uri: string, text: string): Promise<void> {
  const symbols = await client.request<DocumentSymbol[]>("textDocument/documentSymbol", {
    textDocument: { uri },
  });
  const snapshot = analyze(uri, 1, text);
  assert.deepEqual(
    symbols.map(({ name, range }) => [name, range.start, range.end]),
    documentSymbols(snapshot).map(({ name, span }) => [
      name,
      place(snapshot, span.start),
      place(snapshot, span.end),
    ]),
  );
}

function expected(snapshot: Snapshot) {
  const found = [...snapshot.diagnostics, ...hintsBesideFindings(snapshot).map((hint) => hint.diagnostic)];
  return found.map(({ code, message, span }) => ({
    code,
    message,
    range: { start: place(snapshot, span.start), end: place(snapshot, span.end) },
  }));
}

function shown({ code, message, range }: Diagnostic) {
  return { code, message, range };
}

function place({ lines }: Snapshot, offset: number): Position {
  return positionIn(lines, offset);
}

function positionOf(text: string, offset: number): Position {
  return positionIn(new LineIndex(text), offset);
}

function positionIn(lines: LineIndex, offset: number): Position {
  const { line, column } = lines.position(offset);
  return { line, character: column };
}

/** An editor has no position between CR and LF, so neither do these changes. */
function applyAsClient(text: string, range: { start: Position; end: Position }, inserted: string): string {
  const lines = new LineIndex(text);
  const offset = ({ line, character }: Position) => {
    const at = lines.offset({ line, column: character });
    return text[at - 1] === "\r" && text[at] === "\n" ? at - 1 : at;
  };
  return applyEdit(text, { start: offset(range.start), end: offset(range.end), text: inserted });
}
