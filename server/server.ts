/**
 * The language server: its life from `initialize` on, and when documents are looked at.
 *
 * Invariant: knows the protocol and nothing of the language; every answer is a conversion of what a feature
 * of vm-core returns.
 */
import {
  CodeLensRefreshRequest,
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  type ServerCapabilities,
  TextDocumentSyncKind,
} from "vscode-languageserver";
import { answering, report } from "./answer.ts";
import { clear, publishDiagnostics, send } from "./diagnostics.ts";
import { openDocuments } from "./documents.ts";
import { capabilitiesOf, FEATURES, registerFeatures } from "./features/index.ts";
import { matcherOf } from "./glob.ts";
import { createModules, filePath } from "./modules.ts";
import { neighbourFinder } from "./neighbours.ts";
import { createSchedule } from "./schedule.ts";
import { abilitiesOf, foldersOf, newSession, type Session } from "./session.ts";
import { property, readSettings } from "./settings.ts";
import { Workspace } from "./workspace.ts";

export function serve(connection: Connection): void {
  const session = newSession();
  const documents = openDocuments(connection);
  const modules = createModules(documents, () => session.folders);
  const schedule = createSchedule((uri) =>
    publishDiagnostics(connection, documents, modules, uri, () => session.settings, session.docs).catch(
      (error) => report(connection, "diagnostics", error),
    ),
  );
  const workspace = new Workspace({
    modules,
    folders: () => session.folders,
    isExcluded: (relative) => session.isExcluded(relative),
    isOpen: (file) => documents.open().some((uri) => filePath(uri) === file),
    publish: (snapshot, found) => send(connection, snapshot, found, session.docs),
    clear: (uri) => clear(connection, uri),
    log: (text) => connection.console.info(text),
    failed: (error) => report(connection, "workspace diagnostics", error),
  });
  const planAll = () => documents.open().forEach(schedule.plan);
  const planDependents = (uri: string) => {
    modules.dependents(uri).forEach(schedule.plan);
    workspace.changed(uri);
  };
  documents.onChange((uri) => {
    workspace.opened(uri);
    schedule.plan(uri);
    planDependents(uri);
  });
  documents.onClose((uri) => {
    schedule.cancel(uri);
    modules.forget(uri);
    if (!workspace.closed(uri)) clear(connection, uri);
    planDependents(uri);
  });
  const lookAtWorkspace = async () => {
    const files = session.client.configuration ? await connection.workspace.getConfiguration("files") : {};
    session.isExcluded = matcherOf(excludedBy(files));
    await workspace.restart(session.settings.workspaceDiagnostics);
  };

  connection.onInitialize((params) => {
    session.client = abilitiesOf(params.capabilities);
    const docs = property(params.initializationOptions, "docs");
    session.docs = typeof docs === "string" ? docs : undefined;
    session.folders = foldersOf(params.workspaceFolders ?? [{ uri: params.rootUri }]);
    return { serverInfo: { name: "TinyTotVM" }, capabilities: CAPABILITIES };
  });
  const configure = (pushed: unknown) =>
    updateSettings(connection, session, pushed)
      .then(planAll)
      .then(lookAtWorkspace)
      .then(() =>
        session.client.lensRefresh ? connection.sendRequest(CodeLensRefreshRequest.type) : undefined,
      )
      .catch((error) => report(connection, "settings", error));
  connection.onInitialized(() => {
    registerForChanges(connection, session, () => {
      planAll();
      lookAtWorkspace().catch((error) => report(connection, "workspace diagnostics", error));
    });
    return configure(undefined);
  });
  connection.onDidChangeConfiguration((params) => configure(property(params, "settings")));
  connection.onDidChangeWatchedFiles((params) => {
    const changes = property(params, "changes");
    for (const change of Array.isArray(changes) ? changes : []) {
      const uri = property(change, "uri");
      if (typeof uri === "string") planDependents(uri);
    }
  });

  registerFeatures(FEATURES, {
    connection,
    answer: answering(connection, documents),
    documents,
    modules,
    findNeighbours: neighbourFinder(documents, modules, session),
    session,
  });
  connection.listen();
}

/** Asks to be told of what changes outside the documents, as far as the client can tell. */
function registerForChanges(connection: Connection, session: Session, onFolders: () => void): void {
  const { configurationChanges, fileChanges, folderChanges } = session.client;
  const failed = (error: unknown) => report(connection, "registration", error);
  const { client, workspace } = connection;
  if (configurationChanges) {
    client.register(DidChangeConfigurationNotification.type, { section: "ttvm" }).catch(failed);
  }
  if (fileChanges) {
    const watchers = [{ globPattern: "**/*.{ttvm,ttb,lisp}" }];
    client.register(DidChangeWatchedFilesNotification.type, { watchers }).catch(failed);
  }
  if (folderChanges) {
    workspace.onDidChangeWorkspaceFolders(() => {
      workspace
        .getWorkspaceFolders()
        .then((folders) => {
          session.folders = foldersOf(folders);
          onFolders();
        })
        .catch(failed);
    });
  }
}

/** Asks the client where that is possible; else takes what it pushed. */
async function updateSettings(connection: Connection, session: Session, pushed: unknown): Promise<void> {
  if (session.client.configuration) {
    session.settings = readSettings(await connection.workspace.getConfiguration("ttvm"));
  } else if (pushed !== undefined) {
    session.settings = readSettings(property(pushed, "ttvm"));
  }
}

/** The globs that the section `files` excludes. */
function excludedBy(files: unknown): readonly string[] {
  return Object.entries(property(files, "exclude") ?? {}).flatMap(([glob, isOn]) =>
    isOn === true ? glob : [],
  );
}

const CAPABILITIES: ServerCapabilities = {
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
  ...capabilitiesOf(FEATURES),
};
