/** A language server in this process, as replays speak to it. */
import { EDITOR } from "../server/client.ts";
import { serverHere } from "../server/here.ts";
import { SETTINGS } from "./requests.ts";

export interface Server {
  request<R>(method: string, params: unknown): Promise<R>;
  notify(method: string, params: unknown): Promise<void>;
  open(uri: string, languageId: string, text: string): Promise<void>;
  /** What it says to the user's log: nothing, unless there is a bug. */
  readonly log: string[];
  stop(): void;
}

export async function startInProcess(folder: string): Promise<Server> {
  const { connection, stop } = serverHere();
  const log: string[] = [];
  connection.onNotification(
    "window/logMessage",
    ({ message }: { message: string }) => void log.push(message),
  );
  connection.onRequest("workspace/configuration", ({ items }: { items: { section?: string }[] }) =>
    items.map(({ section }) => (section === "ttvm" ? SETTINGS : null)),
  );
  connection.onRequest("client/registerCapability", () => null);
  connection.listen();
  const workspaceFolders = [{ uri: folder, name: "replay" }];
  const capabilities = { ...EDITOR, textDocument: { ...EDITOR.textDocument, diagnostic: {} } };
  await connection.sendRequest("initialize", {
    processId: null,
    rootUri: folder,
    workspaceFolders,
    capabilities,
  });
  await connection.sendNotification("initialized", {});
  return {
    log,
    request: (method, params) => connection.sendRequest(method, params),
    notify: (method, params) => connection.sendNotification(method, params),
    open: (uri, languageId, text) =>
      connection.sendNotification("textDocument/didOpen", {
        textDocument: { uri, languageId, version: 1, text },
      }),
    stop,
  };
}
