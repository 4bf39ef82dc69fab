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
import { gated } from "../../server/gate.ts";
import { answerInLane } from "../../server/lane.ts";
import { HEARD_IN_LANE } from "../../server/lane-cancellation.ts";
import { type LaneThread, startLaneThread } from "../../server/lane-thread.ts";
import { PARAMETERS, serve } from "../../server/server.ts";
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
  /** Ends it when all that it was asked is answered. */
  stop(): void;
  /** Hears of it no more: what it still works on comes to nothing, and keeps no process from its end. */
  forget(): void;
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
  let isForgotten = false;
  const release = () => {
    for (const port of ports) port.unref();
  };
  const [ours, theirs] = channel();
  const toEditor = new JsonWriter(theirs);
  const passing = gated(new PortMessageReader(theirs), toEditor, PARAMETERS, () => undefined);
  const editor = createConnection(ProposedFeatures.all, passing, toEditor);
  serve(editor, (hearer, failed) => {
    const [near, far] = channel();
    const [reader, writer] = [new PortMessageReader(far), new LaneWriter(far)];
    answerInLane(createConnection(ProposedFeatures.all, reader, writer, HEARD_IN_LANE));
    const worker = Object.assign(near, { terminate: async () => near.close() });
    const thread = startLaneThread(worker as unknown as Worker, hearer, failed);
    threads.push(thread);
    // Who listens at a port keeps the process from its end, also one that starts late.
    if (isForgotten) release();
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
    forget() {
      isForgotten = true;
      connection.dispose();
      release();
    },
  };
}
