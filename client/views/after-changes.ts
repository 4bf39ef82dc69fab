/** Views follow a text a moment after it has changed, not key by key. */
import { Disposable, type TextDocument, workspace } from "vscode";
import { isProgram } from "../languages.ts";

/** Milliseconds. */
const PAUSE = 200;

/** Calls `update` for a program once its text has been at rest. */
export function afterChanges(update: (document: TextDocument) => void): Disposable {
  const timers = new Map<TextDocument, NodeJS.Timeout>();
  const listener = workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
    if (!isProgram(document) || contentChanges.length === 0) return;
    clearTimeout(timers.get(document));
    const run = () => {
      timers.delete(document);
      update(document);
    };
    timers.set(document, setTimeout(run, PAUSE));
  });
  return Disposable.from(listener, {
    dispose: () => {
      for (const timer of timers.values()) clearTimeout(timer);
    },
  });
}
