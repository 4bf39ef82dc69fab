/**
 * Says that a text differs from the program that is running: what the editor marks as the place of a stop may be off then.
 *
 * Invariant: an item of the status bar alone, there while a program is debugged and one of its texts differs. What is
 * running is the text as it was when the session began, or when the document was opened after that.
 */
import {
  type DebugSession,
  debug,
  type ExtensionContext,
  StatusBarAlignment,
  type TextDocument,
  ThemeColor,
  window,
  workspace,
} from "vscode";
import { isProgram } from "./languages.ts";

export function registerChangedSources(context: ExtensionContext): void {
  /** The texts as they run, while a session is open. */
  const running = new Map<TextDocument, string>();
  const sessions = new Set<DebugSession>();
  const item = window.createStatusBarItem("ttvm.changedSource", StatusBarAlignment.Left);
  item.name = "TinyTotVM: Changed Since It Was Started";
  item.backgroundColor = new ThemeColor("statusBarItem.warningBackground");
  item.command = "workbench.action.debug.restart";

  const remember = (document: TextDocument) => {
    if (sessions.size > 0 && isProgram(document)) running.set(document, document.getText());
  };
  const show = () => {
    const changed = [...running].find(([document, text]) => document.getText() !== text)?.[0];
    if (changed === undefined) {
      item.hide();
      return;
    }
    const name = changed.uri.path.slice(changed.uri.path.lastIndexOf("/") + 1);
    item.text = `$(warning) ${name} differs from what runs`;
    item.accessibilityInformation = {
      label: `Warning: ${name} differs from what runs. Restart`,
      role: "button",
    };
    item.tooltip = `${name} has changed since the program was started, so the place of a stop may be off. Select to restart.`;
    item.show();
  };
  context.subscriptions.push(
    item,
    debug.onDidStartDebugSession((session) => {
      if (session.type !== "ttvm") return;
      sessions.add(session);
      workspace.textDocuments.forEach(remember);
      show();
    }),
    debug.onDidTerminateDebugSession((session) => {
      sessions.delete(session);
      if (sessions.size === 0) running.clear();
      show();
    }),
    workspace.onDidOpenTextDocument(remember),
    workspace.onDidCloseTextDocument((document) => {
      running.delete(document);
      show();
    }),
    workspace.onDidChangeTextDocument(({ document }) => {
      if (running.has(document)) show();
    }),
  );
}
