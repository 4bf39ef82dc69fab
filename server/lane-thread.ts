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
import { tellingLane } from "./lane-cancellation.ts";
import {
  DIAGNOSE,
  DIAGNOSE_EARLY,
  EXAMINE,
  INDEXING,
  type LaneEdit,
  type LaneSession,
  type LaneText,
  READY,
  UPDATE,
} from "./lane-protocol.ts";
import type { ServerSession } from "./session.ts";
import { sameBlocks, type TextBlock } from "./shared-text.ts";
import type { Texts } from "./texts.ts";
import { receivedAnswer, Written } from "./written.ts";

/** Mebibytes that the analyses of a lane may hold. */
const HEAP = 1_536;
/** Mebibytes for what has just been made: what a lane does once, such as indexing, leaves the process so much larger. */
const YOUNG = 24;

export interface LaneThread {
  /** Resolves when it has loaded what it needs. */
  readonly ready: Promise<void>;
  /** Tells what has changed. */
  update(texts: Texts, session: ServerSession, changes: FileChanges): void;
  ask(method: string, params: unknown, token?: CancellationToken): Promise<unknown>;
  stop(): void;
}

export function startWorker(): Worker {
  return new Worker(import.meta.filename, {
    resourceLimits: { maxOldGenerationSizeMb: HEAP, maxYoungGenerationSizeMb: YOUNG },
    // Standard output is the protocol's.
    stdout: true,
  });
}

/** What a lane has to say besides its answers. */
export interface LaneHearer {
  /** What is for the user's log. */
  log(message: LogMessageParams): void;
  /** How far it is with the files of the workspace; null when it is through. */
  indexing(progress: { readonly done: number; readonly total: number } | null): void;
}

/** `failed` hears, once, when the thread has ended by itself. */
export function startLaneThread(
  worker: Worker,
  hearer: LaneHearer,
  failed: (tooMuch: TooMuch | undefined) => void,
): LaneThread {
  const [reader, writer] = [new PortMessageReader(worker), new PortMessageWriter(worker)];
  const connection = createProtocolConnection(reader, writer, undefined, tellingLane());
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
  connection.onNotification("window/logMessage", (message: LogMessageParams) => hearer.log(message));
  connection.onNotification(INDEXING, (progress) => hearer.indexing(progress));
  const ready = new Promise<void>((resolve) => void connection.onNotification(READY, () => resolve()));
  connection.listen();
  /** What the lane has of each document. */
  const has = new Map<
    string,
    { readonly revision: number; readonly opening: number; readonly blocks: readonly TextBlock[] }
  >();
  let sessionRevision = -1;
  let toldChanges: number | undefined;
  return {
    ready,
    update(texts, session, fileChanges) {
      const changed: LaneText[] = [];
      const edits: LaneEdit[] = [];
      const closed: string[] = [];
      for (const [uri, { opening }] of has) {
        const text = texts.get(uri);
        if (text?.opening === opening && !text.isUnreadable) continue;
        closed.push(uri);
        has.delete(uri);
      }
      for (const [uri, { document, revision, opening, tooMuch, isUnreadable }] of texts.all()) {
        const before = has.get(uri);
        if (isUnreadable || before?.revision === revision) continue;
        const { languageId, version, blocks } = document;
        has.set(uri, { revision, opening, blocks });
        const known = { uri, languageId, version, tooMuch };
        if (before === undefined) changed.push({ ...known, blocks });
        else edits.push({ ...known, ...replacement(before.blocks, blocks) });
      }
      const isNew = session.revision !== sessionRevision;
      sessionRevision = session.revision;
      const { files: changedFiles, count } = fileChanges.since(toldChanges);
      toldChanges = count;
      const isSame = closed.length + changed.length + edits.length === 0 && changedFiles?.length === 0;
      if (isSame && !isNew) return;
      const update = {
        closed,
        texts: changed,
        edits,
        session: isNew ? told(session) : undefined,
        changedFiles,
      };
      // When the thread is gone there is nobody left to tell.
      connection.sendNotification(UPDATE, update).catch(() => undefined);
    },
    async ask(method, params, token) {
      const answer = receivedAnswer(await connection.sendRequest(method, params, token));
      return OWN.has(method) && answer instanceof Written ? answer.toJSON() : answer;
    },
    stop() {
      isOver = true;
      connection.dispose();
      void worker.terminate();
    },
  };
}

/** What the first thread itself asks for. */
const OWN: ReadonlySet<string> = new Set([DIAGNOSE, DIAGNOSE_EARLY, EXAMINE].map(({ method }) => method));

function replacement(
  before: readonly TextBlock[],
  after: readonly TextBlock[],
): Pick<LaneEdit, "from" | "removed" | "blocks"> {
  const { start, end } = sameBlocks(before, after);
  const blocks = after.slice(start, after.length - end);
  return { from: start, removed: before.length - start - end, blocks };
}

function told({ client, settings, folders, excluded, docs }: ServerSession): LaneSession {
  return { client, settings, folders, excluded, docs };
}
