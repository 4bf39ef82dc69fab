/** The packed names of a file are told as they were. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { SymbolKind, type WorkspaceSymbol } from "vscode-languageserver";
import { FileSymbols } from "../../server/file-symbols.ts";

it("names, containers and places are told as they were", () => {
  const uri = "file:///a.lisp";
  const symbol = (name: string, line: number, containerName?: string): WorkspaceSymbol => ({
    name,
    kind: line % 2 === 0 ? SymbolKind.Function : SymbolKind.Constant,
    location: { uri, range: { start: { line, character: 3 }, end: { line: line + 1, character: 0 } } },
    ...(containerName !== undefined && { containerName }),
  });
  const symbols = [
    symbol("outer", 0),
    symbol("two\nlines \u{1f600}", 1, "outer"),
    symbol("", 2, ""),
    symbol("", 3),
    symbol("last", 100_000, "two\nlines \u{1f600}"),
  ];
  const found = [...new FileSymbols(uri, symbols).all()];
  assert.deepEqual(
    found.map((each) => each.tell()),
    symbols,
  );
  assert.deepEqual(
    found.map(({ name }) => name),
    symbols.map(({ name }) => name),
  );
  assert.deepEqual([...new FileSymbols(uri, []).all()], []);
});
