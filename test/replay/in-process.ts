/**
 * The whole language server in this process: its threads are connections of the same thread, so that starting one costs
 * next to nothing.
 *
 * Invariant: what speaks and what analyses are the server's own parts; only the threads are not.
 */
import { MessageChannel, type MessagePort, type Worker } from "node:worker_threads";
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import {
  createProtocolConnection,
  type Message,
  PortMessageReader,
  PortMessageWriter,
} from "vscode-languageserver-protocol/node";
import { answerInLane } from "../../server/lane.ts";
import { type LaneThread, startLaneThread } from "../../server/lane-thread.ts";
import { serve } from "../../server/server.ts";
import { LaneWriter } from "../../server/written.ts";
import { EDITOR } from "../server/client.ts";
import { SETTINGS } from "./requests.ts";

export interface Server {
  request<R>(method: string, params: unknown): Promise<R>;
  notify(method: string, params: unknown): Promise<void>;
  open(uri: string, languageId: string, text: string): Promise<void>;
  /** What it says to the user's log: nothing, unless there is a bug. */
  readonly log: string[];
  stop(): void;
}

/** Writes what it is given as JSON, as all that goes to an editor is. */
class JsonWriter extends PortMessageWriter {
  override write(message: Message): Promise<void> {
    return super.write(JSON.parse(JSON.stringify(message)));
  }
}

export async function startInProcess(folder: string): Promise<Server> {
  const ports: MessagePort[] = [];
  const channel = () => {
    const { port1, port2 } = new MessageChannel();
    ports.push(port1, port2);
    return [port1, port2] as const;
  };
  const threads: LaneThread[] = [];
  const [ours, theirs] = channel();
  const editor = createConnection(
    ProposedFeatures.all,
    new PortMessageReader(theirs),
    new JsonWriter(theirs),
  );
  serve(editor, (hearer, failed) => {
    const [near, far] = channel();
    answerInLane(createConnection(ProposedFeatures.all, new PortMessageReader(far), new LaneWriter(far)));
    const worker = Object.assign(near, { terminate: async () => near.close() });
    const thread = startLaneThread(worker as unknown as Worker, hearer, failed);
    threads.push(thread);
    return thread;
  });
  const connection = createProtocolConnection(new PortMessageReader(ours), new PortMessageWriter(ours));
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
    stop() {
      connection.dispose();
      for (const thread of threads) thread.stop();
      for (const port of ports) port.close();
    },
  };
}
