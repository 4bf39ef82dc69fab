/** The copy of the test workspace that the window has open, and waiting for what happens in it. */
import assert from "node:assert/strict";
import {
  commands,
  type Diagnostic,
  debug,
  languages,
  Position,
  Range,
  type TextDocument,
  Uri,
  window,
  workspace,
} from "vscode";

export const EXTENSION = "tinytotvm.tinytotvm";

export function fileUri(name: string): Uri {
  const folder = workspace.workspaceFolders?.[0];
  assert.ok(folder, "the window has a folder open");
  return Uri.joinPath(folder.uri, name);
}

/** Opens a file as a person would, and gives its document. */
export async function open(name: string): Promise<TextDocument> {
  const document = await workspace.openTextDocument(fileUri(name));
  await window.showTextDocument(document);
  return document;
}

/** Takes back what a test typed. */
export async function revert(): Promise<void> {
  await commands.executeCommand("workbench.action.files.revert");
}

/** The range of the `nth` occurrence (from 1) of `text`. */
export function rangeOf(document: TextDocument, text: string, nth = 1): Range {
  let at = -1;
  for (let count = 0; count < nth; count++) {
    at = document.getText().indexOf(text, at + 1);
    assert.ok(at >= 0, `${text} is in the document ${nth} times`);
  }
  return new Range(document.positionAt(at), document.positionAt(at + text.length));
}

export function inside(range: Range): Position {
  return new Position(range.start.line, range.start.character + 1);
}

/** Waits until `look` gives something truthy. */
export async function until<T>(
  what: string,
  look: () => T | Promise<T>,
  ms = 15_000,
): Promise<NonNullable<T>> {
  const end = Date.now() + ms;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error(`waited ${ms} ms in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** Milliseconds after which VS Code is asked again to end a session. */
const PATIENCE = 2_000;

/**
 * The sessions that have started and not ended. The active session does not tell: where one ends while VS Code opens the file
 * that it has stopped in, VS Code makes it the active session afterwards, and no request to stop reaches it then.
 */
const sessions = new Set<string>();

debug.onDidStartDebugSession(({ id }) => sessions.add(id));
debug.onDidTerminateDebugSession(({ id }) => sessions.delete(id));

/**
 * Ends the session that is debugged, if there is one. VS Code cancels the request, or forgets it, when the program ends at that
 * moment: what counts is that the session ends.
 */
export async function endSession(): Promise<void> {
  let asked = Number.NEGATIVE_INFINITY;
  const isOver = () => {
    if (sessions.size === 0) return true;
    if (performance.now() - asked > PATIENCE) {
      asked = performance.now();
      debug.stopDebugging().then(undefined, () => undefined);
    }
    return false;
  };
  await until("the end of the session", isOver, 60_000);
}

/** Waits for a diagnostic whose message matches. */
export function diagnostic(document: TextDocument, message: RegExp): Promise<Diagnostic> {
  return until(`a diagnostic ${message}`, () =>
    languages.getDiagnostics(document.uri).find((found) => message.test(found.message)),
  );
}
