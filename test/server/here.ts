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
  type ProtocolConnection,
} from "vscode-languageserver-protocol/node";
import { answerInLane } from "../../server/lane.ts";
import { type LaneThread, startLaneThread } from "../../server/lane-thread.ts";
import { serve } from "../../server/server.ts";
import { LaneWriter } from "../../server/written.ts";

/** Writes what it is given as JSON, as all that goes to an editor is. */
class JsonWriter extends PortMessageWriter {
  override write(message: Message): Promise<void> {
    return super.write(JSON.parse(JSON.stringify(message)));
  }
}

export interface ServerHere {
  /** The editor's end, not yet listening. */
  readonly connection: ProtocolConnection;
  stop(): void;
}

/** Starts a server in this process. It must not be sent `exit`: that would end this process. */
export function serverHere(): ServerHere {
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
  return {
    connection,
    stop() {
      connection.dispose();
      for (const thread of threads) thread.stop();
      for (const port of ports) port.close();
    },
  };
}
