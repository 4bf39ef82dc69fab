/**
 * The language server: its life from `initialize` on, and when documents are looked at.
 *
 * Invariant: this thread analyses nothing. Whatever has to do with what a text means is a task of a lane, so messages
 * are read and answered while texts are analysed.
 */
import {
  type CancellationToken,
  CodeLensRefreshRequest,
  type Connection,
  type Diagnostic,
  DiagnosticRefreshRequest,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  InlayHintRefreshRequest,
  LSPErrorCodes,
  ResponseError,
  type ServerCapabilities,
  TextDocumentSyncKind,
  WatchKind,
} from "vscode-languageserver";
import type { TooMuch } from "../vm-core/index.ts";
import { report } from "./answer.ts";
import { countColumnsIn } from "./convert.ts";
import { documentReport, WorkspaceReports } from "./diagnostic-reports.ts";
import { clear, publish, UNREADABLE } from "./diagnostics.ts";
import { capabilitiesOf, FEATURES, parametersOf } from "./features/index.ts";
import { FileChanges } from "./file-changes.ts";
import { matcherOf } from "./glob.ts";
import { DIAGNOSE, DIAGNOSE_EARLY, type DocumentReport, type EarlyReport, EXAMINE } from "./lane-protocol.ts";
import type { LaneHearer, LaneThread } from "./lane-thread.ts";
import { Lanes } from "./lanes.ts";
import { filePath } from "./modules.ts";
import { beginProgress, type Progress } from "./progress.ts";
import { PulledDiagnostics } from "./pulled-diagnostics.ts";
import { createSchedule } from "./schedule.ts";
import { abilitiesOf, foldersOf, newSession, type ServerSession } from "./session.ts";
import { property, readSettings } from "./settings.ts";
import { openTexts } from "./texts.ts";
import { Workspace } from "./workspace.ts";

