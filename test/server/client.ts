/**
 * A client of the language server, spoken to as an editor does: most tests have the server in this process, and some
 * `node dist/server.js --stdio`.
 *
 * Invariant: it keeps its own copy of each document, so that a test can ask what the server should know.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import {
  type ClientCapabilities,
  createProtocolConnection,
  type Diagnostic,
  type InitializeResult,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  type RegistrationParams,
  StreamMessageReader,
  StreamMessageWriter,
  type TextDocumentContentChangeEvent,
} from "vscode-languageserver-protocol/node";
import { serverHere } from "./here.ts";

const SERVER = path.join(process.cwd(), "dist", "server.js");

/** What VS Code says of itself, as far as the server asks. */
export const EDITOR: ClientCapabilities = {
  workspace: {
    configuration: true,
    didChangeConfiguration: { dynamicRegistration: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
    workspaceFolders: true,
    workspaceEdit: { documentChanges: true },
  },
  textDocument: {
    definition: { linkSupport: true },
    completion: { completionItem: { insertReplaceSupport: true } },
  },
};

export interface Client {
  readonly connection: ProtocolConnection;
  /** What the server answered to `initialize`. */
  readonly initialized: InitializeResult;
  /** What the server wrote to the client's log. */
  readonly log: string[];
  /** The section `ttvm` of the settings, as the server gets it when it asks. */
  settings: unknown;
  /** Other sections of the settings. */
  readonly sections: Record<string, unknown>;
  /** The methods that the server asked to be told of. */
  readonly registered: string[];
  /** The folders of the workspace, as the server gets them when it asks. */
  folders: readonly string[];
  request<R>(method: string, params: unknown): Promise<R>;
  notify(method: string, params: unknown): Promise<void>;
  open(uri: string, text: string, languageId?: string): Promise<void>;
  change(uri: string, version: number, changes: TextDocumentContentChangeEvent[]): Promise<void>;
  /** The diagnostics of a version, as soon as the server has published them. */
  diagnostics(uri: string, version: number): Promise<Diagnostic[]>;
  /** Everything that was published for a document, oldest first. */
  published(uri: string): readonly PublishDiagnosticsParams[];
  stop(): Promise<void>;
}

export interface ServerProcess extends Client {
  readonly process: ChildProcess;
}

/** What a client says of itself besides its capabilities. */
type Saying = Partial<Pick<Client, "settings" | "sections">> & { readonly initializationOptions?: unknown };

/** Starts the server's process. `folders`: the URIs of the workspace's folders. */
export async function startServer(
  capabilities: ClientCapabilities = EDITOR,
  folders: readonly string[] = [],
  saying: Saying = {},
): Promise<ServerProcess> {
  if (!existsSync(SERVER)) throw new Error("dist/server.js is missing: run `npm run build` first");
  const child = spawn(process.execPath, [SERVER, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const stop = async () => {
    const ended = new Promise((resolve) => child.once("exit", resolve));
    if (child.exitCode === null) {
      await connection.sendRequest("shutdown");
      await connection.sendNotification("exit");
    }
    await ended;
    connection.dispose();
  };
  const client = await connect(connection, stop, process.pid, capabilities, folders, saying);
  return Object.assign(client, { process: child });
}

/** As `startServer`, with the server in this process. */
export function startServerHere(
  capabilities: ClientCapabilities = EDITOR,
  folders: readonly string[] = [],
  saying: Saying = {},
): Promise<Client> {
  const server = serverHere();
  const stop = async () => {
    await server.connection.sendRequest("shutdown");
    server.forget();
  };
  return connect(server.connection, stop, null, capabilities, folders, saying);
}

async function connect(
  connection: ProtocolConnection,
  stop: () => Promise<void>,
  processId: number | null,
  capabilities: ClientCapabilities,
  folders: readonly string[],
  { settings = {}, sections = {}, initializationOptions }: Saying,
): Promise<Client> {
  const publications = new Map<string, PublishDiagnosticsParams[]>();
  const waiting = new Set<() => void>();
  const client: Client & { initialized: InitializeResult } = {
    connection,
    initialized: { capabilities: {} },
    log: [],
    settings,
    sections,
    registered: [],
    folders,
    request: (method, params) => connection.sendRequest(method, params),
    notify: (method, params) => connection.sendNotification(method, params),
    open: (uri, text, languageId = "ttvm") =>
      connection.sendNotification("textDocument/didOpen", {
        textDocument: { uri, languageId, version: 1, text },
      }),
    change: (uri, version, contentChanges) =>
      connection.sendNotification("textDocument/didChange", {
        textDocument: { uri, version },
        contentChanges,
      }),
    published: (uri) => publications.get(uri) ?? [],
    diagnostics: async (uri, version) => {
      const found = () => client.published(uri).findLast((one) => one.version === version);
      await until(() => found() !== undefined, waiting, `diagnostics of ${uri} version ${version}`);
      return found()?.diagnostics ?? [];
    },
    stop,
  };
  connection.onNotification("textDocument/publishDiagnostics", (params: PublishDiagnosticsParams) => {
    publications.set(params.uri, [...client.published(params.uri), params]);
    for (const wake of waiting) wake();
  });
  connection.onNotification(
    "window/logMessage",
    ({ message }: { message: string }) => void client.log.push(message),
  );
  connection.onRequest("workspace/configuration", ({ items }: { items: { section?: string }[] }) =>
    items.map(({ section = "" }) =>
      section === "ttvm" ? client.settings : (client.sections[section] ?? null),
    ),
  );
  connection.onRequest("client/registerCapability", ({ registrations }: RegistrationParams) => {
    client.registered.push(...registrations.map(({ method }) => method));
    return null;
  });
  connection.onRequest("workspace/workspaceFolders", () => named(client.folders));
  connection.listen();
  const root = { rootUri: folders[0] ?? null, workspaceFolders: folders.length > 0 ? named(folders) : null };
  const params = { processId, ...root, capabilities, initializationOptions };
  client.initialized = await connection.sendRequest<InitializeResult>("initialize", params);
  await connection.sendNotification("initialized", {});
  return client;
}

function named(folders: readonly string[]) {
  return folders.map((uri) => ({ uri, name: uri.slice(uri.lastIndexOf("/") + 1) }));
}

async function until(condition: () => boolean, waiting: Set<() => void>, what: string): Promise<void> {
  const started = performance.now();
  while (!condition()) {
    if (performance.now() - started > 20_000) throw new Error(`waited in vain for ${what}`);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(wake, 500);
      function wake() {
        clearTimeout(timer);
        waiting.delete(wake);
        resolve();
      }
      waiting.add(wake);
    });
  }
}
