/** What is asked about a place of a text, in every way that the server answers, and what its answers mean. */
import assert from "node:assert/strict";
import { LineIndex } from "../../vm-core/index.ts";

/** Each method, with its parameters besides the document and the place. */
export const REQUESTS: Readonly<Record<string, object>> = {
  "textDocument/hover": {},
  "textDocument/completion": {},
  "textDocument/signatureHelp": {},
  "textDocument/definition": {},
  "textDocument/declaration": {},
  "textDocument/implementation": {},
  "textDocument/references": {},
  "textDocument/documentHighlight": {},
  "textDocument/documentSymbol": {},
  "textDocument/documentLink": {},
  "textDocument/foldingRange": {},
  "textDocument/selectionRange": {},
  "textDocument/prepareCallHierarchy": {},
  "textDocument/prepareRename": {},
  "textDocument/rename": { newName: "renamed" },
  "textDocument/linkedEditingRange": {},
  "textDocument/inlayHint": {},
  "textDocument/inlineValue": {},
  "textDocument/codeLens": {},
  "textDocument/codeAction": {},
  "textDocument/formatting": { options: { tabSize: 4, insertSpaces: true } },
  "textDocument/rangeFormatting": { options: { tabSize: 4, insertSpaces: true } },
  "textDocument/onTypeFormatting": { ch: "\n", options: { tabSize: 4, insertSpaces: true } },
  "textDocument/semanticTokens/full": {},
  "textDocument/semanticTokens/range": {},
  "textDocument/diagnostic": {},
  "workspace/symbol": { query: "" },
  "ttvm/optimized": {},
  "ttvm/flowChart": {},
  "ttvm/passes": {},
  "ttvm/assembly": {},
  "ttvm/registerIr": {},
  "ttvm/topLevelForm": {},
};

/** The method that stands for each capability; those of a document's life are used by every replay. */
export const OF_CAPABILITIES: Readonly<Record<string, string>> = {
  hoverProvider: "textDocument/hover",
  completionProvider: "textDocument/completion",
  signatureHelpProvider: "textDocument/signatureHelp",
  definitionProvider: "textDocument/definition",
  declarationProvider: "textDocument/declaration",
  implementationProvider: "textDocument/implementation",
  referencesProvider: "textDocument/references",
  documentHighlightProvider: "textDocument/documentHighlight",
  documentSymbolProvider: "textDocument/documentSymbol",
  documentLinkProvider: "textDocument/documentLink",
  foldingRangeProvider: "textDocument/foldingRange",
  selectionRangeProvider: "textDocument/selectionRange",
  callHierarchyProvider: "textDocument/prepareCallHierarchy",
  renameProvider: "textDocument/rename",
  linkedEditingRangeProvider: "textDocument/linkedEditingRange",
  inlayHintProvider: "textDocument/inlayHint",
  inlineValueProvider: "textDocument/inlineValue",
  codeLensProvider: "textDocument/codeLens",
  codeActionProvider: "textDocument/codeAction",
  documentFormattingProvider: "textDocument/formatting",
  documentRangeFormattingProvider: "textDocument/rangeFormatting",
  documentOnTypeFormattingProvider: "textDocument/onTypeFormatting",
  semanticTokensProvider: "textDocument/semanticTokens/full",
  diagnosticProvider: "textDocument/diagnostic",
  workspaceSymbolProvider: "workspace/symbol",
  workspace: "workspace/willRenameFiles",
};

/** With these settings there is something to say about most texts. */
export const SETTINGS = {
  codeLens: { enabled: true, references: true },
  diagnostics: { workspace: false },
  inlayHints: { parameterNames: "all", addresses: true, stackDepth: "lines", types: true },
};

export function paramsOf(uri: string, text: string, offset: number, more: object) {
  const lines = new LineIndex(text);
  const place = (at: number) => {
    const { line, column } = lines.position(at);
    return { line, character: column };
  };
  const position = place(offset);
  const range = { start: position, end: place(Math.min(text.length, offset + 300)) };
  const stoppedLocation = { start: position, end: position };
  return {
    textDocument: { uri },
    position,
    positions: [position],
    range,
    ...more,
    context: { diagnostics: [], includeDeclaration: true, triggerKind: 1, frameId: 1, stoppedLocation },
  };
}

/** A server, as far as it is asked. */
export interface Asked {
  request(method: string, params: unknown): Promise<unknown>;
}

/**
 * Asks two servers everything about a place, and what follows from the answers; throws where they differ. Without a second
 * one the first is asked all the same.
 */
export async function compareAnswers(
  typed: Asked,
  fresh: Asked | undefined,
  uri: string,
  text: string,
  offset: number,
): Promise<void> {
  const both = async (method: string, params: object) => {
    if (fresh === undefined) return answerOf(typed, method, params);
    const [now, anew] = await Promise.all([answerOf(typed, method, params), answerOf(fresh, method, params)]);
    const [known, wanted] = [withoutIds(now), withoutIds(anew)];
    if (known !== wanted) assert.deepEqual(JSON.parse(known), JSON.parse(wanted), `${method} in\n${text}`);
    return now;
  };
  for (const [method, more] of Object.entries(REQUESTS)) {
    const answer = await both(method, paramsOf(uri, text, offset, more));
    const first: unknown = Array.isArray(answer) ? answer[0] : undefined;
    if (first === undefined) continue;
    if (method === "textDocument/codeLens") {
      for (const lens of answer as object[]) await both("codeLens/resolve", lens);
    } else if (method === "textDocument/prepareCallHierarchy") {
      await both("callHierarchy/incomingCalls", { item: first });
      await both("callHierarchy/outgoingCalls", { item: first });
    }
  }
  const newUri = uri.replace(/[^/]*$/, "moved/$&");
  await both("workspace/willRenameFiles", { files: [{ oldUri: uri, newUri }] });
}

/** An answer, or why there is none. */
async function answerOf(server: Asked, method: string, params: unknown): Promise<unknown> {
  try {
    return await server.request(method, params);
  } catch (error) {
    return { refused: error instanceof Error ? error.message : String(error) };
  }
}

/** Ids of answers are each server's own, and versions count the changes. */
function withoutIds(answer: unknown): string {
  return JSON.stringify(answer ?? null, (key, value) =>
    key === "resultId" || key === "version" ? undefined : value,
  );
}
