/** Publishes what there is to say about a document: findings, and the optimizer's hints where wanted. */
import type { Connection } from "vscode-languageserver";
import {
  type Diagnostic,
  type DiagnosticSettings,
  diagnostics,
  isLibrary,
  type Snapshot,
} from "../vm-core/index.ts";
import { toDiagnostic } from "./convert.ts";
import type { Documents } from "./documents.ts";
import type { Modules } from "./modules.ts";
import { isPreview } from "./previews.ts";

/** Resolves when it is done, or when a newer version makes it needless. */
export async function publishDiagnostics(
  connection: Connection,
  documents: Documents,
  modules: Modules,
  uri: string,
  settings: () => DiagnosticSettings,
  docs: string | undefined,
): Promise<void> {
  const snapshot = documents.snapshot(uri);
  if (snapshot === undefined || isLibrary(uri) || isPreview(uri)) return;
  await modules.prepare(snapshot);
  if (documents.snapshot(uri) !== snapshot) return;
  const found = diagnostics(snapshot, modules.resolverFor(uri), settings());
  send(connection, snapshot, found, docs, snapshot.version);
}

/** Publishes what is to be said about a document, in place of what was published before. */
export function send(
  connection: Connection,
  document: Pick<Snapshot, "uri" | "lines">,
  found: readonly Diagnostic[],
  docs?: string,
  version?: number,
): void {
  const params = {
    uri: document.uri,
    ...(version !== undefined && { version }),
    diagnostics: found.map((diagnostic) => toDiagnostic(document, diagnostic, docs)),
  };
  // When the connection is gone there is nobody left to tell.
  connection.sendDiagnostics(params).catch(() => undefined);
}

/** Takes back what was published for a document. */
export function clear(connection: Connection, uri: string): void {
  connection.sendDiagnostics({ uri, diagnostics: [] }).catch(() => undefined);
}
