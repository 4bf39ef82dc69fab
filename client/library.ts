/**
 * The texts of the standard library as documents that are read and never edited: `ttvm-std:/math.ttvm`.
 *
 * Invariant: the language server has the texts; what is shown is what a program runs.
 */
import { type ExtensionContext, workspace } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { LIBRARY_TEXT } from "../server/protocol.ts";
import { ask } from "./ask.ts";

const SCHEME = "ttvm-std";

export function registerLibrary(context: ExtensionContext, client: LanguageClient): void {
  context.subscriptions.push(
    workspace.registerTextDocumentContentProvider(SCHEME, {
      async provideTextDocumentContent(uri, token) {
        const text = await ask(client, LIBRARY_TEXT, { uri: uri.toString() }, token);
        if (text === null) throw new Error(`The standard library has no ${uri.path}.`);
        return text;
      },
    }),
  );
}
