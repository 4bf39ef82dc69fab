/**
 * The debug type `ttvm`: completes launch configurations and starts the debug adapter.
 *
 * Invariant: nothing needs a `node` on the PATH; the adapter runs in the editor's own Node.
 */
import path from "node:path";
import {
  type CancellationToken,
  commands,
  DebugAdapterExecutable,
  type DebugAdapterTracker,
  type DebugConfiguration,
  type DebugSession,
  DiagnosticSeverity,
  debug,
  EvaluatableExpression,
  type ExtensionContext,
  languages,
  Selection,
  type TextDocument,
  TextEditorRevealType,
  Uri,
  type WorkspaceFolder,
  window,
  workspace,
} from "vscode";
import { offerToAllow, REFUSED } from "./allow-in-configuration.ts";
import { isProgram, LISP } from "./languages.ts";

export function registerDebugger(context: ExtensionContext): void {
  const adapter = context.asAbsolutePath("dist/debug-adapter.js");
  context.subscriptions.push(
    debug.registerDebugAdapterDescriptorFactory("ttvm", {
      createDebugAdapterDescriptor: () =>
        // In desktop VS Code the extension host's executable is Electron; this makes it plain Node.
        new DebugAdapterExecutable(process.execPath, [adapter], { env: { ELECTRON_RUN_AS_NODE: "1" } }),
    }),
    debug.registerDebugConfigurationProvider("ttvm", {
      resolveDebugConfiguration: completeConfiguration,
      resolveDebugConfigurationWithSubstitutedVariables: completePaths,
    }),
    debug.registerDebugAdapterTrackerFactory("ttvm", { createDebugAdapterTracker: showWhyNotStarted }),
    debug.onDidReceiveDebugSessionCustomEvent(({ event, session, body }) => {
      if (event === REFUSED && session.type === "ttvm") void offerToAllow(session, body);
    }),
    // Without this, the editor would take the parts of `make-counter` for names under the mouse.
    languages.registerEvaluatableExpressionProvider(LISP, {
      provideEvaluatableExpression(document, position) {
        const word = document.getWordRangeAtPosition(position);
        return word === undefined ? undefined : new EvaluatableExpression(word);
      },
    }),
  );
}

export function launchConfiguration(program: string): DebugConfiguration {
  return {
    type: "ttvm",
    request: "launch",
    name: `Debug ${path.basename(program)}`,
    program,
    // What the program prints is there, each time.
    internalConsoleOptions: "openOnSessionStart",
  };
}

/** The file to run for a document, saved; undefined, with the reason shown, when there is none. */
export async function programOf(document: TextDocument): Promise<string | undefined> {
  if (!isProgram(document)) {
    void window.showErrorMessage("Open a .ttvm or .lisp file to run it.");
    return undefined;
  }
  if (document.isUntitled) {
    void window.showErrorMessage("Save the program to a file, then run it.");
    return undefined;
  }
  if (document.uri.scheme !== "file") {
    void window.showErrorMessage(
      `Only a file on a disk can be run, and this one is at ${document.uri.scheme}:.`,
    );
    return undefined;
  }
  if (document.isDirty && !(await document.save())) return undefined;
  return document.uri.fsPath;
}

/** F5 without a configuration debugs the active editor; anything else needs a program. */
async function completeConfiguration(
  _folder: WorkspaceFolder | undefined,
  configuration: DebugConfiguration,
  _token?: CancellationToken,
): Promise<DebugConfiguration | undefined> {
  if (configuration.type || configuration.request || configuration.name) {
    if (configuration.program) return configuration;
    void window.showErrorMessage(
      `The configuration "${configuration.name}" names no program. Add "program": "\${file}" to debug the file in the active editor.`,
    );
    return undefined;
  }
  const document = window.activeTextEditor?.document;
  if (!document) {
    void window.showErrorMessage("Open a .ttvm or .lisp file to debug it.");
    return undefined;
  }
  const program = await programOf(document);
  return program === undefined ? undefined : launchConfiguration(program);
}

/** The adapter gets an absolute program and a working directory. */
function completePaths(
  folder: WorkspaceFolder | undefined,
  configuration: DebugConfiguration,
): DebugConfiguration {
  const base = folder?.uri.fsPath ?? path.dirname(configuration.program);
  const cwd = path.resolve(base, configuration.cwd ?? base);
  return { ...configuration, cwd, program: path.resolve(base, configuration.program) };
}

/**
 * A program that does not assemble is not started: its diagnostics come into view instead. The adapter
 * leaves it to us to say so, since VS Code would offer to mend launch.json.
 */
function showWhyNotStarted(session: DebugSession): DebugAdapterTracker {
  return {
    onDidSendMessage(message) {
      if (message.type !== "response" || message.command !== "launch" || message.success) return;
      const error = message.body?.error;
      if (error?.showUser !== false) return;
      void window.showErrorMessage(error.format);
      void showErrors(Uri.file(session.configuration.program));
    },
  };
}

async function showErrors(uri: Uri): Promise<void> {
  const open = await workspace.openTextDocument(uri).then(window.showTextDocument, () => undefined);
  if (!open) return;
  const firstError = () =>
    languages
      .getDiagnostics(uri)
      .filter((found) => found.severity === DiagnosticSeverity.Error)
      .sort((a, b) => a.range.start.compareTo(b.range.start))
      .at(0);
  // A file that was not open before gets its diagnostics in a moment.
  for (let wait = 0; wait < 20 && firstError() === undefined; wait++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const first = firstError();
  if (first === undefined) return;
  open.selection = new Selection(first.range.start, first.range.start);
  open.revealRange(first.range, TextEditorRevealType.InCenterIfOutsideViewport);
  await commands.executeCommand("workbench.panel.markers.view.focus");
}
