/**
 * The assembly of a Lisp text beside it, as a document that is read and never edited.
 *
 * Invariant: it is what `ttvm compile-lisp` would write for the Lisp as it is now; while that has an error, the
 * assembly stays as it was, linked to nothing, and its first line says so.
 */
import {
  EventEmitter,
  type ExtensionContext,
  TabInputText,
  type TextDocumentContentProvider,
  Uri,
  type ViewColumn,
  window,
  workspace,
} from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { ASSEMBLY, type Range, ASSEMBLY_SCHEME as SCHEME } from "../../server/protocol.ts";
import { ask } from "../ask.ts";
import { type Handlers, uriOf } from "../commands.ts";
import { LISP, shownDocument } from "../languages.ts";
import type { Progress } from "../walkthrough.ts";
import { afterChanges } from "./after-changes.ts";
import { columnBeside } from "./columns.ts";
import { linkEditors } from "./linked-editors.ts";

export function registerAssembly(
  context: ExtensionContext,
  client: LanguageClient,
  progress: Progress,
): Handlers<"ttvm.showAssembly"> {
  const changed = new EventEmitter<Uri>();
  /** What each open document holds, and the last assembly without errors. */
  const texts = new Map<string, string>();
  const editors = linkEditors();
  const provider: TextDocumentContentProvider = {
    onDidChange: changed.event,
    async provideTextDocumentContent(assembly, token) {
      const source = sourceOf(assembly);
      await workspace.openTextDocument(source);
      const params = { textDocument: { uri: client.code2ProtocolConverter.asUri(source) } };
      const answer = await ask(client, ASSEMBLY, params, token);
      if (answer === null) throw new Error(`The language server does not have ${source.path}.`);
      const known = texts.get(assembly.toString());
      const text = "text" in answer ? answer.text : withError(known, answer.error);
      texts.set(assembly.toString(), text);
      editors.link({ source, assembly, text, links: "text" in answer ? answer : undefined });
      return text;
    },
  };
  context.subscriptions.push(
    changed,
    editors,
    workspace.registerTextDocumentContentProvider(SCHEME, provider),
    workspace.onDidCloseTextDocument(({ uri }) => {
      texts.delete(uri.toString());
      editors.unlink(uri);
    }),
    afterChanges(({ uri }) => {
      if (texts.has(assemblyOf(uri).toString())) changed.fire(assemblyOf(uri));
    }),
  );
  return {
    "ttvm.showAssembly": async (named) => {
      if (await show(uriOf(named))) progress.done("lisp");
    },
  };
}

/** The first line is about the whole, so the lines are where they were. */
function withError(known: string | undefined, { message, range }: { message: string; range: Range }): string {
  const error = `an error on line ${range.start.line + 1}: ${message.replace(/\s+/g, " ")}`;
  return known === undefined
    ? `; There is no assembly, for the Lisp has ${error}\n`
    : known.replace(/^.*/, () => `; The assembly before the Lisp had ${error}`);
}

/** Resolves with whether there is something to show. */
async function show(named?: Uri): Promise<boolean> {
  const document = named ? await workspace.openTextDocument(named) : shownDocument([LISP]);
  if (document?.languageId !== LISP) {
    void window.showErrorMessage("Open a .lisp file to see its assembly.");
    return false;
  }
  const assembly = assemblyOf(document.uri);
  await window.showTextDocument(assembly, {
    viewColumn: columnOf(assembly) ?? columnBeside(document.uri),
    preserveFocus: true,
    preview: false,
  });
  return true;
}

/** The column that has a tab with a document. */
function columnOf(uri: Uri): ViewColumn | undefined {
  return window.tabGroups.all.find(({ tabs }) =>
    tabs.some(({ input }) => input instanceof TabInputText && input.uri.toString() === uri.toString()),
  )?.viewColumn;
}

/** Named as what it is, and as its source: `queens.lisp.ttvm`. */
function assemblyOf({ scheme, authority, path, query }: Uri): Uri {
  return Uri.from({ scheme: SCHEME, authority, path: `${path}.ttvm`, query: scheme, fragment: query });
}

function sourceOf({ authority, path, query, fragment }: Uri): Uri {
  return Uri.from({ scheme: query, authority, path: path.slice(0, -".ttvm".length), query: fragment });
}
