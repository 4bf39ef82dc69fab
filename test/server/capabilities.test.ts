/** Every feature that the server says it has is tested: in fixtures of both languages, or in a test that is named here. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { it } from "node:test";
import { EDITOR, startServer } from "./client.ts";

/** For each capability the fixtures of assembly and of Lisp, below test/fixtures/ide, or the test that stands for them. */
const TESTED: Readonly<Record<string, readonly string[]>> = {
  textDocumentSync: ["test/server/edits.test.ts"],
  positionEncoding: ["test/server/session.test.ts"],
  workspace: ["test/server/files.test.ts", "test/ide/moved-modules.test.ts"],
  diagnosticProvider: ["findings.ttvm", "lisp/diagnostics.lisp", "test/server/pull.test.ts"],
  hoverProvider: ["hover.ttvm", "lisp/hover.lisp"],
  completionProvider: ["completion.ttvm", "lisp/completion.lisp"],
  signatureHelpProvider: ["signature-help.ttvm", "lisp/signature-help.lisp"],
  definitionProvider: ["definition.ttvm", "lisp/definition.lisp"],
  declarationProvider: ["declaration.ttvm", "lisp/declaration.lisp"],
  implementationProvider: ["implementation.ttvm", "lisp/implementation.lisp"],
  referencesProvider: ["references.ttvm", "lisp/references.lisp", "test/ide/references-across.test.ts"],
  documentHighlightProvider: ["highlights.ttvm", "lisp/highlights.lisp"],
  documentSymbolProvider: ["symbols.ttvm", "lisp/symbols.lisp"],
  workspaceSymbolProvider: ["test/server/navigation.test.ts", "test/ide/workspace-symbols.test.ts"],
  documentLinkProvider: ["links.ttvm", "lisp/links.lisp"],
  callHierarchyProvider: ["calls.ttvm", "lisp/calls.lisp", "test/server/navigation.test.ts"],
  foldingRangeProvider: ["folding.ttvm", "lisp/folding.lisp"],
  selectionRangeProvider: ["selection.ttvm", "lisp/selection.lisp"],
  // The grammar knows everything about assembly.
  semanticTokensProvider: ["lisp/tokens.lisp", "test/server/editing.test.ts"],
  inlayHintProvider: ["inlay-hints.ttvm", "lisp/inlay-hints.lisp"],
  inlineValueProvider: ["test/ide/inline-variables.test.ts"],
  codeActionProvider: [
    "actions.ttvm",
    "lisp/actions.lisp",
    "fix-all.ttvm",
    "refactorings.ttvm",
    "lisp/refactorings.lisp",
    "organize-imports.ttvm",
    "lisp/organize-imports.lisp",
  ],
  codeLensProvider: [
    "code-lenses.ttvm",
    "lisp/code-lenses.lisp",
    "test/server/views.test.ts",
    "test/server/editing.test.ts",
  ],
  renameProvider: ["rename.ttvm", "lisp/rename.lisp", "test/ide/rename-across.test.ts"],
  documentFormattingProvider: ["formatting.ttvm", "lisp/formatting.lisp", "test/ide/format.test.ts"],
  documentRangeFormattingProvider: ["formatting.ttvm", "lisp/formatting.lisp"],
  documentOnTypeFormattingProvider: ["formatting.ttvm", "lisp/formatting.lisp"],
  linkedEditingRangeProvider: ["linked-editing.ttvm", "lisp/linked-editing.lisp"],
};

it("every capability that the server tells of has its tests, and no other is listed", async () => {
  const client = await startServer({ ...EDITOR, textDocument: { ...EDITOR.textDocument, diagnostic: {} } });
  await client.stop();
  assert.deepEqual(Object.keys(client.initialized.capabilities).sort(), Object.keys(TESTED).sort());
  for (const name of Object.values(TESTED).flat()) {
    const isTest = name.endsWith(".test.ts");
    const file = isTest ? name : `test/fixtures/ide/${name}`;
    assert.ok(existsSync(file), file);
    if (!isTest) assert.match(readFileSync(file, "utf8"), /^; === /m, file);
  }
});
