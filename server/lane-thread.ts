/**
 * The thread of a lane, as the thread that speaks to the editor sees it.
 *
 * Invariant: before each request the lane is told what has changed since the last one, and nothing else.
 */
import { Worker } from "node:worker_threads";
import type { CancellationToken, LogMessageParams } from "vscode-languageserver";
import { createProtocolConnection, PortMessageReader, PortMessageWriter } from "vscode-languageserver/node";
import type { TooMuch } from "../vm-core/index.ts";
import type { FileChanges } from "./file-changes.ts";
import { type LaneSession, type LaneText, UPDATE } from "./lane-protocol.ts";
import type { Session } from "./session.ts";
import type { Texts } from "./texts.ts";

/** Mebibytes that the analyses of a lane may hold. */
const HEAP = 1_536;

export interface LaneThread {
  /** Tells what has changed. */
  update(texts: Texts, session: Session, changes: FileChanges): void;
  ask(method: string, params: unknown, token?: CancellationToken): Promise<unknown>;
  stop(): void;
}

export function startWorker(): Worker {
  return new Worker(import.meta.filename, {
    resourceLimits: { maxOldGenerationSizeMb: HEAP },
    // Standard output is the protocol's.
    stdout: true,
  });
}

/** `log` hears what the lane has to say to the user's log; `failed`, once, when the thread has ended by itself. */
export function startLaneThread(
  worker: Worker,
  log: (message: LogMessageParams) => void,
  failed: (tooMuch: TooMuch | undefined) => void,
): LaneThread {
  const connection = createProtocolConnection(new PortMessageReader(worker), new PortMessageWriter(worker));
  let isOver = false;
  const end = (tooMuch: TooMuch | undefined) => {
    if (isOver) return;
    isOver = true;
    failed(tooMuch);
  };
  worker.on("error", (error: NodeJS.ErrnoException) =>
    end(error.code === "ERR_WORKER_OUT_OF_MEMORY" ? "memory" : undefined),
  );
  worker.on("exit", () => end(undefined));
  connection.onNotification("window/logMessage", log);
  connection.listen();
  /** What the lane has: the revision and the opening of each text. */
  const has = new Map<string, { readonly revision: number; readonly opening: number }>();
  let sessionRevision = -1;
  let toldChanges: number | undefined;
  return {
    update(texts, session, fileChanges) {
      const changed: LaneText[] = [];
      const closed: string[] = [];
      for (const [uri, { opening }] of has) {
        const text = texts.get(uri);
        if (text?.opening === opening && !text.isUnreadable) continue;
        closed.push(uri);
        has.delete(uri);
      }
      for (const [uri, { document, revision, opening, tooMuch, isUnreadable }] of texts.all()) {
        if (isUnreadable || has.get(uri)?.revision === revision) continue;
        has.set(uri, { revision, opening });
        const { languageId, version } = document;
        changed.push({ uri, languageId, version, text: document.getText(), tooMuch });
      }
      const isNew = session.revision !== sessionRevision;
      sessionRevision = session.revision;
      const { files: changedFiles, count } = fileChanges.since(toldChanges);
      toldChanges = count;
      const isSame = changedFiles?.length === 0;
      if (closed.length === 0 && changed.length === 0 && !isNew && isSame) return;
      const update = { closed, texts: changed, session: isNew ? told(session) : undefined, changedFiles };
      // When the thread is gone there is nobody left to tell.
      connection.sendNotification(UPDATE, update).catch(() => undefined);
    },
    ask: (method, params, token) => connection.sendRequest(method, params, token),
    stop() {
      isOver = true;
      connection.dispose();
      void worker.terminate();
    },
  };
}

function told({ client, settings, folders, excluded, docs }: Session): LaneSession {
  return { client, settings, folders, excluded, docs };
}
