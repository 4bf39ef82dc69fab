/** What runs when a command is called: those that are no view. */
import { commands, debug, type ExtensionContext, type TextDocument, Uri, window, workspace } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import type { CommandId } from "./contributions/commands.ts";
import { launchConfiguration, programOf } from "./debugger.ts";
import { runSandboxed } from "./sandboxed-run.ts";

/** What some commands do. */
export type CommandHandlers<Id extends CommandId> = Readonly<Record<Id, (named?: Uri | string) => unknown>>;

/** Registers every command; one that nothing handles does not compile. */
export function registerCommands(context: ExtensionContext, handlers: CommandHandlers<CommandId>): void {
  for (const [command, handler] of Object.entries(handlers)) {
    context.subscriptions.push(commands.registerCommand(command, handler));
  }
}

export function plainCommands(
  context: ExtensionContext,
  client: LanguageClient,
): CommandHandlers<"ttvm.run" | "ttvm.debug" | "ttvm.restartServer" | "ttvm.showLog"> {
  return {
    "ttvm.run": (named) =>
      workspace.isTrusted ? start(uriOf(named), { noDebug: true }) : startSandboxed(context, uriOf(named)),
    "ttvm.debug": (named) => start(uriOf(named), { noDebug: false }),
    "ttvm.restartServer": () => client.restart(),
    "ttvm.showLog": () => client.outputChannel.show(),
  };
}

/** A document is named by its URI, or by the text of it; undefined when none is named. */
export function uriOf(named: Uri | string | undefined): Uri | undefined {
  return typeof named === "string" ? Uri.parse(named) : named;
}

/**
 * Starts `uri`, or the program in the active editor; resolves with whether it started. Without debugging it
 * still runs in the debug adapter, and writes to the Debug Console. In a workspace that is not trusted VS
 * Code asks for trust first, so there a run has a way of its own.
 */
async function start(uri: Uri | undefined, { noDebug }: { noDebug: boolean }): Promise<boolean> {
  const document = await documentOf(uri);
  const program = document && (await programOf(document));
  if (!program) return false;
  return debug.startDebugging(workspace.getWorkspaceFolder(document.uri), launchConfiguration(program), {
    noDebug,
  });
}

async function startSandboxed(context: ExtensionContext, uri: Uri | undefined): Promise<boolean> {
  const document = await documentOf(uri);
  const program = document && (await programOf(document));
  if (!program) return false;
  await runSandboxed(context, program);
  return true;
}

async function documentOf(uri: Uri | undefined): Promise<TextDocument | undefined> {
  return uri ? workspace.openTextDocument(uri) : window.activeTextEditor?.document;
}
