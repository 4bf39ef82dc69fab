/**
 * *Lisp: Open REPL* and *Lisp: Send Form*.
 *
 * Invariant: there is one session at a time; one of the sandbox ends when the folder is trusted.
 */
import path from "node:path";
import { type ExtensionContext, Range, type TextEditor, window, workspace } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { TOP_LEVEL_FORM } from "../../server/protocol.ts";
import { ask } from "../ask.ts";
import type { CommandHandlers } from "../commands.ts";
import { LISP } from "../languages.ts";
import { Results } from "./results.ts";
import { openSandboxed, openTerminal, type ReplSession } from "./session.ts";

export function replCommands(
  context: ExtensionContext,
  client: LanguageClient,
): CommandHandlers<"ttvm.openRepl" | "ttvm.sendForm"> {
  const bundle = context.asAbsolutePath("dist/debug-adapter.js");
  const results = new Results();
  let session: ReplSession | undefined;
  const current = (): ReplSession => {
    if (session !== undefined) return session;
    const open = workspace.isTrusted ? openTerminal : openSandboxed;
    const opened = open({
      bundle,
      cwd: workingDirectory(),
      ended: () => {
        if (session === opened) session = undefined;
      },
    });
    session = opened;
    return opened;
  };
  const leave = (): void => {
    session?.dispose();
    session = undefined;
  };
  context.subscriptions.push(results, { dispose: leave }, workspace.onDidGrantWorkspaceTrust(leave));
  return {
    "ttvm.openRepl": () => current().show(false),
    "ttvm.sendForm": async () => {
      const editor = window.activeTextEditor;
      if (editor?.document.languageId !== LISP) {
        void window.showErrorMessage("Open a .lisp file to send a form of it.");
        return;
      }
      const range = await formOf(client, editor);
      if (range === undefined) {
        void window.showInformationMessage("There is no form at the cursor.");
        return;
      }
      const { document } = editor;
      const show = results.begin(document, range);
      const repl = current();
      repl.show(true);
      const { line, character: column } = range.start;
      show(await repl.evaluate({ form: document.getText(range), file: document.fileName, line, column }));
    },
  };
}

/** What is selected without the blanks around it, else the form of the top level at the cursor. */
async function formOf(
  client: LanguageClient,
  { document, selection }: TextEditor,
): Promise<Range | undefined> {
  if (!selection.isEmpty) {
    const text = document.getText(selection);
    const start = document.offsetAt(selection.start) + text.length - text.trimStart().length;
    const end = start + text.trim().length;
    return end > start ? new Range(document.positionAt(start), document.positionAt(end)) : undefined;
  }
  const { line, character } = selection.active;
  const found = await ask(client, TOP_LEVEL_FORM, {
    textDocument: { uri: client.code2ProtocolConverter.asUri(document.uri) },
    position: { line, character },
  });
  if (found === null) return undefined;
  const { start, end } = found;
  return new Range(start.line, start.character, end.line, end.character);
}

/** Where modules and files are looked for: the folder that is open, else that of the file. */
function workingDirectory(): string {
  const uri = window.activeTextEditor?.document.uri;
  const folder = (uri && workspace.getWorkspaceFolder(uri)) ?? workspace.workspaceFolders?.[0];
  if (folder !== undefined) return folder.uri.fsPath;
  return uri?.scheme === "file" ? path.dirname(uri.fsPath) : process.cwd();
}