/** `startThread` starts a thread that runs `answerInLane`. */
export function serve(
  connection: Connection,
  startThread: (hearer: LaneHearer, failed: (tooMuch: TooMuch | undefined) => void) => LaneThread,
): void {
  const session = newSession();
  const texts = openTexts(connection);
  /** The files that each open document depends on. */
  const dependencies = new Map<string, ReadonlySet<string>>();
  /** The newest version of each open document of which all was published. */
  const reported = new Map<string, number>();
  /** Until the client has told its settings nothing is published: they say what is to be told. */
  let isConfigured = false;
  const openUris = () => [...texts.all()].map(([uri]) => uri);
  const fileChanges = new FileChanges();
  /** What is shown of each lane that looks through the workspace. */
  const startLane = (failed: (tooMuch: TooMuch | undefined) => void) => {
    let progress: Progress | undefined;
    return startThread(
      {
        log: (message) => void connection.sendNotification("window/logMessage", message),
        indexing(found) {
          if (found === null) progress?.end();
          progress = found === null ? undefined : (progress ?? beginProgress(connection, "Indexing"));
          if (found !== null) progress?.report(found.done, found.total);
        },
      },
      (tooMuch) => {
        progress?.end();
        failed(tooMuch);
      },
    );
  };
  const lanes = new Lanes({
    texts,
    session,
    changes: fileChanges,
    start: startLane,
    work: () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1_000;
    },
    limited: (uri) => schedule.plan(uri),
  });
  const find = async (uri: string, token?: CancellationToken) => {
    const isBackground = token === undefined;
    const task = { method: DIAGNOSE.method, params: { uri }, uri, isBackground, ...(token && { token }) };
    const found = await lanes.run<DocumentReport | null>(task);
    if (found !== null && texts.get(uri)?.document.version === found.version) {
      dependencies.set(uri, new Set(found.files));
    }
    return found;
  };
  const pulled = new PulledDiagnostics({
    find,
    findEarly: (uri) => findEarly(uri),
    refresh: () => refreshDiagnostics(connection, session),
    canRefresh: () => session.client.diagnosticRefresh,
    versionOf: (uri) => texts.get(uri)?.document.version,
    failed(error) {
      if (!isGivenUp(error)) report(connection, "diagnostics", error);
    },
  });
  const diagnose = async (uri: string) => {
    if (session.client.pullsDiagnostics) {
      pulled.changed(uri);
      return refreshDiagnostics(connection, session);
    }
    if (texts.get(uri)?.isUnreadable) return publish(connection, uri, UNREADABLE);
    const found = await find(uri);
    if (found === null || texts.get(uri)?.document.version !== found.version) return;
    reported.set(uri, found.version);
    publish(connection, uri, found.diagnostics, found.version);
  };
  const schedule = createSchedule((uri) =>
    diagnose(uri).catch((error) => (isGivenUp(error) ? false : report(connection, "diagnostics", error))),
  );
  /** Before the slower findings of a long document are known: what is wrong with how it is written. */
  const findEarly = (uri: string) => {
    const task = { method: DIAGNOSE_EARLY.method, params: { uri }, uri, isBackground: false };
    return lanes.run<EarlyReport | null>(task);
  };
  const diagnoseEarly = async (uri: string) => {
    const found = await findEarly(uri);
    const isNewest = found !== null && texts.get(uri)?.document.version === found.version;
    if (isNewest && reported.get(uri) !== found.version)
      publish(connection, uri, found.diagnostics, found.version);
  };
  const early = createSchedule(
    (uri) => diagnoseEarly(uri).catch((error) => report(connection, "diagnostics", error)),
    false,
  );
  const reports = new WorkspaceReports((uri) => texts.get(uri) !== undefined);
  const tell = (uri: string, found: readonly Diagnostic[]) =>
    session.client.pullsDiagnostics ? reports.set(uri, found) : publish(connection, uri, found);
  const takeBack = (uri: string) =>
    session.client.pullsDiagnostics ? reports.set(uri, []) : clear(connection, uri);
  const workspace = new Workspace({
    folders: () => session.folders,
    isExcluded: (relative) => session.isExcluded(relative),
    isOpen: (file) => openUris().some((uri) => filePath(uri) === file),
    examine: (params) => lanes.run({ method: EXAMINE.method, params, uri: undefined, isBackground: true }),
    publish: tell,
    clear: takeBack,
    progress: () => beginProgress(connection, "Checking programs"),
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
    lanes.changed(uri);
    // A client that asks does so after each change of its own.
    if (!session.client.pullsDiagnostics && isConfigured) {
      if (schedule.isSlow(uri)) early.plan(uri);
      schedule.plan(uri);
    }
    planDependents(uri);
  });
  texts.onClose((uri) => {
    schedule.cancel(uri);
    early.cancel(uri);
    pulled.closed(uri);
    reported.delete(uri);
    lanes.forget(uri);
    dependencies.delete(uri);
    if (!workspace.closed(uri)) takeBack(uri);
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
    const isTold = property(params.initializationOptions, "diagnostics") === "push";
    const abilities = abilitiesOf(params.capabilities);
    session.client = { ...abilities, pullsDiagnostics: abilities.pullsDiagnostics && !isTold };
    isConfigured = !abilities.configuration;
    countColumnsIn(abilities.encoding);
    const docs = property(params.initializationOptions, "docs");
    session.docs = typeof docs === "string" ? docs : undefined;
    session.folders = foldersOf(params.workspaceFolders ?? [{ uri: params.rootUri }]);
    session.revision++;
    const pulled = session.client.pullsDiagnostics ? { diagnosticProvider: PULLED } : {};
    return {
      serverInfo: { name: "TinyTotVM" },
      capabilities: { ...CAPABILITIES, ...pulled, positionEncoding: abilities.encoding },
    };
  });
  const configure = (pushed: unknown) =>
    updateSettings(connection, session, pushed)
      .catch((error) => report(connection, "settings", error))
      .then(() => {
        isConfigured = true;
        planAll();
      })
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
    for (const { uri } of params.changes) {
      const file = filePath(uri);
      if (file !== undefined) fileChanges.add(file);
      planDependents(uri);
    }
  });

  connection.languages.diagnostics.on(async (params, token) => {
    const { uri } = params.textDocument;
    const text = texts.get(uri);
    const found = text?.isUnreadable === true ? UNREADABLE : text && (await pulled.answer(uri, token));
    return documentReport(found ?? [], params.previousResultId);
  });
  connection.languages.diagnostics.onWorkspace((params, token) =>
    reports.pull(params.previousResultIds, token),
  );

  // Whatever else is asked is for a feature to answer.
  connection.onRequest((method, params, token) => {
    const about = ["textDocument", "item", "data"].map((name) => property(params, name)).find((one) => one);
    const asked = property(about, "uri");
    const uri = typeof asked === "string" && texts.get(asked) !== undefined ? asked : undefined;
    const answer = lanes.run({ method, params, uri, isBackground: false, token });
    return traced(connection, method, params, answer);
  });
  connection.listen();
}

