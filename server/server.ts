/**
 * The language server: its life from `initialize` on, and when documents are looked at.
 *
 * Invariant: this thread analyses nothing. Whatever has to do with what a text means is a task of a lane, so messages
 * are read and answered while texts are analysed.
 */
import {
  CodeLensRefreshRequest,
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  InlayHintRefreshRequest,
  type LogMessageParams,
  type ServerCapabilities,
  TextDocumentSyncKind,
} from "vscode-languageserver";
import type { TooMuch } from "../vm-core/index.ts";
import { report } from "./answer.ts";
import { clear, publish, publishUnreadable } from "./diagnostics.ts";
import { capabilitiesOf, FEATURES } from "./features/index.ts";
import { matcherOf } from "./glob.ts";
import { DIAGNOSE, EXAMINE, type Report } from "./lane-protocol.ts";
import type { LaneThread } from "./lane-thread.ts";
import { Lanes } from "./lanes.ts";
import { filePath } from "./modules.ts";
import { createSchedule } from "./schedule.ts";
import { abilitiesOf, foldersOf, newSession, type Session } from "./session.ts";
import { property, readSettings } from "./settings.ts";
import { openTexts } from "./texts.ts";
import { Workspace } from "./workspace.ts";

/** `startThread` starts a thread that runs `answerInLane`. */
export function serve(
  connection: Connection,
  startThread: (
    log: (message: LogMessageParams) => void,
    failed: (tooMuch: TooMuch | undefined) => void,
  ) => LaneThread,
): void {
  const session = newSession();
  const texts = openTexts(connection);
  /** The files that each open document depends on. */
  const dependencies = new Map<string, ReadonlySet<string>>();
  const openUris = () => [...texts.all()].map(([uri]) => uri);
  const lanes = new Lanes({
    texts,
    session,
    start: (failed) =>
      startThread((message) => void connection.sendNotification("window/logMessage", message), failed),
    work: () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1_000;
    },
    limited: (uri) => schedule.plan(uri),
  });
  const diagnose = async (uri: string) => {
    if (texts.get(uri)?.isUnreadable) return publishUnreadable(connection, uri);
    const task = { method: DIAGNOSE.method, params: { uri }, uri, isBackground: true };
    const found = await lanes.run<Report | null>(task);
    if (found === null) return;
    if (texts.get(uri)?.document.version !== found.version) return;
    dependencies.set(uri, new Set(found.files));
    publish(connection, uri, found.diagnostics, found.version);
  };
  const schedule = createSchedule((uri) =>
    diagnose(uri).catch((error) => report(connection, "diagnostics", error)),
  );
  const workspace = new Workspace({
    folders: () => session.folders,
    isExcluded: (relative) => session.isExcluded(relative),
    isOpen: (file) => openUris().some((uri) => filePath(uri) === file),
    examine: (params) => lanes.run({ method: EXAMINE.method, params, uri: undefined, isBackground: true }),
    publish: (uri, found) => publish(connection, uri, found),
    clear: (uri) => clear(connection, uri),
    log: (text) => connection.console.info(text),
    failed: (error) => report(connection, "workspace diagnostics", error),
  });
  const planAll = () => openUris().forEach(schedule.plan);
  const planDependents = (uri: string) => {
    const file = filePath(uri);
    for (const [dependent, files] of dependencies) {
      if (dependent !== uri && file !== undefined && files.has(file)) schedule.plan(dependent);
    }
    workspace.changed(uri);
  };
  texts.onChange((uri) => {
    workspace.opened(uri);
    schedule.plan(uri);
    planDependents(uri);
  });
  texts.onClose((uri) => {
    schedule.cancel(uri);
    lanes.forget(uri);
    dependencies.delete(uri);
    if (!workspace.closed(uri)) clear(connection, uri);
    planDependents(uri);
  });
  const lookAtWorkspace = async () => {
    const files = session.client.configuration ? await connection.workspace.getConfiguration("files") : {};
    session.excluded = excludedBy(files);
    session.isExcluded = matcherOf(session.excluded);
    session.revision++;
    await workspace.restart(session.settings.workspaceDiagnostics);
  };

  connection.onInitialize((params) => {
    session.client = abilitiesOf(params.capabilities);
    const docs = property(params.initializationOptions, "docs");
    session.docs = typeof docs === "string" ? docs : undefined;
    session.folders = foldersOf(params.workspaceFolders ?? [{ uri: params.rootUri }]);
    session.revision++;
    return { serverInfo: { name: "TinyTotVM" }, capabilities: CAPABILITIES };
  });
  const configure = (pushed: unknown) =>
    updateSettings(connection, session, pushed)
      .then(planAll)
      .then(lookAtWorkspace)
      .then(() => refresh(connection, session))
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

  // Whatever else is asked is for a feature to answer.
  connection.onRequest((method, params, token) => {
    const about = property(params, "textDocument") ?? property(params, "item");
    const asked = property(about, "uri");
    const uri = typeof asked === "string" && texts.get(asked) !== undefined ? asked : undefined;
    return lanes.run({ method, params, uri, isBackground: false, token });
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
          session.revision++;
          onFolders();
        })
        .catch(failed);
    });
  }
}

/** Has the client ask anew for what depends on settings. */
async function refresh(connection: Connection, { client }: Session): Promise<void> {
  if (client.lensRefresh) await connection.sendRequest(CodeLensRefreshRequest.type);
  if (client.inlayHintRefresh) await connection.sendRequest(InlayHintRefreshRequest.type);
}

/** Asks the client where that is possible; else takes what it pushed. */
async function updateSettings(connection: Connection, session: Session, pushed: unknown): Promise<void> {
  if (session.client.configuration) {
    session.settings = readSettings(await connection.workspace.getConfiguration("ttvm"));
  } else if (pushed !== undefined) {
    session.settings = readSettings(property(pushed, "ttvm"));
  }
  session.revision++;
}

/** The globs that the section `files` excludes. */
function excludedBy(files: unknown): readonly string[] {
  return Object.entries(property(files, "exclude") ?? {}).flatMap(([glob, isOn]) =>
    isOn === true ? glob : [],
  );
}

const CAPABILITIES: ServerCapabilities = {
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
  ...capabilitiesOf(FEATURES),
};
