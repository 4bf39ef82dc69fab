/** Publishes what there is to say about a document: findings, and the optimizer's hints where wanted. */
import type { Connection } from "vscode-languageserver";
import { findings, hintsBesideFindings, isLibrary, type PassName } from "../vm-core/index.ts";
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
  passes: () => readonly PassName[],
  docs: string | undefined,
): Promise<void> {
  const snapshot = documents.snapshot(uri);
  if (snapshot === undefined || isLibrary(uri) || isPreview(uri)) return;
  await modules.prepare(snapshot);
  if (documents.snapshot(uri) !== snapshot) return;
  const found = [
    ...snapshot.diagnostics,
    ...findings(snapshot, modules.resolverFor(uri)),
    ...hintsBesideFindings(snapshot, passes()).map((hint) => hint.diagnostic),
  ];
  const params = {
    uri,
    version: snapshot.version,
    diagnostics: found.map((diagnostic) => toDiagnostic(snapshot, diagnostic, docs)),
  };
  // When the connection is gone there is nobody left to tell.
  connection.sendDiagnostics(params).catch(() => undefined);
}