/** Whether a task was refused because a newer version of its document came. */
function isGivenUp(error: unknown): boolean {
  return error instanceof ResponseError && error.code === LSPErrorCodes.ServerCancelled;
}

/** Tells a client that wants to know what was asked and how long the answer took. */
async function traced<T>(
  { tracer }: Connection,
  method: string,
  params: unknown,
  answer: Promise<T>,
): Promise<T> {
  const started = performance.now();
  const log = (how: string) =>
    tracer.log(
      `${method}: ${how} after ${Math.round(performance.now() - started)} ms`,
      JSON.stringify(params),
    );
  answer.then(
    () => log("answered"),
    (error) => log(`refused (${error instanceof Error ? error.message : error})`),
  );
  return answer;
}

/** Asks to be told of what changes outside the documents, as far as the client can tell. */
function registerForChanges(connection: Connection, session: ServerSession, onFolders: () => void): void {
  const { configurationChanges, fileChanges, folderChanges } = session.client;
  const failed = (error: unknown) => report(connection, "registration", error);
  const { client, workspace } = connection;
  if (configurationChanges) {
    client.register(DidChangeConfigurationNotification.type, { section: "ttvm" }).catch(failed);
  }
  if (fileChanges) {
    const watchers = [
      { globPattern: "**/*.{ttvm,ttb,lisp}" },
      // Of a folder with everything in it, the client may tell nothing else.
      { globPattern: "**/*", kind: WatchKind.Create | WatchKind.Delete },
    ];
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
async function refresh(connection: Connection, { client }: ServerSession): Promise<void> {
  if (client.lensRefresh) await connection.sendRequest(CodeLensRefreshRequest.type);
  if (client.inlayHintRefresh) await connection.sendRequest(InlayHintRefreshRequest.type);
}

/** Asks the client where that is possible; else takes what it pushed. */
async function updateSettings(
  connection: Connection,
  session: ServerSession,
  pushed: unknown,
): Promise<void> {
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

/** Has a client that asks for diagnostics ask anew. */
async function refreshDiagnostics(connection: Connection, { client }: ServerSession): Promise<void> {
  if (client.diagnosticRefresh) await connection.sendRequest(DiagnosticRefreshRequest.type);
}

/** Files are reported on as imports change, and while they are not open. */
const PULLED: ServerCapabilities["diagnosticProvider"] = {
  identifier: "ttvm",
  interFileDependencies: true,
  workspaceDiagnostics: true,
};

/** What the parameters of every message must hold. */
export const PARAMETERS = parametersOf(FEATURES);

const OF_FEATURES = capabilitiesOf(FEATURES);

const CAPABILITIES: ServerCapabilities = {
  ...OF_FEATURES,
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
  workspace: { ...OF_FEATURES.workspace, workspaceFolders: { supported: true, changeNotifications: true } },
};
