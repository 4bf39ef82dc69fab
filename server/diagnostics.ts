/** Publishes what there is to say about a document: findings, and the optimizer's hints where wanted. */
import type { Connection } from "vscode-languageserver";
import { hints } from "../vm-core/index.ts";
import { toDiagnostic } from "./convert.ts";
import type { Documents } from "./documents.ts";

export function publishDiagnostics(
  connection: Connection,
  documents: Documents,
  uri: string,
  withHints: boolean,
): void {
  const snapshot = documents.snapshot(uri);
  if (snapshot === undefined) return;
  const found = [
    ...snapshot.diagnostics,
    ...(withHints ? hints(snapshot).map((hint) => hint.diagnostic) : []),
  ];
  const params = {
    uri,
    version: snapshot.version,
    diagnostics: found.map((diagnostic) => toDiagnostic(snapshot, diagnostic)),
  };
  // When the connection is gone there is nobody left to tell.
  connection.sendDiagnostics(params).catch(() => undefined);
}
