/**
 * Texts that a program becomes, beside it, as documents that are read and never edited: the assembly of Lisp, and the
 * register IR of both languages.
 *
 * Invariant: a text is that of the source as it is now; while that has an error, the text
 * stays as it was, linked to nothing, and its first line says so.
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
import {
  ASSEMBLY,
  ASSEMBLY_SCHEME,
  type CustomRequest,
  type DocumentParams,
  type LinkedTextAnswer,
  type Range,
  REGISTER_IR,
  REGISTER_IR_SCHEME,
} from "../../server/protocol.ts";
import { ask } from "../ask.ts";
import { type CommandHandlers, uriOf } from "../commands.ts";
import { LANGUAGES, LISP, shownDocument } from "../languages.ts";
import type { WalkthroughProgress } from "../walkthrough.ts";
import { afterChanges } from "./after-changes.ts";
import { columnBeside } from "./columns.ts";
import { linkEditors } from "./linked-editors.ts";

/** A kind of text. */
interface TextKind {
  readonly scheme: string;
  /** What the name of a text has after that of its source: `queens.lisp.ttvm`. */
  readonly suffix: string;
  readonly request: CustomRequest<DocumentParams, LinkedTextAnswer | null>;
  readonly languages: readonly string[];
  /** As in `the assembly`. */
  readonly name: string;
  /** What is said where no source is open. */
  readonly wanted: string;
}

const ASSEMBLY_OF_LISP: TextKind = {
  scheme: ASSEMBLY_SCHEME,
  suffix: ".ttvm",
  request: ASSEMBLY,
  languages: [LISP],
  name: "assembly",
  wanted: "Open a .lisp file to see its assembly.",
};

const IR: TextKind = {
  scheme: REGISTER_IR_SCHEME,
  suffix: ".ir",
  request: REGISTER_IR,
  languages: LANGUAGES,
  name: "register IR",
  wanted: "Open a .ttvm or .lisp file to see its register IR.",
};

export function registerLinkedTexts(
  context: ExtensionContext,
  client: LanguageClient,
  progress: WalkthroughProgress,
): CommandHandlers<"ttvm.showAssembly" | "ttvm.showRegisterIr"> {
  for (const kind of [ASSEMBLY_OF_LISP, IR]) provide(kind, context, client);
  return {
    "ttvm.showAssembly": async (named) => {
      if (await show(ASSEMBLY_OF_LISP, uriOf(named))) progress.done("lisp");
    },
    "ttvm.showRegisterIr": (named) => show(IR, uriOf(named)),
  };
}

function provide(kind: TextKind, context: ExtensionContext, client: LanguageClient): void {
  const changed = new EventEmitter<Uri>();
  /** What each open document holds, and the last text without errors. */
  const texts = new Map<string, string>();
  const editors = linkEditors();
  const provider: TextDocumentContentProvider = {
    onDidChange: changed.event,
    async provideTextDocumentContent(made, token) {
      const source = sourceOf(kind, made);
      await workspace.openTextDocument(source);
      const params = { textDocument: { uri: client.code2ProtocolConverter.asUri(source) } };
      const answer = await ask(client, kind.request, params, token);
      if (answer === null) throw new Error(`The language server does not have ${source.path}.`);
      const known = texts.get(made.toString());
      const text = "text" in answer ? answer.text : withError(kind, known, answer.error);
      texts.set(made.toString(), text);
      editors.link({ source, made, text, links: "text" in answer ? answer : undefined });
      return text;
    },
  };
  context.subscriptions.push(
    changed,
    editors,
    workspace.registerTextDocumentContentProvider(kind.scheme, provider),
    workspace.onDidCloseTextDocument(({ uri }) => {
      texts.delete(uri.toString());
      editors.unlink(uri);
    }),
    afterChanges(({ uri }) => {
      if (texts.has(textOf(kind, uri).toString())) changed.fire(textOf(kind, uri));
    }),
  );
}

/** The first line is about the whole, so the lines are where they were. */
function withError(
  { name }: TextKind,
  known: string | undefined,
  { message, range }: { message: string; range: Range },
): string {
  const error = `an error on line ${range.start.line + 1}: ${message.replace(/\s+/g, " ")}`;
  return known === undefined
    ? `; There is no ${name}, for the source has ${error}\n`
    : known.replace(/^.*/, () => `; The ${name} before the source had ${error}`);
}

/** Resolves with whether there is something to show. */
async function show(kind: TextKind, named?: Uri): Promise<boolean> {
  const document = named ? await workspace.openTextDocument(named) : shownDocument(kind.languages);
  if (document === undefined || !kind.languages.includes(document.languageId)) {
    void window.showErrorMessage(kind.wanted);
    return false;
  }
  const made = textOf(kind, document.uri);
  await window.showTextDocument(made, {
    viewColumn: columnOf(made) ?? columnBeside(document.uri),
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
function textOf({ scheme, suffix }: TextKind, source: Uri): Uri {
  const { authority, path, query } = source;
  return Uri.from({ scheme, authority, path: `${path}${suffix}`, query: source.scheme, fragment: query });
}

function sourceOf({ suffix }: TextKind, { authority, path, query, fragment }: Uri): Uri {
  return Uri.from({ scheme: query, authority, path: path.slice(0, -suffix.length), query: fragment });
}
