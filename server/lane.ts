/**
 * A lane: what runs in each of the threads that analyse. It answers one task at a time, about documents as they were when
 * the task was handed out.
 *
 * Invariant: knows the protocol and nothing of the language; every answer is a conversion of what a feature
 * of vm-core returns.
 */
import { pathToFileURL } from "node:url";
import type { CancellationToken, Connection } from "vscode-languageserver";
import {
  diagnostics,
  earlyDiagnostics,
  type FoundBefore,
  isLibrary,
  keptFindings,
  languageOfName,
  libraryExports,
  type Snapshot,
} from "../vm-core/index.ts";
import { readBounded } from "../vm-core/node/read-bounded.ts";
import { tryDecodeUtf8 } from "../vm-core/node/utf8.ts";
import { answering, asking } from "./answer.ts";
import { countColumnsIn } from "./convert.ts";
import { listed } from "./diagnostics.ts";
import { type Documents, laneDocuments } from "./documents.ts";
import { FEATURES, registerFeatures } from "./features/index.ts";
import { matcherOf } from "./glob.ts";
import { whileAsked } from "./lane-cancellation.ts";
import {
  type ClosedFile,
  DIAGNOSE,
  DIAGNOSE_EARLY,
  type DocumentReport,
  type EarlyReport,
  EXAMINE,
  READY,
  UPDATE,
} from "./lane-protocol.ts";
import { createModules, type ServerModules } from "./modules.ts";
import { documentReader, mentionFinder, neighbourFinder } from "./neighbours.ts";
import { isPreview } from "./previews.ts";
import { newSession, type ServerSession } from "./session.ts";
import { SymbolIndex } from "./symbol-index.ts";

export function answerInLane(connection: Connection): void {
  const session = newSession();
  const documents = laneDocuments();
  const modules = createModules(documents, () => session.folders);
  const symbols = new SymbolIndex(documents, modules, session);
  const found = new Map<string, FoundBefore>();
  const lane: Lane = { session, documents, modules, found };
  connection.onNotification(UPDATE, (update) => {
    documents.update(update);
    for (const uri of update.closed) {
      modules.forget(uri);
      found.delete(uri);
    }
    symbols.changed(update.changedFiles);
    if (update.session === undefined) return;
    const { excluded, ...known } = update.session;
    countColumnsIn(known.client.encoding);
    Object.assign(session, known, { isExcluded: matcherOf(excluded) });
  });
  connection.onRequest(DIAGNOSE, ({ uri }, token) => diagnose(lane, uri, token));
  connection.onRequest(DIAGNOSE_EARLY, ({ uri }) => diagnoseEarly(lane, uri));
  connection.onRequest(EXAMINE, (task) => examine(lane, task));
  const findMentions = mentionFinder(documents, modules, session);
  registerFeatures(FEATURES, {
    connection,
    answer: answering(connection, documents),
    ask: asking(connection),
    documents,
    modules,
    findNeighbours: neighbourFinder(findMentions),
    findMentions,
    readDocument: documentReader(documents, modules),
    session,
    symbols,
  });
  connection.listen();
  // When the other end is gone there is nobody left to tell.
  connection.sendNotification(READY, null).catch(() => undefined);
}

interface Lane {
  readonly session: ServerSession;
  readonly documents: Documents;
  readonly modules: ServerModules;
  /** What was found last in each open document. */
  readonly found: Map<string, FoundBefore>;
}

async function diagnose(lane: Lane, uri: string, token: CancellationToken): Promise<DocumentReport | null> {
  const { session, documents, modules } = lane;
  const newest = documents.snapshot(uri);
  if (newest === undefined || isLibrary(uri) || isPreview(uri)) return null;
  const snapshot = (await whileAsked(token, () => modules.prepare(newest))) ?? newest;
  const found = whileAsked(token, () => diagnostics(snapshot, modules.resolverFor(uri), session.settings));
  lane.found.set(uri, keptFindings(snapshot, found));
  return reportOf(snapshot, found, modules, session);
}

function diagnoseEarly({ session, documents, found }: Lane, uri: string): EarlyReport | null {
  const snapshot = documents.snapshot(uri);
  if (snapshot === undefined || isLibrary(uri) || isPreview(uri)) return null;
  const said = earlyDiagnostics(snapshot, found.get(uri), session.settings);
  return {
    uri,
    version: snapshot.version,
    diagnostics: listed(snapshot, said, session.docs),
  };
}

/** Hints, which say what could be better in a file that somebody works on, are left out. */
async function examine(
  { session, documents, modules }: Lane,
  { file, room }: ClosedFile,
): Promise<DocumentReport | null> {
  const text = await readText(file, room);
  if (text === undefined || text.length > room) return null;
  const { href: uri } = pathToFileURL(file);
  const read = languageOfName(uri).analyze(uri, 0, text, { exportsOf: libraryExports });
  const snapshot = (await modules.prepare(read)) ?? read;
  const { severities } = session.settings;
  const found = diagnostics(snapshot, modules.resolverFor(uri), { hints: [], severities }).filter(
    ({ severity }) => severity !== "hint",
  );
  const report = reportOf(snapshot, found, modules, session);
  if (!documents.open().includes(uri)) modules.forget(uri);
  return report;
}

function reportOf(
  snapshot: Snapshot,
  found: ReturnType<typeof diagnostics>,
  modules: ServerModules,
  { docs }: ServerSession,
): DocumentReport {
  const { uri, version, text } = snapshot;
  return {
    uri,
    version,
    diagnostics: listed(snapshot, found, docs),
    files: [...modules.filesOf(uri)],
    length: text.length,
  };
}

/** Bytes of a file that is looked at before it is opened. */
const MAX_BYTES = 256 * 1024;

/** Undefined for what is no text, too large, or not there. */
async function readText(file: string, room: number): Promise<string | undefined> {
  try {
    const found = await readBounded(file, Math.min(MAX_BYTES, room * MOST_BYTES_OF_A_CHARACTER));
    return typeof found === "object" && found.bytes !== undefined ? tryDecodeUtf8(found.bytes) : undefined;
  } catch {
    return undefined;
  }
}

/** In UTF-8, of a UTF-16 unit. */
const MOST_BYTES_OF_A_CHARACTER = 3;
