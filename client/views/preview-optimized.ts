/**
 * The optimized program beside the document, in VS Code's own diff editor.
 *
 * Invariant: the right side is what `ttvm optimize` would write for the text on the left as it is now; while that
 * text does not assemble, it stays as it was.
 */
import {
  commands,
  EventEmitter,
  type ExtensionContext,
  type TextDocumentContentProvider,
  Uri,
  window,
  workspace,
} from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { OPTIMIZED, PREVIEW_OPTIMIZED, OPTIMIZED_SCHEME as SCHEME } from "../../server/protocol.ts";
import { ask } from "../ask.ts";
import type { CommandHandlers } from "../commands.ts";
import { afterChanges } from "./after-changes.ts";

export function registerOptimizedPreview(
  context: ExtensionContext,
  client: LanguageClient,
): CommandHandlers<typeof PREVIEW_OPTIMIZED> {
  const changed = new EventEmitter<Uri>();
  const texts = new Map<string, string>();
  const read = (source: Uri) =>
    ask(client, OPTIMIZED, {
      textDocument: { uri: client.code2ProtocolConverter.asUri(source) },
    });
  const provider: TextDocumentContentProvider = {
    onDidChange: changed.event,
    async provideTextDocumentContent(preview) {
      const source = sourceOf(preview);
      const document = await workspace.openTextDocument(source);
      const text = (await read(source))?.text ?? texts.get(preview.toString()) ?? document.getText();
      texts.set(preview.toString(), text);
      return text;
    },
  };
  context.subscriptions.push(
    changed,
    workspace.registerTextDocumentContentProvider(SCHEME, provider),
    workspace.onDidCloseTextDocument(({ uri }) => texts.delete(uri.toString())),
    afterChanges(({ uri }) => {
      const shown = workspace.textDocuments.find((one) => isPreviewOf(one.uri, uri));
      if (shown) changed.fire(shown.uri);
    }),
  );
  return {
    // The code lens names the document by the text of its URI.
    [PREVIEW_OPTIMIZED]: async (named?: Uri | string) => {
      const source = named === undefined ? window.activeTextEditor?.document.uri : Uri.parse(String(named));
      if (!source) return;
      await workspace.openTextDocument(source);
      const preview = await read(source);
      if (preview) await openDiff(source, preview.summary);
      else void window.showInformationMessage(`The optimizer has nothing to change in ${nameOf(source)}.`);
    },
  };
}

async function openDiff(source: Uri, summary: string): Promise<void> {
  const title = `${nameOf(source)} ↔ optimized (${summary})`;
  await commands.executeCommand("vscode.diff", source, previewOf(source), title, { preview: true });
}

/** The preview is named as its source, which is in the query. */
function previewOf(source: Uri): Uri {
  return Uri.from({ scheme: SCHEME, path: source.path, query: source.toString() });
}

function sourceOf(preview: Uri): Uri {
  return Uri.parse(preview.query);
}

function isPreviewOf(preview: Uri, source: Uri): boolean {
  return preview.scheme === SCHEME && preview.query === source.toString();
}

function nameOf({ path }: Uri): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
