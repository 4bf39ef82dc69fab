/** What the command palette and the title bar offer. */
import { commands, debug, type ExtensionContext, type Uri, window, workspace } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { launchConfiguration, programOf } from "./debugger.ts";

export function registerCommands(context: ExtensionContext, client: LanguageClient): void {
  context.subscriptions.push(
    commands.registerCommand("ttvm.run", (uri?: Uri) => start(uri, { noDebug: true })),
    commands.registerCommand("ttvm.debug", (uri?: Uri) => start(uri, { noDebug: false })),
    commands.registerCommand("ttvm.restartServer", () => client.restart()),
    commands.registerCommand("ttvm.showLog", () => client.outputChannel.show()),
  );
}

/**
 * Starts `uri`, or the program in the active editor; resolves with whether it started. Without debugging it
 * still runs in the debug adapter, and writes to the Debug Console. In a workspace that is not trusted VS
 * Code asks for trust first.
 */
async function start(uri: Uri | undefined, { noDebug }: { noDebug: boolean }): Promise<boolean> {
  const document = uri ? await workspace.openTextDocument(uri) : window.activeTextEditor?.document;
  const program = document && (await programOf(document));
  if (!program) return false;
  return debug.startDebugging(workspace.getWorkspaceFolder(document.uri), launchConfiguration(program), {
    noDebug,
  });
}
