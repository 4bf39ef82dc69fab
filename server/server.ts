/**
 * The language server: its life from `initialize` on, and when documents are looked at.
 *
 * Invariant: knows the protocol and nothing of the language; every answer is a conversion of what a feature
 * of vm-core returns.
 */
import {
  CodeActionKind,
  type Connection,
  DidChangeConfigurationNotification,
  type ServerCapabilities,
  TextDocumentSyncKind,
} from "vscode-languageserver";
import { report } from "./answer.ts";
import { publishDiagnostics } from "./diagnostics.ts";
import { openDocuments } from "./documents.ts";
import { registerFeatures } from "./features.ts";
import { createSchedule } from "./schedule.ts";
import { abilitiesOf, newSession, type Session } from "./session.ts";
import { property, readSettings } from "./settings.ts";

export function serve(connection: Connection): void {
  const session = newSession();
  const documents = openDocuments(connection);
  const schedule = createSchedule((uri) => {
    try {
      publishDiagnostics(connection, documents, uri, session.settings.hints);
    } catch (error) {
      report(connection, "diagnostics", error);
    }
  });
  documents.onChange(schedule.plan);
  documents.onClose((uri) => {
    schedule.cancel(uri);
    clearDiagnostics(connection, uri);
  });

  connection.onInitialize(({ capabilities }) => {
    session.client = abilitiesOf(capabilities);
    return { serverInfo: { name: "TinyTotVM" }, capabilities: CAPABILITIES };
  });
  const configure = (pushed: unknown) =>
    updateSettings(connection, session, pushed)
      .then(() => documents.open().forEach(schedule.plan))
      .catch((error) => report(connection, "settings", error));
  connection.onInitialized(() => {
    if (session.client.configurationChanges) {
      connection.client
        .register(DidChangeConfigurationNotification.type, { section: "ttvm" })
        .catch((error) => report(connection, "registration", error));
    }
    return configure(undefined);
  });
  connection.onDidChangeConfiguration((params) => configure(property(params, "settings")));

  registerFeatures(connection, documents, session);
  connection.listen();
}

/** Asks the client where that is possible; else takes what it pushed. */
async function updateSettings(connection: Connection, session: Session, pushed: unknown): Promise<void> {
  if (session.client.configuration) {
    session.settings = readSettings(await connection.workspace.getConfiguration("ttvm"));
  } else if (pushed !== undefined) {
    session.settings = readSettings(property(pushed, "ttvm"));
  }
}

function clearDiagnostics(connection: Connection, uri: string): void {
  // When the connection is gone there is nobody left to tell.
  connection.sendDiagnostics({ uri, diagnostics: [] }).catch(() => undefined);
}

const CAPABILITIES: ServerCapabilities = {
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
  hoverProvider: true,
  completionProvider: { triggerCharacters: [" "] },
  signatureHelpProvider: { triggerCharacters: [" "] },
  definitionProvider: true,
  referencesProvider: true,
  documentHighlightProvider: true,
  documentSymbolProvider: true,
  foldingRangeProvider: true,
  codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
  renameProvider: { prepareProvider: true },
};
